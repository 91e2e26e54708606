"""Rounds of orders that end with SIGKILL at a random moment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from random import Random

from benchmarks.soak.discords import Stage
from benchmarks.soak.orders import People
from benchmarks.soak.settling import settled
from benchmarks.soak.verdicts import Tally, finished

EARLY = 0.2
"""Share of kills while the bot starts, before anything can be asked."""

LONGEST_START_S, LONGEST_WORK_S = 3.0, 4.0
MOST_ORDERS = 3
SETTLE_EVERY = 10
"""Rounds after which all that is open may come to its end, so that no token gets too old."""

Report = Callable[[str], None]


async def run_rounds(
    rounds: int,
    opening: AbstractAsyncContextManager[Stage],
    *,
    seed: int,
    report: Report,
    longest_work_s: float = LONGEST_WORK_S,
) -> Tally:
    """Kill the bot so many times, then let it come to an end; what became of all orders. It has up
    to `longest_work_s` seconds for the orders of a round."""
    dice = Random(seed)  # noqa: S311 -- the rounds have to be repeatable, not secret
    async with opening as stage:
        people = People(stage.discord, dice)
        for number in range(1, rounds + 1):
            await _one_round(stage, people, dice, longest_work_s)
            people.shown |= finished(people.orders)
            await stage.kill(whole_group=dice.random() < 0.5)
            await stage.restart()
            if number % SETTLE_EVERY == 0 or number == rounds:
                await stage.ready()
                tally = await settled(stage, people)
                report(f"round {number}: {tally.jobs} jobs, {tally.losses} open")
                if not tally.settled:
                    break
    return tally


async def _one_round(stage: Stage, people: People, dice: Random, longest_work_s: float) -> None:
    if dice.random() < EARLY:
        await asyncio.sleep(dice.uniform(0.0, LONGEST_START_S))
        return
    await stage.ready()
    for _ in range(dice.randint(1, MOST_ORDERS)):
        await people.ask()
        await asyncio.sleep(dice.choice((0.0, dice.uniform(0.0, 0.5))))
    await asyncio.sleep(dice.uniform(0.0, longest_work_s))
