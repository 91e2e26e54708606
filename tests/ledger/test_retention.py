"""What is removed, when, and what stays because somebody needs it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.domain.record import JobState, Swept
from bot.domain.retention import DIRECT_MESSAGES, LedgerOptions, ServerKeep
from bot.ledger import retention
from bot.ledger.blobs import BlobStore
from bot.ledger.sqlite import SqliteLedger
from tests.ledger.records import (
    NOON,
    TurnedClock,
    a_record,
    a_stored_result,
    accept,
    an_address,
    as_after_a_kill,
    blob_files,
    finish,
    hash_of,
    known,
    opened,
)
from tests.loops import in_loop

PLENTY = 10**12
ALWAYS = 10**4


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


def on_disk(folder: Path) -> bytes:
    """Every byte of the database and its journal."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob("ledger.sqlite3*")))


# After some days.


@in_loop
async def test_old_jobs_go_with_their_blobs(tmp_path: Path, clock: TurnedClock) -> None:
    async with SqliteLedger(tmp_path, clock=clock) as ledger:
        old = await accept(ledger, 1, b"old photo")
        await finish(ledger, old, b"old picture")
        clock.turn(days=10)
        young = await accept(ledger, 2, b"young photo", accepted_at=clock.now)
        await finish(ledger, young, b"young picture")
        clock.turn(days=25)
        swept = await ledger.sweep(30, PLENTY)
        assert swept == Swept(jobs=1, blobs=2, size_bytes=len(b"old photoold picture"))
        assert await ledger.job(old.id) is None
        assert await ledger.job(young.id) is not None
        assert blob_files(tmp_path) == {hash_of(b"young photo"), hash_of(b"young picture")}
        assert sum(count.jobs for count in await ledger.counts()) == 2
        assert await ledger.sweep(30, PLENTY) == Swept(jobs=0, blobs=0, size_bytes=0)


@in_loop
async def test_jobs_that_have_not_ended_stay(tmp_path: Path, clock: TurnedClock) -> None:
    async with SqliteLedger(tmp_path, clock=clock) as ledger:
        waiting, running = await accept(ledger, 1), await accept(ledger, 2)
        await ledger.start(running.id)
        clock.turn(days=1000)
        assert await ledger.sweep(30, 0) == Swept(jobs=0, blobs=0, size_bytes=0)
        assert len(await ledger.unfinished()) == 2
        assert await ledger.blob(waiting.source_sha256) == b"photo"


@in_loop
async def test_a_blob_stays_while_one_job_needs_it(tmp_path: Path, clock: TurnedClock) -> None:
    async with SqliteLedger(tmp_path, clock=clock) as ledger:
        await finish(ledger, await accept(ledger, 1), b"picture")
        clock.turn(days=31)
        again = await accept(ledger, 2, accepted_at=clock.now)
        assert (await ledger.sweep(30, PLENTY)).blobs == 1
        assert blob_files(tmp_path) == {again.source_sha256}


# Beyond some bytes.


@in_loop
async def test_the_oldest_blobs_go_until_the_rest_fits(tmp_path: Path, clock: TurnedClock) -> None:
    async with SqliteLedger(tmp_path, clock=clock) as ledger:
        jobs = []
        for number in range(5):
            clock.turn(minutes=1)
            job = await accept(ledger, number, b"%d" % number * 1000)
            await finish(ledger, job, b"picture %d " % number * 100)
            jobs.append(job)
        assert await ledger.sweep(ALWAYS, 10_000) == Swept(jobs=0, blobs=0, size_bytes=0)
        assert await ledger.sweep(ALWAYS, 9_999) == Swept(jobs=0, blobs=2, size_bytes=2000)
        assert await ledger.sweep(ALWAYS, 5_000) == Swept(jobs=0, blobs=4, size_bytes=4000)
        assert blob_files(tmp_path) >= {job.source_sha256 for job in jobs[3:]}
        first = await known(ledger, jobs[0])
        assert first.state is JobState.DONE
        assert await ledger.blob(first.source_sha256) is None


@in_loop
async def test_a_photo_in_use_goes_last(tmp_path: Path, clock: TurnedClock) -> None:
    async with SqliteLedger(tmp_path, clock=clock) as ledger:
        await finish(ledger, await accept(ledger, 1, b"x" * 100), b"a" * 100)
        clock.turn(minutes=1)
        await finish(ledger, await accept(ledger, 2, b"y" * 100), b"b" * 100)
        clock.turn(minutes=1)
        await accept(ledger, 3, b"x" * 100)  # the first photo, anew
        await ledger.sweep(ALWAYS, 150)
        assert blob_files(tmp_path) == {hash_of(b"x" * 100)}


