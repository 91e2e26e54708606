"""Waiting until all that was asked for has come to its end, and telling what will not."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

from benchmarks.soak.discords import Stage
from benchmarks.soak.orders import People
from benchmarks.soak.verdicts import Books, Tally, judge
from bot.domain.errors import BotError
from bot.ledger.reader import LedgerReader

PATIENCE_S = 60.0
"""What has not changed for so long will not change any more."""

LOOK_EVERY_S = 0.5
_ALL = 10**9


async def settled(stage: Stage, people: People, *, patience_s: float = PATIENCE_S) -> Tally:
    """How things are once everything has come to its end, or nothing moves any more.

    A backlog is waited for as long as it gets smaller: what is left then, and only that, is lost.
    """
    before: tuple[object, ...] = ()
    since = time.monotonic()
    while True:
        books = await read_books(stage.ledger)
        tally = judge(stage.discord, people.orders, books, shown=people.shown)
        now = _progress(stage, people, tally)
        if now != before:
            before, since = now, time.monotonic()
        if tally.settled or time.monotonic() - since > patience_s:
            return tally
        await asyncio.sleep(LOOK_EVERY_S)


def _progress(stage: Stage, people: People, tally: Tally) -> tuple[object, ...]:
    """What changes as long as the bot gets on with what is open."""
    messages = [message for order in people.orders for message in order.asked.messages()]
    return tally, len(stage.discord.posts()), tuple(message.text for message in messages)


async def read_books(folder: Path) -> Books:
    """What stands in the ledger, read beside the bot; nothing where it cannot be read now."""
    jobs: dict[int, list[str]] = defaultdict(list)
    under_way = 0
    with suppress(BotError):
        async with LedgerReader(folder) as ledger:
            for record in await ledger.jobs(limit=_ALL):
                jobs[record.interaction].append(record.id)
            under_way = len(await ledger.unfinished()) + len(await ledger.errands())
    return Books(jobs=jobs, under_way=under_way)
