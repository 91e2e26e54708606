"""Tips: the one sentence of help under a reply, and never the same one twice running."""

from __future__ import annotations

import logging
from collections import OrderedDict
from typing import Protocol

from bot.domain.cause import Cause
from bot.domain.errors import LedgerError
from bot.domain.faq import Faq, FaqEntry

log = logging.getLogger(__name__)

REMEMBERED = 2000
"""People whose last tip is kept in memory; that of others is looked up."""


class TipMemory(Protocol):
    """Knows the tips of replies that were given before, also by an earlier run."""

    async def last_tip(self, owner: int) -> str | None:
        """The id of the person's last tip, None where there was none. May raise `LedgerError`."""
        ...


class NoMemory:
    """Fills the TipMemory role where nothing is kept, as on the command line."""

    async def last_tip(self, owner: int) -> str | None:
        """Always None."""
        return None


class TipChooser:
    """Chooses by what was measured, and remembers what each person was told last."""

    def __init__(self, faq: Faq, memory: TipMemory) -> None:
        self._faq = faq
        self._memory = memory
        self._last: OrderedDict[int, str | None] = OrderedDict()

    async def choose(self, owner: int, cause: Cause) -> FaqEntry | None:
        """The best entry that fits, or the next one where the person just had that; None where
        there is no other."""
        if owner not in self._last:
            before = await self._before(owner)
            self._last.setdefault(owner, before)  # another reply may have come meanwhile
        self._last.move_to_end(owner)
        last = self._last[owner]
        chosen = next((entry for entry in self._faq.tips_for(cause) if entry.id != last), None)
        if chosen is not None:
            self._last[owner] = chosen.id
        while len(self._last) > REMEMBERED:
            self._last.popitem(last=False)
        return chosen

    async def _before(self, owner: int) -> str | None:
        try:
            return await self._memory.last_tip(owner)
        except LedgerError as exc:  # a tip is not worth a reply
            log.warning("the last tip of user %s is not known: %s", owner, exc)
            return None
