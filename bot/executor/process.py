"""The Executor role with one worker process: queue, supervision, retries."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
from datetime import timedelta
from itertools import islice
from types import TracebackType
from typing import Self

from bot.domain.clock import moment, now_utc
from bot.domain.errors import UsageError
from bot.domain.job import QUEUE_FULL, Cancelled, Done, Failed, Job, RenderResult
from bot.domain.options import ExecutorOptions
from bot.executor import failures
from bot.executor.child import Child
from bot.executor.durations import Durations
from bot.executor.held import HeldPhotos
from bot.executor.messages import Finished, PassCancelled, PassEnd, PassFailed
from bot.executor.places import Places
from bot.executor.queue import Entry, FairQueue
from bot.executor.rendering import RunningPass, WorkerLost
from bot.executor.spec import EngineSpec, Grace, WorkerSpec
from bot.executor.starting import Starter
from bot.executor.ticket import JobTicket
from bot.log import LogFormat, job_scope

log = logging.getLogger(__name__)

_SOON = timedelta(minutes=1)
"""When to come again to a full queue at the earliest."""

_DEATHS = 2
"""A job that was in so many passes which cost the worker is never tried again."""


class ProcessExecutor:
    """Fills the Executor role with one warm worker process.

    An async context manager: the worker starts in the background on entry, jobs may be submitted
    at once. Made, entered and used in one event loop.
    """

    def __init__(
        self,
        engine: EngineSpec,
        options: ExecutorOptions,
        *,
        log_level: str = "INFO",
        log_format: LogFormat = "text",
        grace: Grace | None = None,
    ) -> None:
        self._options = options
        self._grace = grace or Grace()
        spec = WorkerSpec(
            engine=engine,
            parent_pid=os.getpid(),
            memory_limit_mib=options.memory_limit_mib,
            log_level=log_level,
            log_format=log_format,
        )
        self._starter = Starter(spec, limit_s=options.start_limit_s, grace=self._grace)
        self._durations = Durations()
        self._queue = FairQueue(max_batch=options.max_batch)
        self._held = HeldPhotos(options.held_mib * 2**20)
        self._places = Places(self._queue, self._durations, until_free_s=self._until_free_s)
        self._entries: dict[str, Entry] = {}  # every job that has not ended
        self._pass: RunningPass | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._memory_retries = 0
        self._open = False
        self._wake = asyncio.Event()  # there may be something to do
        self._resting = asyncio.Event()  # no pass runs
        self._resting.set()

    async def __aenter__(self) -> Self:
        self._open = True
        self._tasks = [
            asyncio.create_task(self._supervise(), name="executor-supervision"),
            asyncio.create_task(self._places.run(), name="executor-places"),
        ]
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    @property
    def waiting(self) -> int:
        """How many jobs wait."""
        return len(self._queue)

    @property
    def held_bytes(self) -> int:
        """What the photos of jobs that have not ended take of the memory."""
        return self._held.size_bytes

    @property
    def restarts(self) -> int:
        """How many times the worker was replaced."""
        return max(0, self._starter.starts - 1)

    @property
    def memory_retries(self) -> int:
        """How many passes were tried again since memory ran out, in the worker or by a new try."""
        return self._memory_retries

    @property
    def startable(self) -> bool:
        """False where the last start came to nothing and no worker is ready."""
        return self._starter.startable

    def submit(self, job: Job, *, admitted: bool = False) -> JobTicket:
        """Queue a job; one that was `admitted` before is let in above the limit. Raises
        `UsageError` with code `queue_full` or `shutting_down`, and `ValueError` for the id of a job
        that has not ended. Costs the same however many wait."""
        if admitted:
            self._check_open()
        else:
            self.check_room()
        if job.id in self._entries:
            raise ValueError(f"job {job.id} is here already")
        ticket = JobTicket(job.id, self._cancel)
        entry = Entry(job=job, ticket=ticket, batch_key=job.task.batch_key)
        self._entries[job.id] = entry
        self._held.take(entry)
        self._queue.push(entry)
        self._wake.set()
        self._places.moved()
        log.debug("job %s queued", job.id)
        return ticket

    def check_room(self, coming: int = 0) -> None:
        """Raise what `submit` would once so many more jobs have come: where the queue is full or
        closing."""
        self._check_open()
        if len(self._queue) + coming >= self._options.max_waiting:
            raise self._queue_full(coming)

    def _check_open(self) -> None:
        if not self._open:
            failure = failures.shutting_down()
            raise UsageError(failure.code, failure.reply)

    async def drain(self, limit_s: float) -> bool:
        """Take no new jobs and start none; wait up to `limit_s` seconds for the running pass. True
        if it ended in time. What waits stays, and ends with `close`."""
        self._open = False
        try:
            async with asyncio.timeout(limit_s):
                await self._resting.wait()
        except TimeoutError:
            return False
        return True

    async def close(self) -> None:
        """End the worker, and as `shutting_down` every job that has not ended."""
        self._open = False
        for entry in tuple(self._entries.values()):
            self._end(entry, failures.shutting_down())
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        await self._starter.drop(self._grace.stop_s)

    def _until_free_s(self) -> float:
        """Expected seconds until the worker can take the next pass."""
        running_s = self._pass.remaining_s() if self._pass is not None else 0.0
        return self._starter.remaining_s() + running_s

    def _queue_full(self, coming: int) -> UsageError:
        """Says to come back when a tenth of the queue is done."""
        tenth = islice(self._queue.in_turn(), max(1, len(self._queue) // 10))
        wait_s = sum(self._durations.expect_s(entry.job.task) for entry in tenth)
        again = moment(now_utc() + max(_SOON, timedelta(seconds=wait_s)))
        return UsageError(
            QUEUE_FULL,
            f"The queue is full: {len(self._queue) + coming} edits are waiting. Please come again "
            f"{again}.",
        )

    # How jobs end.

    def _cancel(self, job_id: str) -> None:
        """Called by the ticket of a job that has not ended."""
        entry = self._entries.pop(job_id)
        self._held.let_go(entry)
        log.info("job %s cancelled", job_id)
        if self._pass is not None and entry in self._pass.entries:
            self._pass.cancel(entry)
            return
        if entry in self._queue:  # else its photo is just being read
            self._queue.remove(entry)
        entry.ticket.publish(Cancelled())
        self._places.moved()

    def _end(self, entry: Entry, outcome: RenderResult | Failed) -> None:
        """End a job, unless it was cancelled meanwhile."""
        if self._entries.pop(entry.job.id, None) is None:
            return
        self._held.let_go(entry)
        match outcome:
            case RenderResult():
                log.info("job %s done", entry.job.id)
                entry.ticket.publish(Done(result=outcome))
            case Failed(code=code, detail=detail):
                log.info("job %s failed: %s: %s", entry.job.id, code, detail)
                entry.ticket.publish(outcome)

    def _settle(self, entries: tuple[Entry, ...], end: PassEnd | WorkerLost) -> None:
        """Give every job of a pass its due: an outcome, or another try."""
        match end:
            case Finished(outcomes=outcomes):
                for entry, outcome in zip(entries, outcomes, strict=True):
                    if isinstance(outcome, RenderResult):
                        self._memory_retries += outcome.memory_retries
                    self._end(entry, outcome)
            case PassFailed(failure=failure):
                self._retry(entries, failure, deadly=False)
            case PassCancelled():
                wrong = failures.bad_result("the engine stopped, but nobody had cancelled")
                self._retry(entries, wrong, deadly=False)
            case WorkerLost(failure=failure, deadly=deadly):
                log.warning("%s was lost: %s", _names(entries), failure.detail)
                self._retry(entries, failure, deadly=deadly)

    def _retry(self, entries: tuple[Entry, ...], failure: Failed, *, deadly: bool) -> None:
        """Try the jobs of a pass again, each alone, so that only the one to blame fails.

        A job that was alone is tried again only where it cost the worker, and only once. Where the
        worker lived, or the time was up, another try would end the same way.
        """
        again: list[Entry] = []
        for entry in entries:
            entry.deaths += deadly
            if entry.ticket.ended:
                continue
            if entry.deaths < _DEATHS and (deadly or len(entries) > 1):
                log.info("job %s is tried again, alone", entry.job.id)
                entry.alone = True
                again.append(entry)
            else:
                self._end(entry, failure)
        self._memory_retries += bool(again) and failure.code == failures.OUT_OF_MEMORY
        self._queue.put_back(again)
        self._places.moved()

    # The worker's life.

    async def _supervise(self) -> None:
        """Keep a worker as long as the executor lives."""
        while True:
            try:
                await self._serve()
            except Exception:
                reference = secrets.token_hex(3)
                log.exception("supervision failed, code %s; the worker is replaced", reference)
                for entry in self._pass.entries if self._pass is not None else ():
                    self._end(entry, failures.supervision_failed(reference))
                self._starter.failed()
            self._rest()
            await self._starter.drop()

    async def _serve(self) -> None:
        """One worker, from its start until it has to be replaced."""
        child = await self._start()
        while await self._render_next(child):
            pass  # between passes no frame holds on to the pictures of the last one

    async def _render_next(self, child: Child) -> bool:
        """One pass, from the wait for jobs to their ends. False when the worker is lost."""
        entries = await self._next_pass(child)
        if not entries:
            log.warning("%s ended while it had nothing to do", child.name)
            self._starter.failed()
            return False
        end = await self._run(child, entries)
        self._settle(tuple(entries), end)
        if isinstance(end, WorkerLost):
            return False
        self._starter.succeeded()
        return True

    async def _start(self) -> Child:
        """A worker that is ready. If none can be had, everyone who waits is told, and the next try
        is made for the next job."""
        while isinstance(started := await self._starter.start(on_exit=self._wake.set), Failed):
            while entries := self._queue.pop_pass():
                for entry in entries:
                    self._end(entry, started)
            while not self._queue:
                await self._woken()
        return started

    async def _next_pass(self, child: Child) -> list[Entry]:
        """Wait for jobs and take them out. Empty when the worker has ended instead."""
        while child.ready:
            if self._open and (entries := self._queue.pop_pass()):
                if entries := await self._with_photos(entries, child):
                    return entries
            else:
                await self._woken()
        return []

    async def _with_photos(self, entries: list[Entry], child: Child) -> list[Entry]:
        """Those that can be rendered, once what was put away of them is read again. None where the
        worker ended meanwhile, or the executor is about to close: they wait on, then."""
        for entry, failure in zip(entries, await self._held.fetch(entries), strict=True):
            if failure is not None:
                self._end(entry, failure)
        there = [entry for entry in entries if not entry.ticket.ended]
        if child.ready and self._open:
            return there
        self._queue.put_back(there)
        return []

    async def _woken(self) -> None:
        self._wake.clear()
        await self._wake.wait()

    async def _run(self, child: Child, entries: list[Entry]) -> PassEnd | WorkerLost:
        self._resting.clear()
        self._pass = RunningPass(
            child,
            entries,
            options=self._options,
            cancel_grace_s=self._grace.cancel_s,
            durations=self._durations,
        )
        self._places.moved()
        with job_scope(*(entry.job.id for entry in entries)):
            end = await self._pass.run()
        self._rest()
        return end

    def _rest(self) -> None:
        self._pass = None
        self._resting.set()


def _names(entries: tuple[Entry, ...]) -> str:
    return "the worker of " + ", ".join(f"job {entry.job.id}" for entry in entries)
