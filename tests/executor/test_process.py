"""The executor at work: results, events, turns, batches, expectations."""

import asyncio
import os
import re
import sys
import time
from dataclasses import replace

import pytest

from bot.domain.errors import UsageError
from bot.domain.job import Done, Job, JobEvent, Running, Waiting
from bot.domain.options import ExecutorOptions
from bot.executor.process import ProcessExecutor
from bot.executor.spec import EngineSpec, Grace
from tests.executor.toys import ENGINES, a_job, an_executor, the_end, the_first_step
from tests.fakes import a_photo


def test_a_job_comes_back_with_its_pictures() -> None:
    async def scene() -> None:
        async with an_executor() as executor:
            pixels = bytes(3 * 2048 * 2048)
            large = replace(a_photo(16, 12), width=2048, height=2048, pixels=pixels)
            ticket = executor.submit(a_job("7", photo=large, pictures=3))
            result = await ticket.result()
            assert ticket.job_id == result.job_id == "7"
            assert [picture.data for picture in result.pictures] == [b"PNG"] * 3
            assert await the_end(ticket) == Done(result=result)

    asyncio.run(scene())


def test_photos_are_let_go_when_their_jobs_have_ended() -> None:
    async def scene() -> None:
        async with an_executor() as executor:
            photo = a_photo(200, 150)
            before = sys.getrefcount(photo)
            tickets = [executor.submit(a_job(str(i), photo=photo)) for i in range(3)]
            tickets[1].cancel()
            for ticket in tickets:
                await the_end(ticket)
            assert sys.getrefcount(photo) == before

    asyncio.run(scene())


def test_an_engine_can_be_given_as_a_file() -> None:
    async def scene() -> None:
        spec = EngineSpec(factory=f"{ENGINES / 'renders.py'}:build", options=None)
        async with ProcessExecutor(spec, ExecutorOptions()) as executor:
            assert (await executor.submit(a_job("1")).result()).positive == "pass 1 of 1"

    asyncio.run(scene())


def test_the_worker_stays_warm_between_jobs() -> None:
    async def scene() -> None:
        async with an_executor() as executor:
            made = [(await executor.submit(a_job(str(i))).result()).positive for i in range(3)]
            assert made == ["pass 1 of 1", "pass 2 of 1", "pass 3 of 1"]
            assert executor.restarts == 0

    asyncio.run(scene())


def test_events_lead_from_waiting_to_the_end() -> None:
    async def scene() -> None:
        async with an_executor() as executor:
            first, second = executor.submit(a_job("1")), executor.submit(a_job("2"))
            seen: list[JobEvent] = [event async for event in second.events()]
            kinds = [type(event) for event in seen]
            assert kinds[0] is Waiting
            assert kinds[-2:] == [Running, Done]
            assert isinstance(seen[0], Waiting)
            assert seen[0].place == 2
            assert isinstance(await the_end(first), Done)

    asyncio.run(scene())


def test_owners_take_turns() -> None:
    async def scene() -> None:
        async with an_executor() as executor:
            names = ["ann-1", "ann-2", "ann-3", "ann-4", "bob-1", "bob-2", "cid-1"]
            tickets = [executor.submit(a_job(name, owner=name[:3])) for name in names]
            ended: list[str] = []

            async def note(name: str, index: int) -> None:
                await tickets[index].result()
                ended.append(name)

            await asyncio.gather(*(note(name, index) for index, name in enumerate(names)))
            assert ended == ["ann-1", "bob-1", "cid-1", "ann-2", "bob-2", "ann-3", "ann-4"]

    asyncio.run(scene())


def test_compatible_jobs_share_a_pass() -> None:
    async def scene() -> None:
        async with an_executor(max_batch=4) as executor:
            plan = {
                "ann-1": a_job("ann-1", owner="ann", model="one"),
                "ann-2": a_job("ann-2", owner="ann", model="one"),
                "ann-3": a_job("ann-3", owner="ann", model="one", pictures=2),
                "bob-1": a_job("bob-1", owner="bob", model="two"),
                "cid-1": a_job("cid-1", owner="cid", model="one"),
                "cid-2": a_job("cid-2", owner="cid"),
            }
            tickets = {name: executor.submit(job) for name, job in plan.items()}
            made = {name: (await ticket.result()).positive for name, ticket in tickets.items()}
            assert made == {
                "ann-1": "pass 1 of 3",  # the third has two pictures, and four fit
                "ann-2": "pass 1 of 3",
                "cid-1": "pass 1 of 3",
                "bob-1": "pass 2 of 1",  # another model; was not in the first pass, so is next
                "cid-2": "pass 3 of 1",  # the studio engine renders one at a time
                "ann-3": "pass 4 of 1",
            }

    asyncio.run(scene())


