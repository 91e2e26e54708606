"""Minutes of orders while network, Discord's API and its gateway make trouble."""

from __future__ import annotations

import asyncio
import itertools
import time
from dataclasses import dataclass
from random import Random

import psutil

from benchmarks.soak.in_sandbox import KEEP, StageInSandbox, open_sandbox_stage
from benchmarks.soak.kills import Report
from benchmarks.soak.orders import People
from benchmarks.soak.settling import read_books, settled
from benchmarks.soak.trouble import Trouble
from benchmarks.soak.verdicts import Tally, judge
from bot.sandbox.options import Options

IN_FLIGHT = 3
ORDER_LIMIT_S = 120.0
HEARTBEAT_S = 1.0
LOOK_EVERY_S = 30.0
WARM = 0.2
"""Share of the time after which memory is taken as the bot's usual."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endured:
    """How the bot came through. Memory is the resident one of its own process, without its
    children; the heartbeat's gap leaves out those in which the gateway was broken on purpose."""

    tally: Tally
    memory_mib: float
    growth: float
    longest_gap_s: float
    troubles: dict[str, int]


async def run_minutes(minutes: float, *, seed: int, report: Report, quiet: bool) -> Endured:
    """Let people ask, and the world be bad, for so long; then look at what came of it."""
    dice = Random(seed)  # noqa: S311 -- repeatable, not secret
    trouble = Trouble(Random(seed + 1))  # noqa: S311
    options = Options(messages_per_channel=KEEP, interactions_kept=KEEP, heartbeat_s=HEARTBEAT_S)
    middlewares = (trouble.middleware(),)
    async with open_sandbox_stage(quiet=quiet, options=options, middlewares=middlewares) as stage:
        people = People(stage.discord, dice)
        watch = Watch(stage, trouble)
        gateway = stage.discord.sandbox.gateway
        until = time.monotonic() + 60.0 * minutes
        tasks = [
            asyncio.create_task(trouble.break_gateway(gateway)),
            *(asyncio.create_task(_ask_on(stage, people, until)) for _ in range(IN_FLIGHT)),
        ]
        usual_mib = 0.0
        while (left_s := until - time.monotonic()) > 0:
            await asyncio.sleep(min(LOOK_EVERY_S, left_s))
            watch.look()
            if left_s < 60.0 * minutes * (1.0 - WARM):
                usual_mib = usual_mib or watch.memory_mib()
            tally = judge(stage.discord, people.orders, await read_books(stage.ledger))
            report(
                f"{tally.jobs} jobs, {tally.losses} open, {tally.under_way} under way, "
                f"{watch.memory_mib():.1f} MiB"
            )
        tasks[0].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        tally = await settled(stage, people)
        memory_mib = watch.memory_mib()
        return Endured(
            tally=tally,
            memory_mib=memory_mib,
            growth=memory_mib / usual_mib - 1.0 if usual_mib else 0.0,
            longest_gap_s=watch.longest_gap_s,
            troubles=dict(trouble.hits),
        )


async def _ask_on(stage: StageInSandbox, people: People, until: float) -> None:
    """One order after another, each to its end."""
    while time.monotonic() < until:
        if not stage.discord.online:  # nobody's client would show the bot either
            await asyncio.sleep(0.2)
            continue
        order = await people.ask()
        await order.asked.settle()  # else it is no job; the bot does it all the same
        for _ in range(round(ORDER_LIMIT_S / 0.2)):
            if judge(stage.discord, [order]).losses == 0:
                break
            await asyncio.sleep(0.2)


class Watch:
    """Looks at the bot's memory and heartbeats."""

    def __init__(self, stage: StageInSandbox, trouble: Trouble) -> None:
        self._process = psutil.Process(stage.pid)
        self._gateway = stage.discord.sandbox.gateway
        self._trouble = trouble
        self.longest_gap_s = 0.0

    def memory_mib(self) -> float:
        """Resident memory of the bot's own process."""
        return float(self._process.memory_info().rss) / 2**20

    def look(self) -> None:
        """Take in the heartbeats that came. Called more often than they are forgotten."""
        for before, after in itertools.pairwise(list(self._gateway.heartbeats)):
            if not any(before <= broken <= after for broken in self._trouble.breaks):
                self.longest_gap_s = max(self.longest_gap_s, after - before)
