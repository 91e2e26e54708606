"""A ledger and its blobs in one tar file, taken while the bot runs."""

from __future__ import annotations

import os
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.ledger import faults
from bot.ledger.blobs import blob_path


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupSize:
    """What a backup holds."""

    jobs: int
    blobs: int
    size_bytes: int


def write_backup(ledger: Path, blobs: Path, target: Path) -> BackupSize:
    """Write the ledger as it is at one moment, then every blob that it names, to `target`.

    Unpacked into an empty folder, that is a ledger again. Blobs are never changed once they are
    there, so they fit; one that a sweep removes meanwhile is left out. `target` appears when it is
    whole. Blocks; raises `LedgerError`.
    """
    with (
        faults.explained(target),
        tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as work,
    ):
        snapshot = Path(work) / ledger.name
        _copy_database(ledger, snapshot)
        jobs, hashes = _contents(snapshot)
        draft = Path(work) / "draft.tar"  # in a folder of mode 0700
        with tarfile.open(draft, "w") as tar:
            tar.add(snapshot, ledger.name, filter=_private)
            kept = sum(_add_blob(tar, blobs, sha256) for sha256 in hashes)
        draft.chmod(0o600)
        _flush(draft)
        draft.replace(target)
        return BackupSize(jobs=jobs, blobs=kept, size_bytes=target.stat().st_size)


def _copy_database(ledger: Path, copy: Path) -> None:
    """SQLite's own online backup: one consistent state, while others write."""
    with (
        faults.explained(ledger),
        closing(sqlite3.connect(ledger)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)


def _contents(snapshot: Path) -> tuple[int, list[str]]:
    with closing(sqlite3.connect(snapshot)) as database:
        (jobs,) = database.execute("SELECT count(*) FROM jobs").fetchone()
        hashes = database.execute("SELECT sha256 FROM blobs ORDER BY sha256").fetchall()
    return jobs, [sha256 for (sha256,) in hashes]


def _add_blob(tar: tarfile.TarFile, blobs: Path, sha256: str) -> bool:
    path = blob_path(blobs, sha256)
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return False
    with file:
        name = path.relative_to(blobs.parent).as_posix()
        tar.addfile(_private(tar.gettarinfo(arcname=name, fileobj=file)), file)
    return True


def _private(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """For the owner alone, whoever unpacks it, and without the name of whoever packed it."""
    member.mode = 0o600
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
