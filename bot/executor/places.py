"""Places in the queue, told to those who wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.domain.job import Waiting
from bot.executor.durations import Durations
from bot.executor.queue import FairQueue

_EVERY_S = 0.25
_SLICE = 200
"""Ten thousand who wait must not hold up the event loop: it runs after each so many."""


class Places:
    """Tells everyone who waits their place and expected wait: at once when the queue moves, but
    no more than a few times a second, so that a job costs the same however many wait."""

    def __init__(
        self, queue: FairQueue, durations: Durations, *, until_free_s: Callable[[], float]
    ) -> None:
        self._queue = queue
        self._durations = durations
        self._until_free_s = until_free_s
        self._moved = asyncio.Event()

    def moved(self) -> None:
        """The queue has changed."""
        self._moved.set()

    async def run(self) -> None:
        """Tell, for ever."""
        while True:
            await self._moved.wait()
            self._moved.clear()
            await self._tell()
            await asyncio.sleep(_EVERY_S)

    async def _tell(self) -> None:
        eta_s = self._until_free_s()
        for place, entry in enumerate(self._queue.in_turn(), 1):
            if entry in self._queue:  # it may have left since this round began
                entry.ticket.publish(Waiting(place=place, eta_s=eta_s))
            eta_s += self._durations.expect_s(entry.job.task)
            if place % _SLICE == 0:
                await asyncio.sleep(0)
