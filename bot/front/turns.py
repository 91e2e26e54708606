"""Turns: so much is done at a time, and nobody waits behind all that one person asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class Turns:
    """At most `in_all` at a time, and `each` of one person: of what waits, nobody has more than
    `each` in line, however much they asked for."""

    def __init__(self, *, in_all: int, each: int) -> None:
        self._room = asyncio.Semaphore(in_all)
        self._each = each
        # A person is kept for as long as something of theirs waits or is at hand.
        self._persons: WeakValueDictionary[int, asyncio.Semaphore] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, person: int) -> AsyncIterator[None]:
        """Wait for a person's turn, and have it in this block."""
        own = self._persons.setdefault(person, asyncio.Semaphore(self._each))
        async with own, self._room:
            yield
