"""What can be read of a ledger that cannot be used, and that nothing is written to it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain.errors import LedgerError
from bot.domain.record import GuildSettings
from bot.ledger.reader import FILE
from bot.ledger.sqlite import SqliteLedger
from bot.ledger.unusable import UnusableLedger
from tests.ledger.records import accept
from tests.loops import in_loop

REASON = LedgerError("ledger_damaged", "It is damaged.")
CHOSEN = GuildSettings(guild=3, channels=(7,))


async def a_ledger(folder: Path) -> str:
    """A ledger with a job and a server's settings; the job's id."""
    async with SqliteLedger(folder) as ledger:
        await ledger.set_guild_settings(CHOSEN)
        return (await accept(ledger, 1)).id


@in_loop
async def test_what_is_there_is_read(tmp_path: Path) -> None:
    job = await a_ledger(tmp_path)
    ledger = UnusableLedger(tmp_path, REASON)
    record = await ledger.job(job)
    assert record is not None
    assert await ledger.blob(record.source_sha256) is not None
    assert await ledger.job_of_message(12345) is None
    assert await ledger.guild_settings(3) == CHOSEN


@in_loop
async def test_where_another_holds_it_nothing_is_read(tmp_path: Path) -> None:
    job = await a_ledger(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        ledger = UnusableLedger(tmp_path, REASON)
        with pytest.raises(LedgerError, match="ledger_locked"):
            await ledger.job(job)
        with pytest.raises(LedgerError, match="ledger_locked"):
            await ledger.guild_settings(3)


@pytest.mark.parametrize("content", [None, b"", b"no ledger at all" * 300])
@in_loop
async def test_where_there_is_none_it_says_so(content: bytes | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / FILE).write_bytes(content)
    ledger = UnusableLedger(tmp_path, REASON)
    with pytest.raises(LedgerError, match="ledger_damaged"):
        await ledger.job("0" * 32)
    left = (tmp_path / FILE).read_bytes() if (tmp_path / FILE).exists() else None
    assert left == content


@in_loop
async def test_nothing_is_written(tmp_path: Path) -> None:
    await a_ledger(tmp_path)
    before = (tmp_path / FILE).read_bytes()
    ledger = UnusableLedger(tmp_path, REASON)
    with pytest.raises(LedgerError, match="ledger_damaged"):
        await ledger.set_guild_settings(CHOSEN)
    await ledger.guild_settings(3)
    assert (tmp_path / FILE).read_bytes() == before
