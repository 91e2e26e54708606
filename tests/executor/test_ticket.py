"""Events of a ticket: merged for slow readers, complete at the end, free of leftovers."""

import asyncio

import pytest

from bot.domain.errors import JobCancelled, RenderError
from bot.domain.job import Cancelled, Done, Failed, JobEvent, Running, Waiting
from bot.executor.ticket import JobTicket
from tests.fakes import a_result, a_task

DONE = Done(result=a_result(a_task()))
WAITING = Waiting(place=1, eta_s=None)


def a_ticket(*events: JobEvent) -> JobTicket:
    ticket = JobTicket("job-1", lambda job_id: None)
    for event in events:
        ticket.publish(event)
    return ticket


async def read(ticket: JobTicket) -> list[JobEvent]:
    return [event async for event in ticket.events()]


def test_a_slow_reader_gets_the_newest_state_and_the_end() -> None:
    async def scene() -> None:
        ticket = a_ticket(WAITING)
        events = ticket.events()
        assert await anext(events) == WAITING
        for step in range(1, 5):
            ticket.publish(Running(step=step, steps=4))
        assert await anext(events) == Running(step=4, steps=4)
        ticket.publish(Running(step=4, steps=4, eta_s=0.0))
        ticket.publish(DONE)
        assert [event async for event in events] == [DONE]

    asyncio.run(scene())


def test_every_reader_sees_everything_from_its_start_on() -> None:
    async def scene() -> None:
        ticket = a_ticket(WAITING)
        early = asyncio.create_task(read(ticket))
        await asyncio.sleep(0)
        ticket.publish(Running(step=0, steps=4))
        late = asyncio.create_task(read(ticket))
        for _ in range(3):
            await asyncio.sleep(0)
        ticket.publish(DONE)
        assert await early == [WAITING, Running(step=0, steps=4), DONE]
        assert await late == [Running(step=0, steps=4), DONE]
        assert await read(ticket) == [DONE]

    asyncio.run(scene())


def test_the_first_end_is_final() -> None:
    ticket = a_ticket(Cancelled(), DONE, Failed(code="x", reply="y"))
    assert asyncio.run(read(ticket)) == [Cancelled()]


def test_the_same_state_is_told_once() -> None:
    async def scene() -> None:
        ticket = a_ticket(WAITING)
        events = ticket.events()
        await anext(events)
        ticket.publish(Waiting(place=1, eta_s=None))
        following = asyncio.ensure_future(anext(events))
        await asyncio.sleep(0)
        assert not following.done()
        ticket.publish(Cancelled())
        assert await following == Cancelled()

    asyncio.run(scene())


def test_a_result_is_the_pictures_or_the_reason() -> None:
    assert asyncio.run(a_ticket(DONE).result()) == DONE.result
    with pytest.raises(RenderError) as failure:
        asyncio.run(a_ticket(Failed(code="bad", reply="Sorry.", detail="why")).result())
    assert (failure.value.code, failure.value.reply, failure.value.detail) == (
        "bad",
        "Sorry.",
        "why",
    )
    with pytest.raises(JobCancelled):
        asyncio.run(a_ticket(Cancelled()).result())


def test_cancelling_asks_once_and_never_after_the_end() -> None:
    asked: list[str] = []
    ticket = JobTicket("job-1", asked.append)
    ticket.cancel()
    ticket.publish(Cancelled())
    ticket.cancel()
    assert asked == ["job-1"]
