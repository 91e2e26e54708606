"""Rounds of orders that end with SIGKILL at a random moment."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from aiohttp.typedefs import Middleware

from benchmarks.soak.orders import People
from benchmarks.soak.verdicts import Tally, judge
from bot.cli.bot_process import BotProcess
from bot.cli.sandbox import OpenSandbox
from bot.sandbox.options import Options
from bot.sandbox.server import Sandbox

CONFIG = Path(__file__).parents[2] / "config"
KEEP = 10**6
"""Messages and interactions that the sandbox keeps: all of them."""

EARLY = 0.2
"""Share of kills while the bot starts, before anything can be asked."""

LONGEST_START_S, LONGEST_WORK_S = 3.0, 4.0
MOST_ORDERS = 3
SETTLE_EVERY = 10
"""Rounds after which all that is open may come to its end, so that no token gets too old."""

SETTLE_LIMIT_S, LOOK_EVERY_S = 60.0, 0.2

Report = Callable[[str], None]


async def run_rounds(
    rounds: int,
    *,
    seed: int,
    report: Report,
    quiet: bool = True,
    longest_work_s: float = LONGEST_WORK_S,
) -> Tally:
    """Kill the bot so many times, then let it come to an end; what became of all orders. It has up
    to `longest_work_s` seconds for the orders of a round."""
    dice = Random(seed)  # noqa: S311 -- the rounds have to be repeatable, not secret
    async with open_stage(quiet=quiet) as stage:
        people = People(stage.discord, dice)
        for number in range(1, rounds + 1):
            await _one_round(stage, people, dice, longest_work_s)
            await kill(stage, whole_group=dice.random() < 0.5)
            await stage.bot.restart()
            if number % SETTLE_EVERY == 0 or number == rounds:
                await stage.ready()
                tally = await settled(stage.discord, people)
                report(f"round {number}: {tally.jobs} jobs, {tally.losses} open")
                if not tally.settled:
                    break
    return tally


async def _one_round(
    stage: OpenSandbox, people: People, dice: Random, longest_work_s: float
) -> None:
    if dice.random() < EARLY:
        await asyncio.sleep(dice.uniform(0.0, LONGEST_START_S))
        return
    await stage.ready()
    for _ in range(dice.randint(1, MOST_ORDERS)):
        await people.ask()
        await asyncio.sleep(dice.choice((0.0, dice.uniform(0.0, 0.5))))
    await asyncio.sleep(dice.uniform(0.0, longest_work_s))


async def kill(stage: OpenSandbox, *, whole_group: bool) -> None:
    """SIGKILL to the bot's own process, or to it and its children at once."""
    with suppress(ProcessLookupError):
        (os.killpg if whole_group else os.kill)(stage.bot.pid, signal.SIGKILL)
    await stage.bot.ended()


async def settled(discord: Sandbox, people: People) -> Tally:
    """How things are once everything has come to its end, or will not any more."""
    for _ in range(round(SETTLE_LIMIT_S / LOOK_EVERY_S)):
        if judge(discord, people.orders).settled:
            break
        await asyncio.sleep(LOOK_EVERY_S)
    return judge(discord, people.orders)


@asynccontextmanager
async def open_stage(
    *, quiet: bool, options: Options | None = None, middlewares: Sequence[Middleware] = ()
) -> AsyncIterator[OpenSandbox]:
    """A sandbox that forgets nothing, with the bot as it is shipped, in a folder of its own."""
    options = options or Options(messages_per_channel=KEEP, interactions_kept=KEEP)
    with TemporaryDirectory(prefix="restage-soak-", ignore_cleanup_errors=True) as data:
        async with Sandbox(options=options, middlewares=middlewares) as discord:
            environment = {
                **discord.client_environment(),
                "RESTAGE_CONFIG": str(CONFIG),
                "RESTAGE_DATA": data,
            }
            async with BotProcess(environment, quiet=quiet) as bot:
                stage = OpenSandbox(discord=discord, bot=bot)
                await stage.ready()
                yield stage