@in_loop
async def test_a_result_that_nobody_has_seen_stays(tmp_path: Path, clock: TurnedClock) -> None:
    async with SqliteLedger(tmp_path, clock=clock) as ledger:
        unseen = await accept(ledger, 1)
        await ledger.put_blob(b"picture")
        await ledger.finish(unseen.id, a_stored_result(b"picture"))
        await ledger.sweep(ALWAYS, 0)
        assert await ledger.blob(hash_of(b"picture")) == b"picture"
        await ledger.answered(unseen.id)
        await ledger.sweep(ALWAYS, 0)
        assert await ledger.blob(hash_of(b"picture")) is None


@in_loop
async def test_servers_are_swept_by_their_own_rules(tmp_path: Path, clock: TurnedClock) -> None:
    async with SqliteLedger(tmp_path, clock=clock) as ledger:
        here, there = an_address(guild=3), an_address(guild=4)
        await finish(ledger, await accept(ledger, 1, b"here", address=here), b"both")
        await finish(ledger, await accept(ledger, 2, b"there", address=there), b"both")
        clock.turn(days=5)
        assert await ledger.sweep(ALWAYS, 0, guild=3) == Swept(jobs=0, blobs=1, size_bytes=4)
        assert blob_files(tmp_path) == {hash_of(b"there"), hash_of(b"both")}
        assert (await ledger.sweep(1, PLENTY, guild=4)).jobs == 1
        assert [job.address.guild for job in await ledger.jobs()] == [3]
        assert blob_files(tmp_path) == set()


# At once.


@in_loop
async def test_a_person_is_forgotten(tmp_path: Path, clock: TurnedClock) -> None:
    other = an_address(user=43)
    async with SqliteLedger(tmp_path, clock=clock) as ledger:
        mine = await accept(ledger, 1, b"my photo", source_name="my-secret-product.jpg")
        await finish(ledger, mine, b"my picture", b"my other picture")
        await accept(ledger, 2, b"my second photo")
        theirs = await accept(ledger, 3, b"their photo", address=other)
        assert b"my-secret-product" in on_disk(tmp_path)
        assert await ledger.forget(42) == 2
        assert await ledger.jobs() == [theirs]
        assert blob_files(tmp_path) == {hash_of(b"their photo")}
        assert b"my-secret-product" not in on_disk(tmp_path)
        counts = {(each.state, each.jobs, each.pictures) for each in await ledger.counts()}
        assert counts == {(JobState.DONE, 1, 2), (JobState.WAITING, 2, 0)}
        assert await ledger.forget(42) == 0


@in_loop
async def test_a_forgotten_photo_goes_from_others_jobs_too(tmp_path: Path) -> None:
    other = an_address(user=43)
    async with SqliteLedger(tmp_path) as ledger:
        await accept(ledger, 1, b"my photo")
        pressed = await accept(ledger, 2, b"my photo", address=other, source_owner=42)
        await finish(ledger, pressed, b"their picture")
        await ledger.forget(42)
        assert await ledger.job(pressed.id) is not None
        assert blob_files(tmp_path) == {hash_of(b"their picture")}


@in_loop
async def test_the_same_file_from_another_person_stays_theirs(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path) as ledger:
        await accept(ledger, 1)
        await accept(ledger, 2, address=an_address(user=43))
        await ledger.forget(42)
        assert blob_files(tmp_path) == {hash_of(b"photo")}


@in_loop
async def test_what_a_forgotten_job_still_brings_is_not_kept(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path) as ledger:
        record = await accept(ledger, 1)
        await ledger.start(record.id)
        await ledger.put_blob(b"late picture")
        await ledger.forget(record.owner)
        await ledger.finish(record.id, a_stored_result(b"late picture"))
        assert await ledger.job(record.id) is None
        assert blob_files(tmp_path) == set()


# Files that no job came to need.


