"""Measures what limits cost when many jobs are in the ledger, and memory when many wait.

Run as `python -m benchmarks.limits`. Prints tables and asserts nothing. Times are CPU time.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import psutil

from benchmarks.executor import BURN, a_job, a_photo, warm_executor
from bot.domain.access import Visitor
from bot.domain.catalog import EditRequest
from bot.domain.edit import Command
from bot.domain.job import RenderTask, Running
from bot.domain.limits import Allowance, Limits
from bot.domain.record import Address, JobRecord, JobState
from bot.ledger.rows import row_of
from bot.ledger.sqlite import SqliteLedger
from bot.services.quota import Quota

COUNTS = (10, 1_000, 10_000)
"""Jobs in the ledger."""
TRIES = 200
PEOPLE = 100
SERVER = 1
NOW = datetime(2026, 1, 2, tzinfo=UTC)
PHOTO_SIDE_PX = 2048
WAITING = 1_000
PHOTO = b"photo"
STRANGERS = 10**6
"""People from here on have no job yet."""


def a_record(number: int, person: int, state: JobState = JobState.WAITING) -> JobRecord:
    """A job of a person."""
    address = Address(
        user=person,
        channel=2,
        guild=SERVER,
        locale="en-US",
        application=3,
        interaction_token="",
        token_expires=NOW,
    )
    job = a_job(f"{number:032x}", a_photo(16))
    return JobRecord(
        id=job.id,
        interaction=number,
        owner=person,
        request=EditRequest(command=Command.BACKGROUND, prompt="on an oak table " * 10),
        edits=job.task.edits,
        source_sha256="0" * 64,
        source_name="mug.jpg",
        mask_sha256=None,
        address=address,
        state=state,
        accepted_at=NOW - timedelta(hours=1, microseconds=number),
    )


def fill(file: Path, count: int, state: JobState) -> None:
    """Put so many jobs of a hundred people into a ledger, all of the last day."""
    rows = [row_of(a_record(number, number % PEOPLE, state)) for number in range(count)]
    names = ", ".join(rows[0])
    values = ", ".join(f":{name}" for name in rows[0])
    with closing(sqlite3.connect(file)) as database, database:
        database.executemany(f"INSERT INTO jobs ({names}) VALUES ({values})", rows)  # noqa: S608


async def cost_of_a_check(count: int) -> float:
    """Milliseconds of CPU to hold one person and their server to limits, best of five."""
    allowance = Allowance(waiting=10**6, images_per_day=10**6)
    limits = Limits(person=allowance, server=Allowance(waiting=10**6))
    visitor = Visitor(person=1, server=SERVER, channels=frozenset({2}))
    with tempfile.TemporaryDirectory() as folder:
        async with SqliteLedger(Path(folder)):
            pass
        fill(Path(folder) / "ledger.sqlite3", count, JobState.DONE)
        async with SqliteLedger(Path(folder), clock=lambda: NOW) as ledger:
            quota = Quota(limits=limits, ledger=ledger, now=lambda: NOW)
            return min([await _checks(quota, visitor) for _ in range(5)])


async def _checks(quota: Quota, visitor: Visitor) -> float:
    start = time.process_time()
    for _ in range(TRIES):
        async with quota.hold(visitor, jobs=1, images=1):
            pass
    return 1000.0 * (time.process_time() - start) / TRIES


async def cost_of_accepting(count: int) -> float:
    """Milliseconds of CPU to hold a person to the shipped limits and write their job down, when so
    many wait already; best of five. What the queue adds is measured in `benchmarks.executor`."""
    with tempfile.TemporaryDirectory() as folder:
        async with SqliteLedger(Path(folder)) as ledger:
            await ledger.put_blob(PHOTO)
        fill(Path(folder) / "ledger.sqlite3", count, JobState.WAITING)
        async with SqliteLedger(Path(folder), clock=lambda: NOW) as ledger:
            quota = Quota(limits=Limits(), ledger=ledger, now=lambda: NOW)
            return min([await _acceptances(quota, ledger, count + i * TRIES) for i in range(5)])


async def _acceptances(quota: Quota, ledger: SqliteLedger, first: int) -> float:
    source = sha256(PHOTO).hexdigest()
    records = [
        replace(a_record(number, STRANGERS + number), source_sha256=source)
        for number in range(first, first + TRIES)
    ]
    start = time.process_time()
    for record in records:
        visitor = Visitor(person=record.owner, server=SERVER, channels=frozenset({2}))
        async with quota.hold(visitor, jobs=1, images=1):
            await ledger.accept(record)
    return 1000.0 * (time.process_time() - start) / TRIES


async def memory_of_those_that_wait(waiting: int, held_mib: int) -> tuple[float, float]:
    """MiB that so many waiting jobs add, and what their photos are held in."""
    photo = a_photo(PHOTO_SIDE_PX)

    async def read() -> RenderTask:
        raise RuntimeError("none of these has its turn")

    me = psutil.Process()
    async with warm_executor(max_waiting=waiting, held_mib=held_mib) as executor:
        blocker = executor.submit(a_job("burn", a_photo(16), words=BURN))
        async for event in blocker.events():
            if isinstance(event, Running):
                break
        before = me.memory_info().rss
        for number in range(waiting):
            pixels = bytes(bytearray(photo.pixels))  # each has its own, as decoded photos do
            job = a_job(f"waits-{number}", replace(photo, pixels=pixels))
            executor.submit(replace(job, read_again=read))
        return (me.memory_info().rss - before) / 2**20, executor.held_bytes / 2**20


async def measure(most_jobs: int, waiting: int) -> None:
    """Measure and print."""
    print("Holding a person and a server to limits, ms of CPU, mean of 200, best of 5")
    for count in (each for each in COUNTS if each <= most_jobs):
        print(f"{f'{count:,} jobs in the ledger':<44}{await cost_of_a_check(count):>8.2f}")
    print("\nHolding to limits and writing down one more job, ms of CPU, mean of 200, best of 5")
    for count in (each for each in COUNTS if each <= most_jobs):
        print(f"{f'{count:,} jobs wait':<44}{await cost_of_accepting(count):>8.2f}")
    print(
        f"\n{waiting:,} waiting photos of {PHOTO_SIDE_PX} px, MiB      memory added    photos held"
    )
    for held_mib in (0, 256):
        added, held = await memory_of_those_that_wait(waiting, held_mib)
        print(f"{f'held_mib: {held_mib}':<44}{added:>12.0f}{held:>15.0f}")


def main() -> None:
    """Run the measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=COUNTS[-1], help="in the ledger, at most")
    parser.add_argument("--waiting", type=int, default=WAITING, help="photos that wait")
    options = parser.parse_args()
    asyncio.run(measure(options.jobs, options.waiting))


if __name__ == "__main__":
    main()
