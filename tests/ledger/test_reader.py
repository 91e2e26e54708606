"""Looking at a ledger: beside the bot, without changing it, and quickly."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.domain.edit import Command
from bot.domain.errors import ConfigError
from bot.domain.record import JobCount, JobState
from bot.ledger import reader
from bot.ledger.reader import LedgerReader
from bot.ledger.sqlite import SqliteLedger
from tests.ledger.records import (
    TurnedClock,
    a_stored_result,
    accept,
    an_address,
    finish,
    hash_of,
    names_in,
)
from tests.loops import in_loop


@in_loop
async def test_the_ledger_of_a_running_bot_can_be_read(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path) as ledger, LedgerReader(tmp_path) as beside:
        first = await accept(ledger, 1)
        assert await beside.jobs() == [first]
        await ledger.address(first.id, an_address(message=5))
        second = await accept(ledger, 2)
        assert await beside.job_of_message(5) == await ledger.job(first.id)
        assert await beside.unfinished() == await ledger.unfinished()
        assert await beside.blob(second.source_sha256) == b"photo"


@in_loop
async def test_the_last_tip_is_that_of_the_persons_newest_result_with_one(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path) as ledger:
        assert await ledger.last_tip(42) is None
        for number, tip in enumerate(("sizes", "inpainting", None), start=1):
            record = await accept(ledger, number)
            await ledger.put_blob(b"picture")
            result = a_stored_result(b"picture")
            await ledger.finish(record.id, replace(result, tip=tip))
        assert await ledger.last_tip(record.owner) == "inpainting"
        assert await ledger.last_tip(record.owner + 1) is None
        done = await ledger.job(record.id)
        assert done is not None
        assert done.result is not None
        assert done.result.tip is None


@in_loop
async def test_the_ledger_of_a_stopped_bot_can_be_read_and_is_not_changed(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path) as ledger:
        record = await accept(ledger, 1)
    before = (tmp_path / "ledger.sqlite3").read_bytes()
    async with LedgerReader(tmp_path) as beside:
        assert await beside.job(record.id) == record
    assert (tmp_path / "ledger.sqlite3").read_bytes() == before


@in_loop
async def test_where_no_bot_ran_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="ledger_missing"):
        async with LedgerReader(tmp_path):
            pytest.fail("it was opened")
    assert names_in(tmp_path) == set()


@in_loop
async def test_jobs_are_counted_by_day_command_and_end(tmp_path: Path) -> None:
    clock = TurnedClock()
    async with SqliteLedger(tmp_path, clock=clock) as ledger:
        first, second = await accept(ledger, 1), await accept(ledger, 2)
        clock.turn(hours=12)
        await accept(ledger, 3, accepted_at=clock.now)
        await finish(ledger, first, b"one", b"two")
        await finish(ledger, second, b"three")
        day, command = date(2026, 8, 1), Command.BACKGROUND
        assert await ledger.counts() == [
            JobCount(day=day, command=command, state=JobState.DONE, jobs=2, pictures=3),
            JobCount(
                day=date(2026, 8, 2), command=command, state=JobState.WAITING, jobs=1, pictures=0
            ),
        ]


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (reader.UNFINISHED, "jobs_unfinished"),
        (reader.UNANSWERED, "jobs_unanswered"),
        (reader.OF_MESSAGE, "jobs_of_message"),
        (reader.ADDRESSES, "jobs_of_owner"),
        (reader.POSTS, "posts_of_owner"),
        ("SELECT * FROM jobs WHERE id = ?", "sqlite_autoindex_jobs_1"),
        ("SELECT * FROM jobs WHERE owner = ?", "jobs_of_owner"),
    ],
)
@in_loop
async def test_no_query_looks_at_every_job(tmp_path: Path, query: str, index: str) -> None:
    async with SqliteLedger(tmp_path):
        pass
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite3")) as database:
        values = (1,) * query.count("?")
        plan = database.execute(f"EXPLAIN QUERY PLAN {query}", values).fetchall()
    assert any(index in step[-1] for step in plan), plan
    assert not any("SORTER" in step[-1] or "TEMP B-TREE" in step[-1] for step in plan), plan


@in_loop
async def test_a_removed_blob_is_none(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path) as ledger:
        record = await accept(ledger, 1)
        await ledger.forget(record.owner)
        assert await ledger.blob(hash_of(b"photo")) is None
