"""A backup taken from a running bot is a ledger again."""

from __future__ import annotations

import asyncio
import stat
import tarfile
from pathlib import Path

import pytest

from bot.domain.errors import LedgerError
from bot.ledger.backup import write_backup
from bot.ledger.blobs import blob_path
from bot.ledger.reader import LedgerReader
from bot.ledger.sqlite import SqliteLedger
from tests.ledger.records import accept, an_address, finish, hash_of, names_in
from tests.loops import in_loop


def restore(backup: Path, folder: Path) -> Path:
    """What the README tells an operator to do: unpack it into an empty folder."""
    folder.mkdir()
    with tarfile.open(backup) as tar:
        tar.extractall(folder, filter="data")
    return folder


@in_loop
async def test_a_backup_restores(tmp_path: Path) -> None:
    target = tmp_path / "backup.tar"
    async with SqliteLedger(tmp_path / "data") as ledger:
        done, waiting = await accept(ledger, 1), await accept(ledger, 2, b"other photo")
        await finish(ledger, done, b"picture")
        await ledger.put_blob(b"nobody needs this yet")
        size = await ledger.backup(target)
        jobs, settings = await ledger.jobs(), await ledger.guild_settings(3)
    assert (size.jobs, size.blobs, size.size_bytes) == (2, 3, target.stat().st_size)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    async with SqliteLedger(restore(target, tmp_path / "restored")) as ledger:
        assert await ledger.jobs() == jobs
        assert await ledger.guild_settings(3) == settings
        assert await ledger.blob(hash_of(b"picture")) == b"picture"
        assert await ledger.blob(waiting.source_sha256) == b"other photo"
        await ledger.start(waiting.id)


@in_loop
async def test_a_backup_is_whole_while_the_bot_writes(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path / "data") as ledger, LedgerReader(tmp_path / "data") as beside:

        async def work() -> None:
            for number in range(40):
                record = await accept(ledger, number, b"photo %d" % number)
                await finish(ledger, record, b"picture %d" % number)

        working = asyncio.create_task(work())
        await asyncio.sleep(0.02)
        await beside.backup(tmp_path / "backup.tar")
        await working
    async with SqliteLedger(restore(tmp_path / "backup.tar", tmp_path / "restored")) as ledger:
        for record in await ledger.jobs(limit=1000):
            assert await ledger.blob(record.source_sha256) is not None
            for picture in record.result.pictures if record.result else ():
                assert await ledger.blob(picture.sha256) is not None


@in_loop
async def test_blobs_that_are_swept_meanwhile_are_left_out(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path / "data") as ledger:
        record = await accept(ledger, 1)
        blob_path(tmp_path / "data" / "blobs", record.source_sha256).unlink()
        assert (await ledger.backup(tmp_path / "backup.tar")).blobs == 0
    async with SqliteLedger(restore(tmp_path / "backup.tar", tmp_path / "restored")) as ledger:
        assert await ledger.job(record.id) == record


def test_the_backup_before_it_stays_where_a_new_one_fails(tmp_path: Path) -> None:
    target = tmp_path / "backup.tar"
    target.write_text("the backup of yesterday")
    (tmp_path / "ledger.sqlite3").write_text("no ledger " * 1000)
    with pytest.raises(LedgerError, match="ledger_damaged"):
        write_backup(tmp_path / "ledger.sqlite3", tmp_path / "blobs", target)
    assert target.read_text() == "the backup of yesterday"
    assert names_in(tmp_path) == {"backup.tar", "ledger.sqlite3"}


@in_loop
async def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path) as ledger:
        await accept(ledger, 1, address=an_address())
        with pytest.raises(LedgerError) as caught:
            await ledger.backup(tmp_path / "usb" / "backup.tar")
    assert caught.value.code == "ledger_unwritable"
    assert "backup.tar" in caught.value.reply
