"""A ledger of any age opens; one from the future does not."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain.errors import ConfigError, LedgerError
from bot.ledger.migrations import STEPS, VERSION, migrate, version_of
from bot.ledger.reader import LedgerReader
from bot.ledger.rows import row_of
from bot.ledger.sqlite import SqliteLedger
from tests.ledger.records import a_record, accept, finish, known, opened
from tests.loops import in_loop

RELEASED: dict[int, str] = {
    1: "3b21b44f625730fbe680b444029e561618583261bbd80ffa2841a3fc11f51264",
    2: "0201af612f584f47693417715be01a5c6b853b2fa1c5b8ba8ab4f235ba04847e",
    3: "7fa57699c5f0d401345a8a840d4093c9fde8b0be7d20a3f1685ec7f7ae3bec02",
    4: "f60dabc41e8578ca1c0b65b0b91ccf68701eb116e583383262ed1467212780b9",
    5: "e1862eb7d7895aee7cac723ba7ce3a96fd4e3d03655b0f4a582dce2879a7ea9c",
    6: "07c30c8f1c07135c9de65b13efb668cb2a2d175f4c8ce82835b3a14f9e68fb78",
    7: "8e1d258675f3f8a7d880d57d85f74207bb1d2936b8555d15e8e14506d0f09577",
}
"""SHA-256 of each released step. A line is added with a new step and never changed."""


async def a_ledger_of_version(version: int, folder: Path) -> None:
    """The file that the program of that version left behind."""
    path = folder / "ledger.sqlite3"
    async with opened(path) as database:
        await migrate(database, path, to=version)
        assert await version_of(database) == version


@pytest.mark.parametrize("version", range(VERSION + 1))
@in_loop
async def test_a_ledger_of_any_version_opens(tmp_path: Path, version: int) -> None:
    await a_ledger_of_version(version, tmp_path)
    async with SqliteLedger(tmp_path) as ledger:
        record = await accept(ledger, 1)
        await finish(ledger, record, b"picture")
        assert (await known(ledger, record)).result is not None
        assert await ledger.forget(record.owner) == 1
        assert len(await ledger.counts()) == 1


@pytest.mark.parametrize("version", range(1, VERSION + 1))
@in_loop
async def test_jobs_of_every_version_are_kept(tmp_path: Path, version: int) -> None:
    await a_ledger_of_version(version, tmp_path)
    record = a_record(1)
    row = row_of(record)
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite3")) as database, database:
        places = ", ".join("?" for _ in row)
        database.execute(
            f"INSERT INTO jobs ({', '.join(row)}) VALUES ({places})",  # noqa: S608
            tuple(row.values()),
        )
    async with SqliteLedger(tmp_path) as ledger:
        assert await ledger.unfinished() == [record]


@pytest.mark.parametrize("version", range(1, VERSION))
@in_loop
async def test_rows_of_every_table_of_every_version_are_kept(tmp_path: Path, version: int) -> None:
    """Whatever a later step does to a table, what is in it stays, and fits what refers to it."""
    await a_ledger_of_version(version, tmp_path)
    path = tmp_path / "ledger.sqlite3"
    with closing(sqlite3.connect(path)) as database, database:
        before = {table: fill(database, table) for table in tables(database)}
    assert before["jobs"] == before["job_blobs"] == 2
    async with SqliteLedger(tmp_path) as ledger:
        assert len(await ledger.jobs()) == 2
    with closing(sqlite3.connect(path)) as database:
        after = {table: count(database, table) for table in before}
        assert after == before
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def tables(database: sqlite3.Connection) -> list[str]:
    """Tables, those that others refer to first: in the order in which they were made."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    return [name for (name,) in database.execute(f"{query} ORDER BY rowid")]


def count(database: sqlite3.Connection, table: str) -> int:
    (number,) = database.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
    return int(number)


def fill(database: sqlite3.Connection, table: str) -> int:
    """Put two rows into a table, numbered 1 and 2 where a column is an integer; how many it has."""
    columns = list(database.execute(f"PRAGMA table_info({table})"))
    for number in (1, 2):
        jobs = row_of(a_record(number)) if table == "jobs" else {}
        row = {name: jobs.get(name, a_value(kind, number)) for _, name, kind, *_ in columns}
        if table == "jobs":
            row["number"] = number
        places = ", ".join(f":{name}" for name in row)
        database.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", row)  # noqa: S608
    return count(database, table)


def a_value(kind: str, number: int) -> object:
    return number if kind == "INTEGER" else str(number)


def test_released_steps_are_as_they_were() -> None:
    hashes = {
        number: hashlib.sha256("\0".join(step).encode()).hexdigest()
        for number, step in enumerate(STEPS, 1)
    }
    assert hashes == RELEASED


@in_loop
async def test_a_step_that_fails_is_undone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE blobs (in_the_way INTEGER)")
    async with opened(path) as database:
        with pytest.raises(sqlite3.OperationalError, match="already exists"):
            await migrate(database, path)
        tables = await database.all("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite%'")
        assert [row["name"] for row in tables] == ["blobs"]
        assert await version_of(database) == 0


@pytest.mark.parametrize("kind", [SqliteLedger, LedgerReader])
@in_loop
async def test_a_newer_ledger_is_refused_and_kept(tmp_path: Path, kind: type[LedgerReader]) -> None:
    await a_ledger_of_version(VERSION, tmp_path)
    path = tmp_path / "ledger.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"PRAGMA user_version = {VERSION + 1}")
    before = path.read_bytes()
    for _ in range(2):  # the lock is free again
        with pytest.raises(ConfigError) as caught:
            async with kind(tmp_path):
                pytest.fail("it was opened")
    assert caught.value.code == "ledger_too_new"
    assert f"version {VERSION + 1}" in caught.value.reply
    assert path.read_bytes() == before


@in_loop
async def test_a_damaged_ledger_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    path.write_bytes(b"not a ledger " * 1000)
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="ledger_damaged"):
        async with SqliteLedger(tmp_path):
            pytest.fail("it was opened")
    assert path.read_bytes() == before
