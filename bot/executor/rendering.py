"""One pass, as the bot follows it: progress, cancellations and time limits."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.job import Cancelled, Failed, RenderResult, Running
from bot.domain.options import ExecutorOptions
from bot.executor import failures
from bot.executor.child import Child
from bot.executor.durations import Durations
from bot.executor.messages import (
    Alive,
    Cancel,
    Finished,
    Gone,
    PassCancelled,
    PassEnd,
    PassFailed,
    Run,
    Step,
)
from bot.executor.queue import Entry

log = logging.getLogger(__name__)

_SLOW_STEPS = 1.5
"""A worker is given so many times its longest silence to hear a cancellation: it stops at steps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerLost:
    """The worker cannot be used any more. `deadly` says that the pass is to blame."""

    failure: Failed
    deadly: bool


class RunningPass:
    """The jobs that a worker renders together, from the order to the end."""

    def __init__(
        self,
        child: Child,
        entries: Sequence[Entry],
        *,
        options: ExecutorOptions,
        cancel_grace_s: float,
        durations: Durations,
    ) -> None:
        self.entries = tuple(entries)
        self._child = child
        self._options = options
        self._cancel_grace_s = cancel_grace_s
        self._durations = durations
        self._now = time.monotonic
        self._started_at = self._heard_at = self._now()
        expected_s = sum(durations.expect_s(entry.job.task) for entry in entries)
        self._due_at = self._started_at + expected_s
        self._longest_silence_s = 0.0
        self._stop_by = float("inf")
        self._first_step: tuple[int, float] | None = None  # the step, and when it was done

    async def run(self) -> PassEnd | WorkerLost:
        """Give the order and follow the pass to its end."""
        self._child.post(Run(tasks=tuple(entry.job.task for entry in self.entries)))
        for entry in self.entries:
            steps = entry.job.task.edits[0].steps or 1
            entry.ticket.publish(Running(step=0, steps=steps, eta_s=self.remaining_s()))
        while True:
            report = await self._child.receive(self._patience_s())
            if (end := self._take(report)) is not None:
                return end

    def cancel(self, entry: Entry) -> None:
        """End one job at once; the worker stops when no other of the pass is left."""
        entry.ticket.publish(Cancelled())
        self._child.hear(Cancel(job_id=entry.job.id))

    def remaining_s(self) -> float:
        """Expected seconds until the end: as the jobs usually take, and from the second step on
        by the pace of the steps."""
        return max(0.0, self._due_at - self._now())

    def _take(self, report: object) -> PassEnd | WorkerLost | None:
        """Act on a report, or on silence; the end of the pass if that is what it is."""
        match report:
            case Alive():
                self._heard()
            case Step():
                self._heard()
                self._show(report)
            case Cancel(job_id=job_id):
                self._pass_on_cancel(job_id)
            case Finished() | PassFailed() | PassCancelled():
                self._learn(report)
                return report
            case Gone(exitcode=exitcode):
                return WorkerLost(failure=failures.worker_crashed(exitcode), deadly=True)
            case None:
                return self._overdue()
            case other:
                raise TypeError(f"the worker sent {other!r}")
        return None

    def _show(self, report: Step) -> None:
        """Publish a step to everyone in the pass."""
        if self._first_step is None:
            self._first_step = (report.step, self._heard_at)
        first_step, first_at = self._first_step
        if report.step > first_step:
            pace_s = (self._heard_at - first_at) / (report.step - first_step)
            self._due_at = self._heard_at + pace_s * max(0, report.steps - report.step)
        previews = report.previews or (None,) * len(self.entries)
        for entry, preview in zip(self.entries, previews, strict=False):
            entry.preview = preview or entry.preview
            entry.ticket.publish(
                Running(
                    step=report.step,
                    steps=report.steps,
                    preview=entry.preview,
                    eta_s=self.remaining_s(),
                )
            )

    def _pass_on_cancel(self, job_id: str) -> None:
        """Tell the worker, unless the job belongs to a pass that has ended meanwhile."""
        if any(entry.job.id == job_id for entry in self.entries):
            self._child.post(Cancel(job_id=job_id))
        if all(entry.ticket.ended for entry in self.entries):
            grace_s = max(self._cancel_grace_s, _SLOW_STEPS * self._longest_silence_s)
            self._stop_by = self._now() + grace_s

    def _heard(self) -> None:
        now = self._now()
        self._longest_silence_s = max(self._longest_silence_s, now - self._heard_at)
        self._heard_at = now

    def _patience_s(self) -> float:
        """Seconds until the first of the limits."""
        limit = min(
            self._started_at + self._options.job_limit_s,
            self._heard_at + self._options.hang_limit_s,
            self._stop_by,
        )
        return max(0.0, limit - self._now())

    def _overdue(self) -> WorkerLost | None:
        """What a limit that has passed means; None if the clock was a little early."""
        now = self._now()
        if now >= self._stop_by:
            log.warning("%s does not stop; it is replaced", self._child.name)
            failure = failures.worker_hung(now - self._heard_at)
            return WorkerLost(failure=failure, deadly=False)
        if now >= self._started_at + self._options.job_limit_s:
            failure = failures.job_too_long(self._options.job_limit_s)
            return WorkerLost(failure=failure, deadly=False)
        if now >= self._heard_at + self._options.hang_limit_s:
            return WorkerLost(failure=failures.worker_hung(now - self._heard_at), deadly=True)
        return None

    def _learn(self, end: PassEnd) -> None:
        """Remember how long it took, by the engine's own figure where it gives one: that leaves
        out the loading of a model, which the next job is spared."""
        if not isinstance(end, Finished):
            return
        share_s = (self._now() - self._started_at) / len(self.entries)
        for entry, outcome in zip(self.entries, end.outcomes, strict=False):
            if isinstance(outcome, RenderResult):
                self._durations.learn(entry.job.task, outcome.render_s or share_s)
