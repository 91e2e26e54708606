"""Posts: answers that belong to no job, such as a picture with text. They are noted, so that they
can be deleted for whoever asks to be forgotten."""

from __future__ import annotations

from bot.domain.ports import Ledger
from bot.domain.record import Address
from bot.front.card import Card
from bot.front.messenger import Messenger


class Posts:
    """Brings such answers to people, and keeps where they are."""

    def __init__(self, *, messenger: Messenger, ledger: Ledger) -> None:
        self._messenger = messenger
        self._ledger = ledger

    async def deliver(
        self, address: Address, card: Card, *, late: str, nonce: str, again: bool = False
    ) -> bool:
        """Bring an answer, as `Messenger.deliver` does; whether it arrived. What others can see is
        noted. Raises `LedgerError`."""
        there = await self._messenger.deliver(address, card, late=late, nonce=nonce, again=again)
        if there is not None and there.message is not None and not there.private:
            await self._ledger.note_post(there)
        return there is not None
