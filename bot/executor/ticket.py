"""A submitted job, as its owner sees it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from bot.domain.errors import JobCancelled, RenderError
from bot.domain.job import Cancelled, Done, Failed, JobEvent, RenderResult

_ENDS = Done | Failed | Cancelled


class JobTicket:
    """Fills the Ticket role. Belongs to the event loop that submitted the job: not thread-safe.

    It keeps the newest state alone, so a reader that is slow, or has gone away, costs nothing.
    """

    def __init__(self, job_id: str, on_cancel: Callable[[str], None]) -> None:
        self._job_id = job_id
        self._on_cancel = on_cancel
        self._state: JobEvent | None = None
        self._version = 0
        self._change: asyncio.Event | None = None  # made when somebody waits

    @property
    def job_id(self) -> str:
        """The job's id."""
        return self._job_id

    @property
    def ended(self) -> bool:
        """True when the last event is out."""
        return isinstance(self._state, _ENDS)

    async def events(self) -> AsyncIterator[JobEvent]:
        """The job's events, the latest known state first; ends after the last one.

        May be called more than once and after the end; what a slow reader missed is merged into
        the newest state.
        """
        seen = 0
        while True:
            while self._version == seen:
                await self._next_change()
            seen, state = self._version, self._state
            if state is not None:
                yield state
            if isinstance(state, _ENDS):
                return

    async def result(self) -> RenderResult:
        """Wait for the end. Raises `BotError` on failure and `JobCancelled` on cancellation."""
        while not self.ended:
            await self._next_change()
        match self._state:
            case Done(result=result):
                return result
            case Failed(code=code, reply=reply, detail=detail):
                raise RenderError(code, reply, detail)
            case _:
                raise JobCancelled

    def cancel(self) -> None:
        """Cancel this job, waiting or running, and no other. Does nothing once it has ended."""
        if not self.ended:
            self._on_cancel(self._job_id)

    def publish(self, event: JobEvent) -> None:
        """Tell every reader. The first of the events that end a job is final."""
        if self.ended or event == self._state:
            return
        self._state = event
        self._version += 1
        if self._change is not None:
            self._change.set()
            self._change = None

    async def _next_change(self) -> None:
        if self._change is None:
            self._change = asyncio.Event()
        await self._change.wait()
