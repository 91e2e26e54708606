"""How often the messages of a channel may change."""

from __future__ import annotations

import asyncio

from bot.front.pace import BACK_OFF_S, Lane, Pace


class TurnedClock:
    """A clock that stands still until it is turned."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_turns_in_one_channel_come_one_after_another() -> None:
    pace = Pace(TurnedClock())
    waits = [pace.reserve(1, Lane.RUNNING) for _ in range(3)]
    assert waits == [0, 2, 4]


def test_discords_five_in_five_seconds_are_never_exceeded() -> None:
    pace = Pace(TurnedClock())
    waits = sorted(pace.reserve(1, lane) for lane in Lane for _ in range(30))
    assert all(later - sooner >= 5 for sooner, later in zip(waits, waits[5:], strict=False))


def test_what_runs_does_not_queue_behind_what_waits() -> None:
    pace = Pace(TurnedClock())
    for _ in range(50):
        pace.reserve(1, Lane.WAITING)
    assert pace.reserve(1, Lane.RUNNING) == 0


def test_channels_do_not_wait_for_each_other() -> None:
    pace = Pace(TurnedClock())
    pace.reserve(1, Lane.RUNNING)
    assert pace.reserve(2, Lane.RUNNING) == 0


def test_nothing_is_owed_from_quiet_times() -> None:
    clock = TurnedClock()
    pace = Pace(clock)
    pace.reserve(1, Lane.RUNNING)
    clock.now += 60
    assert [pace.reserve(1, Lane.RUNNING), pace.reserve(1, Lane.RUNNING)] == [0, 2]


def test_a_refused_change_makes_the_channel_pause() -> None:
    pace = Pace(TurnedClock())
    pace.back_off(1)
    assert {pace.reserve(1, lane) for lane in Lane} == {BACK_OFF_S}


def test_channels_of_long_ago_are_forgotten() -> None:
    clock = TurnedClock()
    pace = Pace(clock)
    for channel in range(2000):
        clock.now += 10
        pace.reserve(channel, Lane.WAITING)
    assert len(pace._next) < 600


def test_the_end_of_a_job_waits_for_no_turn() -> None:
    async def run() -> tuple[bool, bool]:
        pace = Pace()
        end: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        first = await pace.turn(1, Lane.RUNNING, unless=[end])
        asyncio.get_running_loop().call_soon(end.set_result, None)
        async with asyncio.timeout(1):
            second = await pace.turn(1, Lane.RUNNING, unless=[end])
        return first, second

    assert asyncio.run(run()) == (True, False)


def test_a_turn_that_is_not_needed_is_given_back() -> None:
    async def run() -> float:
        pace = Pace(TurnedClock())
        end: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        end.set_result(None)
        for _ in range(20):
            await pace.turn(1, Lane.WAITING, unless=[end])
        return pace.reserve(1, Lane.WAITING)

    assert asyncio.run(run()) == 0
