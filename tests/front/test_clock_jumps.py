"""A clock that jumps changes the way of an answer, and never how often it comes."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.job import Running
from bot.domain.record import JobState
from bot.front.card import note
from bot.front.messenger import Messenger
from bot.sandbox.options import Options
from tests.front.stage import Scene, a_photo, scene
from tests.loops import in_loop
from tests.services.by_hand import a_bot

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("jump_h", [-48, 48])
@in_loop
async def test_a_job_comes_to_its_end_whatever_the_clock_says(tmp_path: Path, jump_h: int) -> None:
    async with a_bot(tmp_path) as bot:
        live = await bot.submit()
        bot.executor.tell(live.record.id, Running(step=0, steps=1))
        await bot.until(live, JobState.RUNNING)
        bot.clock.turn(hours=jump_h)
        bot.executor.finish(live.record.id)
        assert (await live.final()).state is JobState.DONE
        assert [record.id for record in await bot.jobs.unanswered()] == [live.record.id]
        await bot.ledger.answered(live.record.id)
        assert await bot.jobs.unanswered() == []
        later = await bot.submit()
        assert [record.id for record in await bot.ledger.jobs()] == [
            later.record.id,
            live.record.id,
        ]


async def answered_by(here: Scene, jump: timedelta) -> str:
    """Bring an answer to a job by a messenger whose clock is off; where it stands."""
    job = await here.darkroom.job(0)
    record = await here.jobs.record(job.id)
    messenger = Messenger(here.client, now=lambda: datetime.now(UTC) + jump)
    there = await messenger.deliver(record.address, note("Done."), late="Late:", nonce=job.id)
    assert there is not None
    channel = here.sandbox.world.channel(str(there.channel))
    said = ["\n".join(message.texts()) for message in here.sandbox.world.messages(channel)]
    assert sum("Done." in text for text in said) == 1
    return next(text for text in said if "Done." in text)


@in_loop
async def test_a_clock_that_is_ahead_gives_up_a_token_that_is_good(tmp_path: Path) -> None:
    async with scene(tmp_path, by_hand=True) as here:
        reply = await here.sandbox.slash("mara", "background", {"image": a_photo()})
        await reply.until(lambda seen: "Cancel" in seen.buttons)
        assert (await answered_by(here, HOUR)).startswith("Late:")


@in_loop
async def test_a_clock_that_is_behind_learns_that_the_token_is_gone(tmp_path: Path) -> None:
    async with scene(tmp_path, by_hand=True, options=Options(token_limit_s=0.5)) as here:
        reply = await here.sandbox.slash("mara", "background", {"image": a_photo()})
        await reply.until(lambda seen: "Cancel" in seen.buttons)
        while reply.interaction.age_s() < 0.6:  # noqa: ASYNC110 -- a limit passes by itself
            await asyncio.sleep(0.05)
        assert (await answered_by(here, -HOUR)).startswith("Late:")
