"""Errands in the ledger: written before Discord is told that they were taken."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

from bot.domain.errand import Errand
from bot.domain.errors import LedgerError

log = logging.getLogger(__name__)

NOTE_LIMIT_S = 0.25
"""Discord gives three seconds for the first answer, which a slow disk is not to use up."""


class ErrandBook(Protocol):
    """What errands need of a ledger. Every method may raise `LedgerError`."""

    async def note_errands(self, errands: Sequence[Errand]) -> None:
        """Write down what came."""
        ...

    async def errand_done(self, interaction: int) -> None:
        """The errand has become jobs, or was answered."""
        ...

    async def errands(self) -> list[Errand]:
        """What came and is not done."""
        ...


class Errands:
    """Notes what came, and forgets it once it is a job or was answered.

    What comes at the same time is written together: on most disks one transaction takes as long as
    fifty errands in it.
    """

    def __init__(self, ledger: ErrandBook, *, note_limit_s: float = NOTE_LIMIT_S) -> None:
        self._ledger = ledger
        self._note_limit_s = note_limit_s
        self._coming: list[Errand] = []
        self._writing: asyncio.Task[None] | None = None
        self._open: dict[int, int] = {}
        self._closed = asyncio.Condition()

    async def note(self, errand: Errand) -> None:
        """Write an errand down. Never raises, and takes no longer than the limit: whoever asked is
        answered in any case."""
        self._open[errand.interaction] = errand.address.user
        self._coming.append(errand)
        if self._writing is None:
            self._writing = asyncio.create_task(self._write(), name="errands")
        _, late = await asyncio.wait({self._writing}, timeout=self._note_limit_s)
        if late:
            log.warning("interaction %s is answered before it is noted", errand.interaction)

    async def close(self, interaction: int) -> None:
        """The errand is done. Never raises: at worst it is done again after a restart, which its
        jobs keep from counting twice."""
        if self._writing is not None:
            await asyncio.wait({self._writing})
        try:
            await self._ledger.errand_done(interaction)
        except LedgerError as exc:
            log.error("interaction %s stays noted: %s", interaction, exc)
        self._open.pop(interaction, None)
        async with self._closed:
            self._closed.notify_all()

    async def settled(self, person: int, limit_s: float) -> bool:
        """Wait until nothing that a person asked for is on its way any more, or so many seconds;
        whether anything was."""
        if person not in self._open.values():
            return False
        with suppress(TimeoutError):
            async with asyncio.timeout(limit_s), self._closed:
                await self._closed.wait_for(lambda: person not in self._open.values())
        return True

    async def left(self) -> list[Errand]:
        """What the last run left undone, the oldest first. Raises `LedgerError`."""
        left = await self._ledger.errands()
        self._open |= {errand.interaction: errand.address.user for errand in left}
        return left

    async def _write(self) -> None:
        """Write until nothing more has come meanwhile."""
        try:
            while self._coming:
                batch, self._coming = self._coming, []
                await self._ledger.note_errands(batch)
        except LedgerError as exc:
            log.error("%d interactions are not noted: %s", len(batch), exc)
        finally:
            self._writing = None
