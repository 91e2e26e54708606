"""A small disk that gets full, for real: everybody is told, nothing half written stays, and all
goes on once there is room."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from bot.domain.errors import LedgerError
from bot.domain.record import JobState
from bot.sandbox.driver import SeenMessage
from tests.front.stage import Scene, a_photo, scene, shows
from tests.loops import in_loop
from tests.small_disk import filled, small_disk

SIZE_KIB = 2048


def says_no_room(seen: SeenMessage) -> bool:
    return "no room left on Restage's disk" in seen.text


def files_in(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


async def edited(here: Scene) -> None:
    """Mara's photo is edited."""
    reply = await here.sandbox.slash("mara", "background", {"image": a_photo()})
    await reply.until(shows(2))


@in_loop
async def test_a_photo_that_does_not_fit_is_refused_and_the_next_one_is_edited(
    tmp_path: Path,
) -> None:
    with small_disk(tmp_path, SIZE_KIB) as disk:
        large = ("mug.png", os.urandom(900_000))
        async with scene(disk) as here:
            blobs = disk / "blobs"
            (disk / "other").write_bytes(bytes(SIZE_KIB * 1024 - 700_000))
            reply = await here.sandbox.slash("mara", "background", {"image": large})
            await reply.until(says_no_room)
            assert await here.ledger.jobs() == []
            assert not files_in(blobs)
            await edited(here)


@in_loop
async def test_a_full_disk_is_told_and_got_over(tmp_path: Path) -> None:
    with small_disk(tmp_path, SIZE_KIB) as disk:
        async with scene(disk) as here:
            await edited(here)
            with filled(disk):
                reply = await here.sandbox.slash("mara", "background", {"image": a_photo("b.png")})
                await reply.until(says_no_room)
            await edited(here)
            states = [job.state for job in await here.ledger.jobs()]
            assert states == [JobState.DONE, JobState.DONE]
            assert await here.ledger.errands() == []


@in_loop
async def test_a_result_that_cannot_be_kept_ends_its_job_with_a_sentence(tmp_path: Path) -> None:
    with small_disk(tmp_path, SIZE_KIB) as disk:
        async with scene(disk, by_hand=True) as here:
            reply = await here.sandbox.slash("mara", "background", {"image": a_photo()})
            job = await here.darkroom.job(0)
            with filled(disk):
                here.darkroom.finish(job.id)
                await reply.until(says_no_room)
            async with asyncio.timeout(10):
                while await here.ledger.unfinished():  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            (record,) = await here.ledger.jobs()
            assert (record.state, record.error_code) == (JobState.FAILED, "ledger_full")
            assert record.answered_at is not None  # nor is it told again after a restart
            assert len(reply.messages()) == 1


@in_loop
async def test_a_backup_that_does_not_fit_leaves_nothing_behind(tmp_path: Path) -> None:
    with small_disk(tmp_path, SIZE_KIB) as disk:
        target = disk / "backups" / "restage.tar"
        target.parent.mkdir()
        async with scene(disk) as here:
            await edited(here)
            with filled(disk), pytest.raises(LedgerError, match="ledger_full"):
                await here.ledger.backup(target)
            assert not files_in(target.parent)
            await here.ledger.backup(target)
            assert target.is_file()
