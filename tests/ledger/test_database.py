"""SQLite in a thread: whole transactions, one after another, and clear words when it fails."""

from __future__ import annotations

import asyncio
import resource
import signal
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

import pytest

from bot.domain.errors import LedgerError
from bot.ledger.database import Database
from tests.loops import in_loop


@asynccontextmanager
async def a_database(folder: Path, busy_limit_s: float = 0.05) -> AsyncIterator[Database]:
    database = Database(folder / "facts.sqlite3", busy_limit_s=busy_limit_s)
    try:
        await database.open()
        await database.change("CREATE TABLE IF NOT EXISTS facts (fact TEXT)")
        yield database
    finally:
        await database.close()


async def facts(database: Database) -> list[str]:
    return [row["fact"] for row in await database.all("SELECT fact FROM facts ORDER BY rowid")]


async def add(database: Database, fact: str) -> int:
    return await database.change("INSERT INTO facts VALUES (?)", (fact,))


@in_loop
async def test_a_change_says_how_many_rows_it_changed(tmp_path: Path) -> None:
    async with a_database(tmp_path) as database:
        assert await add(database, "one") == 1
        assert await database.change("UPDATE facts SET fact = 'two' WHERE fact = 'none'") == 0
        assert await database.first("SELECT fact FROM facts WHERE fact = 'none'") is None
        assert (await database.one("SELECT fact FROM facts"))["fact"] == "one"


@in_loop
async def test_an_error_undoes_the_whole_transaction(tmp_path: Path) -> None:
    async with a_database(tmp_path) as database:

        async def change_my_mind() -> None:
            async with database.transaction() as transaction:
                await transaction.change("INSERT INTO facts VALUES ('one')")
                raise RuntimeError("changed my mind")

        with pytest.raises(RuntimeError, match="changed my mind"):
            await change_my_mind()
        await add(database, "two")
        assert await facts(database) == ["two"]


@in_loop
async def test_nobody_sees_half_a_transaction(tmp_path: Path) -> None:
    async with a_database(tmp_path) as database:
        half, goes_on = asyncio.Event(), asyncio.Event()

        async def write() -> None:
            async with database.transaction() as transaction:
                await transaction.change("INSERT INTO facts VALUES ('one')")
                half.set()
                await goes_on.wait()
                await transaction.change("INSERT INTO facts VALUES ('two')")

        writing = asyncio.create_task(write())
        await half.wait()
        reading = asyncio.create_task(facts(database))
        adding = asyncio.create_task(add(database, "three"))
        await asyncio.sleep(0)
        goes_on.set()
        await asyncio.gather(writing, reading, adding)
        assert reading.result() == ["one", "two"]
        assert await facts(database) == ["one", "two", "three"]


@pytest.mark.parametrize("steps", range(12))
@in_loop
async def test_a_cancelled_transaction_is_whole_or_undone(tmp_path: Path, steps: int) -> None:
    """Cancelled after ever more turns of the loop: before, in the middle of, and after it."""
    async with a_database(tmp_path) as database:

        async def write() -> None:
            async with database.transaction() as transaction:
                await transaction.change("INSERT INTO facts VALUES ('one')")
                await transaction.change("INSERT INTO facts VALUES ('two')")

        task = asyncio.create_task(write())
        for _ in range(steps):
            await asyncio.sleep(0.0005)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert await facts(database) in ([], ["one", "two"])
        await add(database, "three")
        assert (await facts(database))[-1] == "three"


@in_loop
async def test_a_mistake_in_a_statement_is_no_fault_of_the_disk(tmp_path: Path) -> None:
    async with a_database(tmp_path) as database:
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            await database.all("SELECT * FROM fiction")


@in_loop
async def test_a_closed_database_says_so(tmp_path: Path) -> None:
    database = Database(tmp_path / "facts.sqlite3", busy_limit_s=1)
    with pytest.raises(RuntimeError, match="not open"):
        await database.all("SELECT 1")
    await database.close()


@in_loop
async def test_commits_wait_for_the_disk(tmp_path: Path) -> None:
    async with a_database(tmp_path) as database:
        settings = {
            name: (await database.one(f"PRAGMA {name}"))[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
    }


# When it fails.


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def _files_of_at_most(size_bytes: int) -> Iterator[None]:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)


@in_loop
async def test_a_locked_file_is_waited_for_then_named(tmp_path: Path) -> None:
    async with a_database(tmp_path) as database:
        with _locked(tmp_path / "facts.sqlite3"):
            with pytest.raises(LedgerError) as caught:
                await add(database, "one")
            assert await facts(database) == []  # reading goes on
        assert caught.value.code == "ledger_locked"
        assert "facts.sqlite3" in caught.value.reply
        assert await add(database, "two") == 1


@in_loop
async def test_a_full_disk_undoes_the_transaction(tmp_path: Path) -> None:
    async with a_database(tmp_path) as database:
        await add(database, "one")
        await database.all("PRAGMA max_page_count = 4")

        async def add_too_much() -> None:
            async with database.transaction() as transaction:
                for _ in range(10):
                    await transaction.change("INSERT INTO facts VALUES (?)", ("x" * 4000,))

        with pytest.raises(LedgerError) as caught:
            await add_too_much()
        assert caught.value.code == "ledger_full"
        assert await facts(database) == ["one"]


@in_loop
async def test_a_disk_that_takes_no_more_is_named(tmp_path: Path) -> None:
    async with a_database(tmp_path) as database:
        with _files_of_at_most(40_000), pytest.raises(LedgerError) as caught:
            await add(database, "x" * 100_000)
        assert caught.value.code in {"ledger_disk", "ledger_full"}
        assert await add(database, "two") == 1
        assert await facts(database) == ["two"]


@in_loop
async def test_a_file_of_something_else_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "facts.sqlite3"
    path.write_bytes(b"these are my holiday notes\n" * 100)
    before = path.read_bytes()
    with pytest.raises(LedgerError) as caught:
        async with a_database(tmp_path):
            pytest.fail("it was opened")
    assert caught.value.code == "ledger_damaged"
    assert path.read_bytes() == before


@in_loop
async def test_a_damaged_page_is_named_when_it_is_met(tmp_path: Path) -> None:
    async with a_database(tmp_path) as database:
        for _ in range(50):
            await add(database, "x" * 1000)
    path = tmp_path / "facts.sqlite3"
    data = bytearray(path.read_bytes())
    data[3 * 4096 : 5 * 4096] = b"\xff" * (2 * 4096)
    path.write_bytes(data)
    async with a_database(tmp_path) as database:
        with pytest.raises(LedgerError) as caught:
            await facts(database)
    assert caught.value.code == "ledger_damaged"
    assert path.read_bytes() == data


@in_loop
async def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(LedgerError) as caught:
        async with a_database(tmp_path / "data"):
            pytest.fail("it was opened")
    assert caught.value.code == "ledger_unwritable"