def test_a_full_queue_says_when_to_come_again() -> None:
    async def scene() -> None:
        async with an_executor(max_waiting=2) as executor:
            tickets = [executor.submit(a_job(str(i))) for i in range(2)]
            with pytest.raises(UsageError, match="queue_full") as refusal:
                executor.submit(a_job("3"))
            assert "2 edits are waiting" in refusal.value.reply
            found = re.search(r"Please come again <t:(\d+):R>\.", refusal.value.reply)
            assert found is not None
            assert int(found[1]) > time.time()
            tickets.append(executor.submit(a_job("4"), admitted=True))
            for ticket in tickets:
                await ticket.result()
            executor.check_room(coming=1)
            with pytest.raises(UsageError, match="queue_full"):
                executor.check_room(coming=2)
            await executor.submit(a_job("3")).result()

    asyncio.run(scene())


def test_a_job_cannot_be_submitted_twice_at_once() -> None:
    async def scene() -> None:
        async with an_executor() as executor:
            ticket = executor.submit(a_job("1"))
            with pytest.raises(ValueError, match="job 1 is here already"):
                executor.submit(a_job("1"))
            await ticket.result()
            await executor.submit(a_job("1")).result()

    asyncio.run(scene())


def test_waits_are_expected_as_the_jobs_before_took() -> None:
    async def scene() -> None:
        async with an_executor() as executor:
            await executor.submit(a_job("1")).result()  # the toy says that a picture took 0.5 s
            running = executor.submit(a_job("2", "is_slow"))
            step = await the_first_step(running)
            assert step.eta_s == pytest.approx(0.5, abs=0.4)
            tickets = [executor.submit(a_job(str(i), pictures=2)) for i in (3, 4, 5)]
            waits = [await anext(ticket.events()) for ticket in tickets]
            assert [wait.place for wait in waits] == [1, 2, 3]
            assert waits[1].eta_s - waits[0].eta_s == pytest.approx(1.0)
            assert waits[2].eta_s - waits[0].eta_s == pytest.approx(2.0)
            running.cancel()
            last = [event async for event in tickets[2].events()]
            assert isinstance(last[-1], Done)

    asyncio.run(scene())


def test_progress_tells_steps_preview_and_what_is_left() -> None:
    async def scene() -> None:
        async with an_executor() as executor:
            ticket = executor.submit(a_job("1", "is_slow"))
            steps: list[Running] = []
            async for event in ticket.events():
                if isinstance(event, Running):
                    steps.append(event)
                if len(steps) == 6:
                    ticket.cancel()
            counts = [event.step for event in steps]
            assert counts == sorted(set(counts))
            assert counts[0] == 0
            assert all(event.preview for event in steps[1:])
            # A million steps at some 10 ms each: hours, by their pace; seconds, by what is usual.
            assert steps[0].eta_s is not None
            assert steps[0].eta_s < 10
            assert steps[-1].eta_s is not None
            assert 8_000 < steps[-1].eta_s < 80_000

    asyncio.run(scene())


def test_thousands_can_wait_and_are_told_their_place() -> None:
    async def scene() -> None:
        async with an_executor(max_waiting=5_000) as executor:
            blocker = executor.submit(a_job("0", "is_slow"))
            await the_first_step(blocker)
            task = a_job("pattern").task
            tickets = [
                executor.submit(
                    Job(owner=f"owner {i % 700}", task=replace(task, job_id=f"job {i}"))
                )
                for i in range(5_000)
            ]
            last = await anext(tickets[-1].events())
            assert isinstance(last, Waiting)
            assert last.place == 5_000
            for ticket in tickets:
                ticket.cancel()
            assert executor.waiting == 0
            blocker.cancel()

    asyncio.run(scene())


def test_the_worker_yields_to_the_bot() -> None:
    async def scene() -> int:
        async with an_executor(grace=Grace(stop_s=0.5)) as executor:
            first = await the_first_step(executor.submit(a_job("1", "is_slow")))
            return os.getpriority(os.PRIO_PROCESS, int(first.preview or b"0"))

    assert asyncio.run(scene()) > os.nice(0)
