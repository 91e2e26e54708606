"""Photos of waiting jobs: how much of them is in memory, and how they come back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import psutil
import pytest

from bot.domain.errors import PhotoError
from bot.domain.job import Cancelled, Done, Failed, Job, RenderTask
from bot.executor.held import HeldPhotos
from bot.executor.queue import Entry
from bot.executor.ticket import JobTicket
from tests.executor.toys import a_job, an_executor, the_end, the_first_step
from tests.fakes import a_photo

MIB = 2**20
SIDE = 512
PHOTO_BYTES = 3 * SIDE * SIDE


def again(task: RenderTask) -> Callable[[], Awaitable[RenderTask]]:
    async def read() -> RenderTask:
        return task

    return read


def a_small_job(job_id: str, **changes: Any) -> Job:
    """A job of 16 x 12 pixels, 576 bytes, that can be read again."""
    job = a_job(job_id, **changes)
    return replace(job, read_again=again(job.task))


def an_entry(job: Job) -> Entry:
    return Entry(job=job, ticket=JobTicket(job.id, lambda _: None), batch_key=None)


def test_photos_are_held_up_to_the_limit_and_put_away_beyond_it() -> None:
    held = HeldPhotos(2 * 576)
    entries = [an_entry(a_small_job(str(number))) for number in range(4)]
    for entry in entries:
        held.take(entry)
    assert [bool(entry.job.task.photo.pixels) for entry in entries] == [True, True, False, False]
    assert held.size_bytes == 2 * 576
    assert asyncio.run(held.fetch(entries[2:3])) == [None]
    assert entries[2].job.task == a_small_job("2").task
    assert held.size_bytes == 3 * 576
    for entry in entries:
        held.let_go(entry)
        held.let_go(entry)
    assert held.size_bytes == 0


def test_masks_are_put_away_with_their_photos() -> None:
    held = HeldPhotos(0)
    mask = replace(a_photo(16, 12), mode="L", pixels=b"\xff" * 192)
    entry = an_entry(a_small_job("1", mask=mask))
    held.take(entry)
    assert entry.job.task.size_bytes == held.size_bytes == 0
    assert asyncio.run(held.fetch([entry])) == [None]
    assert entry.job.task.mask == mask


def test_what_cannot_be_read_again_stays() -> None:
    held = HeldPhotos(0)
    entry = an_entry(a_job("1"))
    held.take(entry)
    assert entry.job.task.photo.pixels
    assert held.size_bytes == 576


def test_jobs_are_rendered_as_if_their_photos_had_stayed() -> None:
    async def scene() -> None:
        async with an_executor(held_mib=0) as executor:
            tickets = [executor.submit(a_small_job(str(n))) for n in range(3)]
            assert executor.held_bytes == 0
            ends = [await the_end(ticket) for ticket in tickets]
            assert all(isinstance(end, Done) for end in ends)
            assert executor.held_bytes == 0

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("error", "code"),
    [(PhotoError("photo_removed", "It is gone."), "photo_removed"),
     (RuntimeError("a fault of ours"), "executor_failed")],
)  # fmt: skip
def test_a_photo_that_cannot_be_read_again_costs_its_own_job_alone(
    error: Exception, code: str
) -> None:
    async def fail() -> RenderTask:
        raise error

    async def scene() -> None:
        async with an_executor(held_mib=0) as executor:
            lost = executor.submit(replace(a_job("lost"), read_again=fail))
            sound = executor.submit(a_small_job("sound"))
            end = await the_end(lost)
            assert isinstance(end, Failed)
            assert end.code == code
            assert isinstance(await the_end(sound), Done)
            assert executor.restarts == 0

    asyncio.run(scene())


class SlowReading:
    """Reads a photo again for as long as a test likes: until `go_on`."""

    def __init__(self) -> None:
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()
        self.job = replace(a_job("1"), read_again=self._read)

    async def _read(self) -> RenderTask:
        self.begun.set()
        await self.go_on.wait()
        return self.job.task


def test_a_job_can_be_cancelled_while_its_photo_is_read() -> None:
    async def scene() -> None:
        reading = SlowReading()
        async with an_executor(held_mib=0) as executor:
            ticket = executor.submit(reading.job)
            await reading.begun.wait()
            ticket.cancel()
            assert await the_end(ticket) == Cancelled()
            reading.go_on.set()
            assert isinstance(await the_end(executor.submit(a_small_job("2"))), Done)
            assert executor.held_bytes == 0

    asyncio.run(scene())


def test_a_job_whose_photo_is_read_when_the_executor_drains_is_not_begun() -> None:
    async def scene() -> None:
        reading = SlowReading()
        async with an_executor(held_mib=0) as executor:
            ticket = executor.submit(reading.job)
            await reading.begun.wait()
            assert await executor.drain(1.0)
            reading.go_on.set()
            await asyncio.sleep(0)
            await executor.close()
            end = await the_end(ticket)
            assert isinstance(end, Failed)
            assert end.code == "shutting_down"

    asyncio.run(scene())


@pytest.mark.slow
def test_a_thousand_waiting_jobs_take_little_memory_and_open_no_files() -> None:
    """Decoded, their photos would take 750 MiB."""

    async def read() -> RenderTask:
        raise AssertionError("none of these has its turn")

    async def scene() -> None:
        me = psutil.Process()
        async with an_executor(held_mib=8, max_waiting=1000) as executor:
            running = executor.submit(a_job("first", "is_slow"))
            await the_first_step(running)
            before, files = me.memory_info().rss, me.num_fds()
            tasks = len(asyncio.all_tasks())
            for number in range(1000):
                photo = replace(
                    a_photo(1, 1), width=SIDE, height=SIDE, pixels=b"\x7f" * PHOTO_BYTES
                )
                job = a_job(f"{number}", owner=f"{number % 50}", photo=photo)
                executor.submit(replace(job, read_again=read))
                await asyncio.sleep(0)
            assert executor.waiting == 1000
            assert executor.held_bytes <= 8 * MIB
            assert me.memory_info().rss - before < 48 * MIB
            assert me.num_fds() <= files
            assert len(asyncio.all_tasks()) == tasks

    asyncio.run(scene())
