"""Starting workers: how often, how soon again, and when to give up."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from bot.domain.job import Failed
from bot.executor.child import Child, StartFailure
from bot.executor.spec import Grace, WorkerSpec

log = logging.getLogger(__name__)

_TRIES = 3
"""So many starts in a row may fail before those who wait are told."""
_GROWTH = 4.0
_PRIOR_START_S = 2.0


class Starter:
    """Starts one worker after the other, with a growing pause for each that came to nothing."""

    def __init__(self, spec: WorkerSpec, *, limit_s: float, grace: Grace) -> None:
        self._spec = spec
        self._limit_s = limit_s
        self._grace = grace
        self._now = time.monotonic
        self._failures = 0  # in a row
        self._not_before = 0.0
        self._started_at = self._now()
        self._last_start_s = _PRIOR_START_S
        self.child: Child | None = None  # the newest, from before it is ready until it is dropped
        self.starts = 0

    async def start(self, on_exit: Callable[[], None]) -> Child | Failed:
        """A worker that is ready; or why there is none, once that is known for certain or after
        some tries. The worker calls `on_exit` when it ends."""
        while True:
            await asyncio.sleep(max(0.0, self._not_before - self._now()))
            self.starts += 1
            self._started_at = self._now()
            name = f"worker-{self.starts}"
            child = self.child = Child(self._spec, name=name, on_exit=on_exit)
            try:
                await child.start(self._limit_s)
            except StartFailure as exc:
                log.warning("%s did not start: %s", name, exc)
                await self.drop()
                self.failed()
                if exc.final or self._failures >= _TRIES:
                    return exc.failure
            else:
                self._last_start_s = self._now() - self._started_at
                log.info("%s is ready after %.1f s", name, self._last_start_s)
                return child

    async def drop(self, grace_s: float = 0.0) -> None:
        """End the worker, if there is one; by asking first, where it is given some grace."""
        if self.child is not None:
            await self.child.end(grace_s)
            self.child = None

    def failed(self) -> None:
        """The newest worker came to nothing: the next start waits, each time longer."""
        pause_s = self._grace.backoff_s * _GROWTH ** min(self._failures, 20)
        self._not_before = self._now() + min(pause_s, self._grace.longest_backoff_s)
        self._failures += 1

    def succeeded(self) -> None:
        """The newest worker has been of use."""
        self._failures = 0

    @property
    def startable(self) -> bool:
        """False where the last start came to nothing and no worker is ready."""
        return self._failures == 0 or (self.child is not None and self.child.ready)

    def remaining_s(self) -> float:
        """Expected seconds until a worker is ready, as if it started like the last one."""
        if self.child is not None and self.child.ready:
            return 0.0
        return max(0.0, self._started_at + self._last_start_s - self._now())
