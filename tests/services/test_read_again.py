"""A waiting job's photo, read again from the ledger in its turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.errors import PhotoError, UsageError
from bot.domain.job import Job
from tests.loops import in_loop
from tests.services.by_hand import Bot, a_bot


async def a_waiting_job(bot: Bot) -> Job:
    live = await bot.submit()
    return bot.executor.jobs[live.record.id]


@in_loop
async def test_a_waiting_job_is_read_again_as_it_was(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        job = await a_waiting_job(bot)
        assert job.read_again is not None
        assert await job.read_again() == job.task


@in_loop
async def test_a_job_whose_owner_was_forgotten_is_not(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        job = await a_waiting_job(bot)
        assert job.read_again is not None
        await bot.jobs.forget(42)
        with pytest.raises(UsageError, match="job_unknown"):
            await job.read_again()


@in_loop
async def test_a_photo_that_cannot_be_read_any_more_is_a_sentence(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        job = await a_waiting_job(bot)
        assert job.read_again is not None
        bot.reader.refuses = True
        with pytest.raises(PhotoError, match="photo_damaged"):
            await job.read_again()
