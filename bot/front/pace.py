"""Pace: how often the messages of a channel may change."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from enum import Enum
from typing import Any


class Lane(Enum):
    """Turns of what runs and of what waits; the value is the seconds between two turns.

    In practice Discord takes 5 changes in 5 seconds in a channel, and these are 3 and 2. Two lanes
    keep the bar of the one job that runs moving while the places of fifty that wait are told.
    """

    RUNNING = 2.0
    WAITING = 4.0


BACK_OFF_S = 10.0
"""No progress is shown for this long after Discord refused a change."""

_MANY = 500


class Pace:
    """Gives turns to the live messages of each channel, one after another."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._next: dict[tuple[int, Lane], float] = {}

    async def turn(self, channel: int, lane: Lane, *, unless: list[asyncio.Future[Any]]) -> bool:
        """Wait for a turn; False as soon as one of `unless` is done. The turn is given back then,
        so that jobs which come and go fast leave no wait behind."""
        wait_s = self.reserve(channel, lane)
        if wait_s > 0:
            await asyncio.wait(unless, timeout=wait_s, return_when=asyncio.FIRST_COMPLETED)
        needed = not any(future.done() for future in unless)
        if not needed and (channel, lane) in self._next:
            self._next[channel, lane] -= lane.value
        return needed

    def reserve(self, channel: int, lane: Lane) -> float:
        """Take the next free turn; how many seconds from now it is."""
        now, key = self._clock(), (channel, lane)
        at = max(now, self._next.get(key, now))
        self._next[key] = at + lane.value
        if len(self._next) > _MANY:
            self._next = {known: due for known, due in self._next.items() if due > now}
        return at - now

    def back_off(self, channel: int, wait_s: float = BACK_OFF_S) -> None:
        """Give no turns in a channel for a while."""
        until = self._clock() + wait_s
        for lane in Lane:
            key = (channel, lane)
            self._next[key] = max(self._next.get(key, 0.0), until)
