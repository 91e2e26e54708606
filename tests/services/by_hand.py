"""A bot without Discord and engine: real ledger and tickets, and an executor that a test drives."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from bot.config.catalog import load_catalog
from bot.domain.catalog import Catalog, EditRequest
from bot.domain.edit import Command, EngineName
from bot.domain.errors import PhotoError, UsageError
from bot.domain.job import (
    QUEUE_FULL,
    SHUTTING_DOWN,
    Cancelled,
    Done,
    Failed,
    Job,
    JobEvent,
    Running,
    Waiting,
)
from bot.domain.meter import Meter
from bot.domain.photo import Photo
from bot.domain.ports import Executor, PhotoReader
from bot.domain.record import JobRecord, JobState
from bot.executor.ticket import JobTicket
from bot.ledger.sqlite import SqliteLedger
from bot.services.engine_choice import EngineChoice
from bot.services.jobs import JobService, Order, Source
from bot.services.live import Live
from bot.services.recorded import RecordedJobs
from tests.fakes import FakeReader, a_result
from tests.ledger.records import TurnedClock, an_address

STUDIO = EngineChoice(engine=EngineName.STUDIO, model=None, may_fall_back=False, reason="")


class HandExecutor:
    """Fills the Executor role: nothing happens to a job until the test says so."""

    def __init__(self, room: int = 100) -> None:
        self.room = room
        self.open = True
        self.jobs: dict[str, Job] = {}
        self.tickets: dict[str, JobTicket] = {}

    def check_room(self, coming: int = 0) -> None:
        self._check_open()
        if len(self.tickets) + coming >= self.room:
            raise UsageError(QUEUE_FULL, "The queue is full.")

    def _check_open(self) -> None:
        if not self.open:
            raise UsageError(SHUTTING_DOWN, "Restage is shutting down.")

    def submit(self, job: Job, *, admitted: bool = False) -> JobTicket:
        if admitted:
            self._check_open()
        else:
            self.check_room()
        ticket = JobTicket(job.id, lambda job_id: self.tell(job_id, Cancelled()))
        self.jobs[job.id], self.tickets[job.id] = job, ticket
        ticket.publish(Waiting(place=len(self.tickets), eta_s=None))
        return ticket

    def tell(self, job_id: str, event: JobEvent) -> None:
        """Let this happen to a job."""
        self.tickets[job_id].publish(event)
        if isinstance(event, Done | Failed | Cancelled):
            del self.tickets[job_id]

    def run(self, job_id: str) -> None:
        self.tell(job_id, Running(step=0, steps=1))

    def finish(self, job_id: str) -> None:
        self.tell(job_id, Done(result=a_result(self.jobs[job_id].task)))

    def close(self) -> None:
        """End as the real one does."""
        self.open = False
        for job_id in tuple(self.tickets):
            self.tell(job_id, Failed(code=SHUTTING_DOWN, reply="Restage is shutting down."))


class PickyReader(FakeReader):
    """Like FakeReader, but photos can turn bad."""

    def __init__(self) -> None:
        self.refuses = False

    async def read(self, data: bytes, *, name: str) -> Photo:
        if self.refuses:
            raise PhotoError("photo_damaged", "This photo is damaged; send it again.")
        return await super().read(data, name=name)


@dataclass(kw_only=True)
class Bot:
    """One run of the bot over a folder of data."""

    ledger: SqliteLedger
    executor: HandExecutor
    reader: PickyReader
    jobs: RecordedJobs
    clock: TurnedClock
    submitted: int = 0

    async def submit(self, **changes: Any) -> Live:
        """A job of a new interaction, under way."""
        self.submitted += 1
        live = await self.jobs.submit(
            an_order(**changes), interaction=self.submitted, address=an_address()
        )
        assert isinstance(live, Live)
        return live

    async def known(self, live: Live) -> JobRecord:
        """The job as the ledger has it."""
        return await self.jobs.record(live.record.id)

    async def until(self, live: Live, state: JobState) -> None:
        """Wait until the ledger has the job in that state."""
        for _ in range(1000):
            if (await self.known(live)).state is state:
                return
        raise AssertionError(f"the job never was {state}")


@cache
def _catalog() -> Catalog:
    return load_catalog(Path("config"))


def a_service(executor: Executor, reader: PhotoReader | None = None) -> JobService:
    """The job service with the shipped catalog."""
    return JobService(catalog=_catalog(), reader=reader or FakeReader(), executor=executor)


@asynccontextmanager
async def a_bot(
    folder: Path,
    executor: HandExecutor | None = None,
    ledger_kind: type[SqliteLedger] = SqliteLedger,
    meter: Meter | None = None,
) -> AsyncIterator[Bot]:
    """The bot, closed in the order in which the real one is."""
    executor, reader, clock = executor or HandExecutor(), PickyReader(), TurnedClock()
    service = a_service(executor, reader)
    async with (
        ledger_kind(folder, clock=clock) as ledger,
        RecordedJobs(jobs=service, ledger=ledger, clock=clock, meter=meter) as jobs,
    ):
        try:
            yield Bot(ledger=ledger, executor=executor, reader=reader, jobs=jobs, clock=clock)
        finally:
            executor.close()


def an_order(photo: bytes = b"mug", **changes: Any) -> Order:
    """An order for two pictures on marble; `changes` replaces fields."""
    order = Order(
        owner="42",
        source=Source(name="mug.jpg", data=photo),
        request=EditRequest(command=Command.BACKGROUND, preset="marble", images=2),
        choice=STUDIO,
        seed=7,
    )
    return replace(order, **changes)


def hash_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
