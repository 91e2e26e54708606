"""Cancelling: before a job runs, while it runs, after it has ended, and one of several."""

import asyncio
import gc

import pytest

from bot.domain.errors import JobCancelled
from bot.domain.job import Cancelled, Done
from tests.executor.toys import a_job, an_executor, the_end, the_first_step


def test_a_waiting_job_leaves_the_queue_at_once() -> None:
    async def scene() -> None:
        async with an_executor() as executor:
            first, second = executor.submit(a_job("1")), executor.submit(a_job("2", "exits"))
            second.cancel()
            assert executor.waiting == 1
            assert await the_end(second) == Cancelled()
            with pytest.raises(JobCancelled):
                await second.result()
            assert isinstance(await the_end(first), Done)
            assert executor.restarts == 0

    asyncio.run(scene())


def test_a_running_job_stops_and_the_worker_stays() -> None:
    async def scene() -> None:
        async with an_executor() as executor:
            running = executor.submit(a_job("1", "is_slow"))
            await the_first_step(running)
            running.cancel()
            assert await the_end(running) == Cancelled()
            assert isinstance(await the_end(executor.submit(a_job("2"))), Done)
            assert executor.restarts == 0

    asyncio.run(scene())


def test_a_worker_that_does_not_listen_is_replaced() -> None:
    async def scene() -> None:
        async with an_executor() as executor:
            running = executor.submit(a_job("1", "hangs"))
            await the_first_step(running)
            running.cancel()
            assert await the_end(running) == Cancelled()
            result = await executor.submit(a_job("2")).result()
            assert result.positive == "pass 1 of 1"
            assert executor.restarts == 1

    asyncio.run(scene())


def test_a_job_that_has_ended_stays_as_it_ended() -> None:
    async def scene() -> None:
        async with an_executor() as executor:
            ticket = executor.submit(a_job("1"))
            result = await ticket.result()
            ticket.cancel()
            ticket.cancel()
            assert await the_end(ticket) == Done(result=result)

    asyncio.run(scene())


@pytest.mark.slow
def test_one_of_a_shared_pass_is_cancelled_alone() -> None:
    async def scene() -> None:
        async with an_executor() as executor:
            tickets = [
                executor.submit(a_job(name, "is_quiet", owner=name, model="one"))
                for name in ("ann", "bob", "cid")
            ]
            for ticket in tickets:
                async for event in ticket.events():
                    if getattr(event, "step", None) == 0:
                        break
            tickets[1].cancel()
            assert await the_end(tickets[1]) == Cancelled()
            for ticket in (tickets[0], tickets[2]):
                assert (await ticket.result()).positive == "pass 1 of 3"

    asyncio.run(scene())


def test_all_of_a_shared_pass_cancelled_stop_it() -> None:
    async def scene() -> None:
        async with an_executor() as executor:
            tickets = [
                executor.submit(a_job(name, "is_slow", owner=name, model="one"))
                for name in ("ann", "bob")
            ]
            await the_first_step(tickets[0])
            for ticket in tickets:
                ticket.cancel()
            assert isinstance(await the_end(executor.submit(a_job("next"))), Done)
            assert executor.restarts == 0

    asyncio.run(scene())


def test_a_reader_that_goes_away_leaves_nothing_behind() -> None:
    async def scene() -> None:
        async with an_executor() as executor:
            ticket = executor.submit(a_job("1", "is_slow"))
            await the_first_step(ticket)
            before = asyncio.all_tasks()
            readers: list[asyncio.Task[object]] = [
                asyncio.create_task(wait)
                for _ in range(20)
                for wait in (ticket.result(), the_end(ticket))
            ]
            await the_first_step(ticket)
            for reader in readers:
                reader.cancel()
            await asyncio.gather(*readers, return_exceptions=True)
            gc.collect()
            assert asyncio.all_tasks() == before
            ticket.cancel()
            assert await the_end(ticket) == Cancelled()

    asyncio.run(scene())
