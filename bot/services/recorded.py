"""Recorded jobs: what the bot does for people, written to the ledger before it is acted on."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from functools import partial
from types import TracebackType
from typing import Self

from bot.domain.catalog import EditRequest
from bot.domain.clock import Clock, now_utc
from bot.domain.errors import BotError, LedgerError, UsageError
from bot.domain.job import SHUTTING_DOWN, Notice, RenderTask
from bot.domain.meter import Meter
from bot.domain.ports import Ledger, Ticket
from bot.domain.record import Address, JobRecord, JobState
from bot.services.engine_choice import EngineChoice
from bot.services.jobs import JobService, Order, Prepared
from bot.services.kept import KeptJobs
from bot.services.live import Followers, Live
from bot.services.tips import TipChooser

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 2
"""A job that ran when the bot died so many times is not tried again."""

_CLOSE_LIMIT_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyAccepted:
    """The interaction has a job already, which goes its way: nothing is to be done."""

    interaction: int
    part: int


class RecordedJobs:
    """Jobs with a history: exactly one for each interaction, whatever happens meanwhile.

    An async context manager. Leave it after the executor has closed and before the ledger does:
    it waits until the last ends are written.
    """

    def __init__(
        self,
        *,
        jobs: JobService,
        ledger: Ledger,
        clock: Clock = now_utc,
        tips: TipChooser | None = None,
        meter: Meter | None = None,
    ) -> None:
        self._jobs = jobs
        self._ledger = ledger
        self.kept = KeptJobs(ledger)
        self._clock = clock
        self._followers = Followers(ledger, clock, tips, meter)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Wait until the ends of all jobs are written. The executor has closed before, which ends
        them all; those that had not come to an end go on after the next start."""
        await self._followers.close(_CLOSE_LIMIT_S)

    # From an order to a job under way.

    async def submit(
        self, order: Order, *, interaction: int, address: Address, part: int = 0
    ) -> Live | AlreadyAccepted:
        """Accept an order and queue it. Its owner is the address's user.

        `part` tells several photos of one interaction apart. Raises `BotError` (photo, usage,
        ledger) where the order cannot be accepted; nothing is kept then. Whether the queue is full
        is not asked any more: see `check_room`.
        """
        return await self._submit(order, interaction, part, address, source_owner=None)

    async def again(
        self,
        job_id: str,
        *,
        interaction: int,
        address: Address,
        seed: int,
        request: EditRequest | None = None,
        picture: int | None = None,
        choice: EngineChoice | None = None,
        part: int = 0,
        notices: tuple[Notice, ...] = (),
    ) -> Live | AlreadyAccepted:
        """Edit the photo of an earlier job again, for the address's user.

        Without `request` it is the earlier one with `seed` as its seed; with `picture` the source
        is that result of the job, counted from 0, instead of its photo; without `choice` engine
        and model stay the same. `notices` say what led to it. Raises `BotError`, also where job or
        photo are gone.
        """
        before = await self.record(job_id)
        order = Order(
            owner=str(address.user),
            source=await self.kept.source_of(before, picture),
            request=request or replace(before.request, seed=None),
            choice=choice
            or self._jobs.choice_of(before.edits[0], may_fall_back=before.may_fall_back),
            seed=seed,
            output=before.output,
            notices=notices,
        )
        whose = before.source_owner if picture is None else None
        return await self._submit(
            order, interaction, part, address, source_owner=whose or before.owner
        )

    async def _submit(
        self,
        order: Order,
        interaction: int,
        part: int,
        address: Address,
        *,
        source_owner: int | None,
    ) -> Live | AlreadyAccepted:
        prepared = await self._jobs.prepare(order)
        mask = order.source.mask_data
        record = JobRecord(
            id=prepared.task.job_id,
            interaction=interaction,
            part=part,
            owner=address.user,
            source_owner=None if source_owner == address.user else source_owner,
            request=replace(order.request, auto_strength=prepared.task.auto_strength),
            edits=prepared.edits,
            output=order.output,
            may_fall_back=order.choice.may_fall_back,
            source_sha256=await self._ledger.put_blob(order.source.data),
            source_name=order.source.name,
            mask_sha256=await self._ledger.put_blob(mask) if mask is not None else None,
            address=replace(address, part=part),
            state=JobState.WAITING,
            accepted_at=self._clock(),
            notices=prepared.notices,
        )
        if not await self._ledger.accept(record):
            log.info("job %s: interaction %s has one already", record.id, interaction)
            return AlreadyAccepted(interaction=interaction, part=part)
        try:
            return self._followers.follow(record, self._queue(record, prepared))
        except UsageError as exc:
            return await self._not_queued(record, exc)

    def _queue(self, record: JobRecord, prepared: Prepared) -> Ticket:
        read_again = partial(self._task_of, record.id)
        return self._jobs.queue(
            prepared, owner=str(record.owner), read_again=read_again, admitted=True
        )

    async def _task_of(self, job_id: str) -> RenderTask:
        """The task of a job that waits, read again from the ledger. Raises `BotError`."""
        return (await self._prepare_again(await self.record(job_id))).task

    async def _not_queued(self, record: JobRecord, error: BotError) -> Live:
        """The end of an accepted job that the executor does not take; where it is about to close,
        the job waits for the next start."""
        if error.code != SHUTTING_DOWN:
            await self._ledger.fail(record.id, error.code, error.reply)
        return await self._followers.over(record)

    # After a restart.

    async def resume(self) -> AsyncIterator[Live]:
        """Queue once more what had not ended when the bot did, the oldest first, each with the
        edits and seeds that were planned. Call it once, after `unanswered`.

        Photos are read one after another, so take this in a task of its own. A job that cannot go
        on has failed, as its `final` says.
        """
        for record in await self._ledger.unfinished():
            if (
                not self._followers.get(record.id)
                and (live := await self._resume(record.id)) is not None
            ):
                yield live

    async def unanswered(self) -> list[JobRecord]:
        """Jobs that ended without their answer having been delivered, the oldest first."""
        return await self._ledger.unanswered()

    async def _resume(self, job_id: str) -> Live | None:
        record = await self._ledger.job(job_id)
        if record is None or record.state.ended:  # cancelled or forgotten since the list was read
            return None
        try:
            prepared = await self._prepare_again(record)
            await self._ledger.requeue(record.id)
            return self._followers.follow(record, self._queue(record, prepared))
        except LedgerError:
            raise
        except BotError as exc:
            return await self._not_queued(record, exc)

    async def _prepare_again(self, record: JobRecord) -> Prepared:
        if record.state is JobState.RUNNING and record.attempts >= MAX_ATTEMPTS:
            raise UsageError(
                "job_interrupted",
                f"Restage stopped {MAX_ATTEMPTS} times while it made this edit, so it is not tried "
                "again. Please try a smaller photo or other settings.",
            )
        return await self._jobs.prepare_edits(
            record.edits,
            await self.kept.source_of(record),
            output=record.output,
            job_id=record.id,
            fall_back_to=record.request if record.may_fall_back else None,
            auto_strength=record.request.auto_strength,
        )

    async def take_up(self, job_id: str) -> Live | None:
        """Queue one job that waits in the ledger; None where it has ended or is under way."""
        return None if self._followers.get(job_id) else await self._resume(job_id)

    def check_room(self, coming: int = 0) -> None:
        """Raise `UsageError` where the queue is full, or will be once so many more jobs have come.
        To be asked before anybody is told that something is taken: what is accepted is let in. A
        queue that closes is no hindrance, since what is accepted then waits for the next start."""
        try:
            self._jobs.check_room(coming)
        except UsageError as exc:
            if exc.code != SHUTTING_DOWN:
                raise

    # What people ask about a job.

    def live(self, job_id: str) -> Live | None:
        """The job, if it is under way."""
        return self._followers.get(job_id)

    async def cancel(self, job_id: str) -> bool:
        """Cancel this job and no other, waiting or running; False when it had ended already, or is
        not known."""
        if not await self._ledger.cancel(job_id):
            return False
        if (live := self._followers.get(job_id)) is not None:
            live.cancel()
        return True

    async def accepted(self, interaction: int, part: int) -> bool:
        """Whether that photo of an interaction has a job already."""
        return await self._ledger.accepted(interaction, part)

    async def record(self, job_id: str) -> JobRecord:
        """What is known of a job. Raises `UsageError` where nothing is."""
        return await self.kept.record(job_id)

    async def picture(self, job_id: str, index: int) -> bytes:
        """A picture of the result, encoded, counted from 0. Raises `UsageError` where there is
        none."""
        return await self.kept.picture(job_id, index)

    async def source(self, job_id: str) -> bytes:
        """The photo as it was handed in. Raises `UsageError` where it was removed."""
        return await self.kept.source(job_id)

    async def forget(self, owner: int) -> int:
        """Cancel a person's jobs and remove all that is known of them; how many there were."""
        for record in await self._ledger.unfinished():
            if record.owner == owner:
                await self.cancel(record.id)
        return await self._ledger.forget(owner)
