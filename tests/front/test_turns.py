"""One person's many do not hold up another's one."""

from __future__ import annotations

import asyncio

from bot.front.turns import Turns
from tests.loops import in_loop

MARA, JONAS = 1, 2


class Line:
    """Takes turns and ends them one by one, in the order in which they came."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._ends: list[asyncio.Event] = []
        self.had: list[int] = []

    async def wait(self, person: int) -> None:
        async with self._turns.turn(person):
            end = asyncio.Event()
            self._ends.append(end)
            self.had.append(person)
            await end.wait()

    def end_one(self) -> None:
        self._ends.pop(0).set()

    @property
    def at_hand(self) -> int:
        return len(self._ends)


async def settled() -> None:
    """Let everything run that can."""
    for _ in range(20):
        await asyncio.sleep(0)


@in_loop
async def test_somebody_with_one_comes_before_anothers_many(tmp_path: object) -> None:
    line = Line(Turns(in_all=2, each=2))
    async with asyncio.TaskGroup() as group:
        for person in [MARA] * 25 + [JONAS]:
            group.create_task(line.wait(person))
        await settled()
        assert line.had == [MARA, MARA]
        line.end_one()
        await settled()
        assert line.had[2] == JONAS
        while line.at_hand:
            line.end_one()
            await settled()
    assert len(line.had) == 26


@in_loop
async def test_no_more_than_so_many_are_at_hand_in_all_and_of_each(tmp_path: object) -> None:
    line = Line(Turns(in_all=3, each=2))
    async with asyncio.TaskGroup() as group:
        for person in [MARA] * 5 + [JONAS] * 5:
            group.create_task(line.wait(person))
        await settled()
        assert sorted(line.had) == [MARA, MARA, JONAS]
        most = line.at_hand
        while line.at_hand:
            line.end_one()
            await settled()
            most = max(most, line.at_hand)
    assert most == 3
    assert len(line.had) == 10
