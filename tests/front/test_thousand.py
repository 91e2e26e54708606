"""A thousand jobs that wait: tasks and open files stay few, and so does memory."""

from __future__ import annotations

import asyncio
import gc
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from bot.domain.access import Access
from bot.domain.limits import Allowance, Limits
from bot.sandbox.options import Options
from bot.sandbox.server import Sandbox
from tests.front.stage import Darkroom, Scene, a_photo, bot_at
from tests.loops import in_loop

WAITING, AT_ONCE = 1000, 100
TASKS_OF_A_JOB = 4
"""One that writes down how it ends, one that shows it, and two by which that waits."""

NO_LIMIT = Access(limits=Limits(person=Allowance()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What this process, which is the bot's and the sandbox's here, takes."""

    tasks: int
    files: int
    threads: int
    memory_mib: float


def usage() -> Usage:
    gc.collect()
    me = psutil.Process()
    return Usage(
        tasks=len(asyncio.all_tasks()),
        files=me.num_fds(),
        threads=me.num_threads(),
        memory_mib=me.memory_info().rss / 2**20,
    )


async def ask(here: Scene, already: int) -> None:
    """Ask for some more edits, and wait until these wait."""
    for number in range(AT_ONCE):
        await here.sandbox.slash("mara", "background", {"image": a_photo(f"{number}.png")})
    async with asyncio.timeout(120):
        while len(here.darkroom.jobs) < already + AT_ONCE:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


@pytest.mark.slow
@pytest.mark.timeout(400)
@in_loop
async def test_a_thousand_waiting_jobs_take_little(tmp_path: Path) -> None:
    keep_all = Options(messages_per_channel=10**5, interactions_kept=10**5)
    darkroom = Darkroom(by_hand=True, room=WAITING)
    async with (
        Sandbox(options=keep_all) as sandbox,
        bot_at(sandbox, tmp_path, darkroom, NO_LIMIT) as here,
    ):
        await ask(here, 0)
        before = usage()
        for already in range(AT_ONCE, WAITING, AT_ONCE):
            await ask(here, already)
        after = usage()
        assert len(await here.ledger.unfinished()) == WAITING
        assert await here.ledger.errands() == []
        more = WAITING - AT_ONCE
        assert after.tasks - before.tasks <= TASKS_OF_A_JOB * more + 20
        assert after.files - before.files <= 20
        assert after.threads - before.threads <= 10
        assert after.memory_mib - before.memory_mib < 100  # with what the sandbox keeps of them
