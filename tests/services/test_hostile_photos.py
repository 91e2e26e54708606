"""A photo that hangs or kills the process that reads it costs its own job and no other."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.domain.errors import PhotoError
from bot.domain.photo import IntakeLimits
from bot.domain.record import JobState
from bot.intake.guard import GuardedReader
from bot.ledger.sqlite import SqliteLedger
from bot.services.jobs import Source
from bot.services.live import Live
from bot.services.recorded import RecordedJobs
from tests.ledger.records import an_address, blob_files
from tests.loops import in_loop
from tests.services.by_hand import HandExecutor, a_service, an_order, hash_of

TOYS = "tests.intake.toy_decoders"
LIMITS = IntakeLimits(decode_limit_s=20.0, memory_limit_mib=300)
IMPATIENT = IntakeLimits(decode_limit_s=1.0, memory_limit_mib=300)
"""For those that hang: they wait for nothing else."""


async def submit(jobs: RecordedJobs, number: int, deed: str) -> Live:
    """The job of a photo whose decoder does that deed."""
    order = an_order(source=Source(name=f"{deed}.jpg", data=deed.encode()))
    live = await jobs.submit(order, interaction=number, address=an_address(user=number))
    assert isinstance(live, Live)
    return live


@pytest.mark.slow
@pytest.mark.parametrize(
    ("deed", "code"),
    [
        ("sleep", "photo_timeout"),
        ("spin", "photo_timeout"),
        ("kill", "photo_too_costly"),
        ("crash", "photo_too_costly"),
        ("exit", "photo_too_costly"),
        ("eat", "photo_too_costly"),
    ],
)
@in_loop
async def test_it_costs_that_job_alone(tmp_path: Path, deed: str, code: str) -> None:
    executor = HandExecutor()
    limits = IMPATIENT if code == "photo_timeout" else LIMITS
    async with (
        SqliteLedger(tmp_path) as ledger,
        GuardedReader(limits, decoder=TOYS) as reader,
        RecordedJobs(jobs=a_service(executor, reader), ledger=ledger) as jobs,
    ):
        before = await submit(jobs, 1, "good")
        hostile, beside = await asyncio.gather(
            submit(jobs, 2, deed), submit(jobs, 3, "good"), return_exceptions=True
        )
        assert isinstance(hostile, PhotoError)
        assert hostile.code == code
        assert isinstance(beside, Live)
        after = await submit(jobs, 4, "good")
        assert blob_files(tmp_path) == {hash_of(b"good")}, "nothing is kept of it"
        for live in (before, beside, after):
            executor.finish(live.record.id)
            assert (await live.final()).state is JobState.DONE
        executor.close()