@in_loop
async def test_what_a_kill_left_over_goes_with_the_next_sweep(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path / "data") as ledger:
        record = await accept(ledger, 1)
        await ledger.put_blob(b"put, and then killed")
        assert (await ledger.sweep(ALWAYS, PLENTY)).blobs == 0  # it may be named any moment
        left = as_after_a_kill(tmp_path / "data", tmp_path / "left")
    async with SqliteLedger(left) as ledger:
        assert (await ledger.sweep(ALWAYS, PLENTY)).blobs == 1
        assert blob_files(left) == {record.source_sha256}


@in_loop
async def test_a_kill_in_the_middle_leaves_files_but_no_row_without_them(tmp_path: Path) -> None:
    class Killed(BlobStore):
        def remove(self, sha256: str) -> bool:
            raise RuntimeError("killed")

    async with SqliteLedger(tmp_path) as ledger:
        await accept(ledger, 1)
    async with opened(tmp_path / "ledger.sqlite3") as database:
        with pytest.raises(RuntimeError, match="killed"):
            await retention.forget(database, Killed(tmp_path / "blobs"), 42, now=NOON)
    async with SqliteLedger(tmp_path) as ledger:
        assert await ledger.jobs() == []
        assert blob_files(tmp_path) == {hash_of(b"photo")}
        await ledger.sweep(ALWAYS, PLENTY)
        assert blob_files(tmp_path) == set()


@in_loop
async def test_no_sweep_takes_a_photo_from_under_a_new_job(tmp_path: Path) -> None:
    """The same photo is handed in again and again, while all that has ended is removed."""
    async with SqliteLedger(tmp_path) as ledger:

        async def come_and_go(person: int) -> None:
            address = an_address(user=person)
            for number in range(12):
                record = a_record(100 * person + number, address=address)
                await ledger.put_blob(b"photo")
                assert await ledger.accept(record)
                assert await ledger.blob(record.source_sha256) == b"photo"
                await ledger.cancel(record.id)
                await ledger.forget(person)

        async def sweep() -> None:
            for _ in range(12):
                await ledger.sweep(0, 0)

        await asyncio.gather(come_and_go(1), come_and_go(2), come_and_go(3), sweep())
        await ledger.sweep(0, 0)
        assert blob_files(tmp_path) == set()


# By the rules of each server.


@in_loop
async def test_every_server_is_swept_by_the_rules_that_hold_for_it(
    tmp_path: Path, clock: TurnedClock
) -> None:
    options = LedgerOptions(keep_days=30, servers={4: ServerKeep(keep_days=90, keep_mib=0)})
    async with SqliteLedger(tmp_path, clock=clock) as ledger:
        for number, guild in enumerate((3, 4, None), 1):
            photo = b"photo of %d" % number
            job = await accept(ledger, number, photo, address=an_address(guild=guild))
            await finish(ledger, job)
        clock.turn(days=29)
        assert await ledger.sweep_by(options) == Swept(jobs=0, blobs=1, size_bytes=10)
        assert blob_files(tmp_path) == {hash_of(b"photo of 1"), hash_of(b"photo of 3")}
        clock.turn(days=2)
        assert (await ledger.sweep_by(options)).jobs == 2
        assert [job.address.guild for job in await ledger.jobs()] == [4]
        clock.turn(days=60)
        assert (await ledger.sweep_by(options)).jobs == 1


@in_loop
async def test_direct_messages_are_bounded_like_a_server(
    tmp_path: Path, clock: TurnedClock
) -> None:
    async with SqliteLedger(tmp_path, clock=clock) as ledger:
        for number, guild in enumerate((3, None), 1):
            job = await accept(ledger, number, b"%d" % number, address=an_address(guild=guild))
            await finish(ledger, job)
        assert (await ledger.sweep(ALWAYS, 0, guild=DIRECT_MESSAGES)).blobs == 1
        assert blob_files(tmp_path) == {hash_of(b"1")}


@in_loop
async def test_all_servers_together_are_bounded_too(tmp_path: Path, clock: TurnedClock) -> None:
    async with SqliteLedger(tmp_path, clock=clock) as ledger:
        for number in (1, 2, 3):
            clock.turn(minutes=1)
            photo, address = b"%d" % number * 2**19, an_address(guild=number)
            await finish(ledger, await accept(ledger, number, photo, address=address))
        assert (await ledger.sweep_by(LedgerOptions(keep_mib=1, total_mib=1))).blobs == 1
        assert blob_files(tmp_path) == {hash_of(b"2" * 2**19), hash_of(b"3" * 2**19)}
