"""Pace: how often the messages of a channel may change."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

INTERVAL_S = 1.2
"""Between two changes in one channel. In practice Discord allows 5 in 5 seconds, and the answers
that people wait for count as well."""

BACK_OFF_S = 10.0
"""No progress is shown for this long after Discord refused a change."""

_MANY = 500


class Pace:
    """Gives turns to the live messages of each channel, one after another."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._next: dict[int, float] = {}

    async def turn(
        self, channel: int, *, unless: asyncio.Future[Any], at_once: bool = False
    ) -> bool:
        """Wait for a turn in a channel; False as soon as `unless` is done, which needs none.
        `at_once` counts as a turn, but waits for nobody."""
        wait_s = self.reserve(channel)
        if wait_s > 0 and not at_once:
            await asyncio.wait([unless], timeout=wait_s)
        return not unless.done()

    def reserve(self, channel: int) -> float:
        """Take the next free turn; how many seconds from now it is."""
        now = self._clock()
        at = max(now, self._next.get(channel, now))
        self._next[channel] = at + INTERVAL_S
        if len(self._next) > _MANY:
            self._next = {known: due for known, due in self._next.items() if due > now}
        return at - now

    def back_off(self, channel: int, wait_s: float = BACK_OFF_S) -> None:
        """Give no turns in a channel for a while."""
        self._next[channel] = max(self._next.get(channel, 0.0), self._clock() + wait_s)
