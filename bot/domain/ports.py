"""The roles that other layers fill."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from bot.domain.errors import BotError
from bot.domain.job import Job, JobEvent, RenderResult, RenderTask
from bot.domain.photo import Photo


class Watch(Protocol):
    """How an engine reports, and hears that it should stop."""

    def step(self, step: int, steps: int, previews: Sequence[bytes | None] = ()) -> None:
        """Report that `step` of `steps` is done; `previews` holds a small JPEG per task.

        Raises `JobCancelled` when every task of the pass was cancelled: let it through.
        """
        ...

    def check(self) -> None:
        """Raise `JobCancelled` when every task of the pass was cancelled. Cheap; call it often."""
        ...


class Engine(Protocol):
    """Turns tasks into pictures. Knows no Discord and no queue; lives in the worker process."""

    def render(self, tasks: Sequence[RenderTask], watch: Watch) -> list[RenderResult | BotError]:
        """Render compatible tasks (same `batch_key`; or one task) in one pass where it can.

        Returns one entry per task, in order. Raises `BotError` when the pass as a whole failed,
        `JobCancelled` when it was cancelled.
        """
        ...

    def close(self) -> None:
        """Free what is held."""
        ...


class Ticket(Protocol):
    """A submitted job."""

    @property
    def job_id(self) -> str:
        """The job's id."""
        ...

    def events(self) -> AsyncIterator[JobEvent]:
        """The job's events from now on, the latest known state first; ends after the last one.

        May be called more than once; each iterator sees every event from its start on, except
        that states which a slow reader missed are merged into the newest.
        """
        ...

    async def result(self) -> RenderResult:
        """Wait for the end. Raises `BotError` on failure and `JobCancelled` on cancellation."""
        ...

    def cancel(self) -> None:
        """Cancel this job, waiting or running, and no other. Does nothing once it has ended."""
        ...


class Executor(Protocol):
    """Owns the engine's process and the queue before it."""

    def submit(self, job: Job) -> Ticket:
        """Queue a job. Raises `UsageError` when the queue is full."""
        ...


class PhotoReader(Protocol):
    """Turns bytes from outside into a photo, whatever they are."""

    async def read(self, data: bytes, *, name: str) -> Photo:
        """Decode a photo. Raises `PhotoError` with one sentence."""
        ...

    async def read_mask(self, data: bytes, *, name: str, width: int, height: int) -> Photo:
        """Decode a mask for a photo of that size, as mode "L". Raises `PhotoError`."""
        ...
