"""Jobs under way: what becomes of each is written to the ledger, then told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace

from bot.domain.cause import cause_of
from bot.domain.clock import Clock
from bot.domain.errors import LedgerError
from bot.domain.job import (
    SHUTTING_DOWN,
    Cancelled,
    Done,
    Failed,
    RenderResult,
    Running,
    Waiting,
)
from bot.domain.meter import Meter, Unmetered
from bot.domain.ports import Ledger, Ticket
from bot.domain.record import JobRecord, JobState, StoredPicture, StoredResult
from bot.log import job_scope
from bot.services.tips import TipChooser

log = logging.getLogger(__name__)

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 30.0
"""Between tries to write down an end for which there was no room."""


class Live:
    """A job under way. `record` is the job as it was accepted."""

    def __init__(
        self, record: JobRecord, ticket: Ticket | None, end: asyncio.Future[JobRecord]
    ) -> None:
        self.record = record
        self._ticket = ticket
        self._end = end

    async def events(self) -> AsyncIterator[Waiting | Running]:
        """How it goes, the newest state first; ends when there is nothing more to tell. May be
        called more than once. The end itself comes from `final`, when it is written down."""
        if self._ticket is None:
            return
        async for event in self._ticket.events():
            if not isinstance(event, Waiting | Running):
                return
            yield event

    def cancel(self) -> None:
        """End it. Called when the ledger says so."""
        if self._ticket is not None:
            self._ticket.cancel()

    async def final(self) -> JobRecord:
        """Wait until the job has ended and its end is in the ledger.

        The state is done, failed or cancelled; or waiting, when the bot shuts down: the job goes
        on after the restart. Raises `LedgerError` where the end could not be written.
        """
        return await asyncio.shield(self._end)


class Followers:
    """Follows every ticket to its end, and writes down when the job starts and how it ends."""

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        tips: TipChooser | None = None,
        meter: Meter | None = None,
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._tips = tips
        self._meter = meter or Unmetered()
        self._live: dict[str, Live] = {}
        self._running: set[str] = set()
        self._tasks: set[asyncio.Task[JobRecord]] = set()
        self._owed: set[asyncio.Task[None]] = set()

    def get(self, job_id: str) -> Live | None:
        """The job, if it is under way."""
        return self._live.get(job_id)

    def follow(self, record: JobRecord, ticket: Ticket) -> Live:
        """Write down what becomes of a job, from now to its end."""
        self._meter.job_waits(record)
        with job_scope(record.id):
            task = asyncio.create_task(self._write_down(record, ticket), name=f"job {record.id}")
        live = Live(record, ticket, task)
        self._live[record.id] = live
        self._tasks.add(task)

        def ended(task: asyncio.Task[JobRecord]) -> None:
            self._tasks.discard(task)
            del self._live[record.id]
            written = not task.cancelled() and task.exception() is None
            self._meter.job_over(
                task.result() if written else record, ran=record.id in self._running
            )
            self._running.discard(record.id)

        task.add_done_callback(ended)
        return live

    async def over(self, record: JobRecord) -> Live:
        """A job that never got under way, as the ledger has it now."""
        end: asyncio.Future[JobRecord] = asyncio.get_running_loop().create_future()
        self._meter.job_waits(record)
        ended = await self._now(record)
        self._meter.job_over(ended, ran=False)
        end.set_result(ended)
        return Live(record, None, end)

    async def close(self, limit_s: float) -> None:
        """Wait until all ends are written; leave those that do not come within the limit."""
        for owed in self._owed:
            owed.cancel()
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=limit_s)
        for task in late:
            log.warning("%s is left as it is: its end does not come", task.get_name())
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _write_down(self, record: JobRecord, ticket: Ticket) -> JobRecord:
        try:
            return await self._write_events(record, ticket)
        except LedgerError as exc:  # the person is told so, and is not to get an answer later too
            owed = asyncio.create_task(self._write_end_later(record.id, exc))
            self._owed.add(owed)
            owed.add_done_callback(self._owed.discard)
            raise

    async def _write_end_later(self, job_id: str, error: LedgerError) -> None:
        """Write how a job ended once that can be written, as where a disk was full."""
        pause_s = _FIRST_PAUSE_S
        while True:
            await asyncio.sleep(pause_s)
            pause_s = min(2.0 * pause_s, _LONGEST_PAUSE_S)
            try:
                await self._ledger.fail(job_id, error.code, error.reply)
                await self._ledger.answered(job_id)
            except LedgerError as exc:
                log.info("job %s: its end cannot be written yet: %s", job_id, exc)
            else:
                return

    async def _write_events(self, record: JobRecord, ticket: Ticket) -> JobRecord:
        async for event in ticket.events():
            match event:
                case Waiting():
                    pass
                case Running():
                    if record.id not in self._running:
                        self._note_start(record)
                        await self._write_start(record.id)
                case Done(result=result):
                    await self._write_result(record, result)
                case Failed(code=code) if code == SHUTTING_DOWN:
                    await self._ledger.requeue(record.id, forgive=True)
                case Failed(code=code, reply=reply):
                    await self._ledger.fail(record.id, code, reply)
                case Cancelled():
                    await self._ledger.cancel(record.id)
        return await self._now(record)

    def _note_start(self, record: JobRecord) -> None:
        self._running.add(record.id)
        waited = self._clock() - record.accepted_at
        self._meter.job_runs(record, waited.total_seconds())

    async def _write_start(self, job_id: str) -> None:
        """The render has begun in any case: its result is worth more than the note of its start."""
        try:
            await self._ledger.start(job_id)
        except LedgerError as exc:
            log.error("job %s: its start is not written: %s", job_id, exc)

    async def _write_result(self, record: JobRecord, result: RenderResult) -> None:
        """Keep pictures and figures. Where there is no room for them, a sentence may still fit."""
        try:
            pictures = [
                StoredPicture(
                    sha256=await self._ledger.put_blob(picture.data),
                    format=picture.format,
                    width=picture.width,
                    height=picture.height,
                    edit=picture.edit,
                    strength=picture.strength,
                    receipt=picture.receipt,
                )
                for picture in result.pictures
            ]
            stored = _stored(result, tuple(pictures), tip=await self._tip(record, result))
            await self._ledger.finish(record.id, stored)
        except LedgerError as exc:
            log.error("job %s: its result is not kept: %s", record.id, exc)
            await self._ledger.fail(record.id, exc.code, exc.reply)

    async def _tip(self, record: JobRecord, result: RenderResult) -> str | None:
        """The id of the tip, chosen once: it stays the same whenever the result is shown."""
        if self._tips is None:
            return None
        own_words = bool(record.request.prompt)
        cause = cause_of(result, record.notices, own_words=own_words)
        chosen = await self._tips.choose(record.owner, cause)
        return chosen.id if chosen is not None else None

    async def _now(self, record: JobRecord) -> JobRecord:
        """The job as the ledger has it; cancelled, where its owner was forgotten meanwhile."""
        known = await self._ledger.job(record.id)
        return known or replace(record, state=JobState.CANCELLED, ended_at=self._clock())


def _stored(
    result: RenderResult, pictures: tuple[StoredPicture, ...], *, tip: str | None
) -> StoredResult:
    mask = result.mask
    return StoredResult(
        engine=result.engine,
        model=result.model,
        steps=result.steps,
        strength=result.strength,
        fidelity=result.fidelity,
        positive=result.positive,
        negative=result.negative,
        pictures=pictures,
        mask_coverage=mask.coverage if mask is not None else None,
        mask_confidence=mask.confidence if mask is not None else None,
        mask_method=mask.method if mask is not None else None,
        warnings=result.warnings,
        render_s=result.render_s,
        tip=tip,
    )
