"""The Watch role in the worker: progress out, cancellations in."""

from __future__ import annotations

import time
from collections.abc import Sequence

from bot.domain.errors import JobCancelled
from bot.executor.messages import Alive, Step
from bot.executor.orders import Orders, Reports

_STEP_EVERY_S = 0.05
"""People see no more than 20 steps a second, and the bot should not have to read more."""
_ALIVE_EVERY_S = 0.5


class PassWatch:
    """Watches one pass for the jobs in it. Steps in quick succession are merged into the newest;
    the first and the last are always told."""

    def __init__(self, job_ids: Sequence[str], orders: Orders, reports: Reports) -> None:
        self._job_ids = frozenset(job_ids)
        self._orders = orders
        self._reports = reports
        self._previews: dict[int, bytes] = {}  # not told yet, by the job's place in the pass
        self._width = len(job_ids)
        self._step_at = float("-inf")
        self._told_at = time.monotonic()

    def step(self, step: int, steps: int, previews: Sequence[bytes | None] = ()) -> None:
        """Report that `step` of `steps` is done; `previews` holds a small JPEG per task.

        Raises `JobCancelled` when every task of the pass was cancelled: let it through.
        """
        self.check()
        self._previews |= {i: bytes(preview) for i, preview in enumerate(previews) if preview}
        now = time.monotonic()
        if now - self._step_at < _STEP_EVERY_S and step < steps:
            return
        newest = tuple(self._previews.get(i) for i in range(self._width)) if self._previews else ()
        self._previews.clear()
        self._step_at = self._told_at = now
        self._reports.send(Step(step=int(step), steps=int(steps), previews=newest))

    def check(self) -> None:
        """Raise `JobCancelled` when every task of the pass was cancelled. Cheap; call it often."""
        if self._orders.unwanted(self._job_ids):
            raise JobCancelled
        now = time.monotonic()
        if now - self._told_at >= _ALIVE_EVERY_S:
            self._told_at = now
            self._reports.send(Alive())
