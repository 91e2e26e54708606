"""What people are told when the ledger cannot be used. Nothing here deletes a file, ever."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.domain.errors import ConfigError, LedgerError

_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_UNWRITABLE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}
_UNUSABLE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.EEXIST}
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system raise about `path` into `LedgerError`.

    Errors that only a fault in this package can cause go through as they are.
    """
    try:
        yield
    except sqlite3.Error as exc:
        error = _from_sqlite(path, exc)
        if error is None:
            raise
        raise error from exc
    except OSError as exc:
        raise _from_system(path, exc) from exc


def in_use(path: Path, holder: str) -> ConfigError:
    """Another bot holds the ledger."""
    return ConfigError(
        "ledger_in_use",
        f"Another Restage ({holder}) is using the data in {path.parent}; stop it first, or give "
        "this one a folder of its own with RESTAGE_DATA.",
    )


def too_new(path: Path, version: int, known: int) -> ConfigError:
    """The ledger comes from a later version of the bot."""
    return ConfigError(
        "ledger_too_new",
        f"{path.name} was written by a newer Restage (version {version} of the ledger, this one "
        f"knows up to {known}); update Restage, or restore a backup from before the update.",
    )


def too_old(path: Path) -> ConfigError:
    """The ledger has to be migrated by the bot before it can be looked at."""
    return ConfigError(
        "ledger_too_old",
        f"{path.name} was written by an older Restage; start the bot once, which brings it up to "
        "date, then try again.",
    )


def missing(path: Path) -> ConfigError:
    """There is nothing to look at."""
    return ConfigError(
        "ledger_missing",
        f"There is no ledger in {path.parent}: the bot has not run there yet. RESTAGE_DATA names "
        "the folder with its data.",
    )


def damaged(path: Path, detail: str) -> LedgerError:
    """The file is no ledger, or not a whole one."""
    return LedgerError(
        "ledger_damaged",
        f"{path.name} is damaged and was left as it is; please tell the operator: restore the "
        "last backup in its place.",
        detail,
    )


def _from_sqlite(path: Path, error: sqlite3.Error) -> LedgerError | None:
    extended = getattr(error, "sqlite_errorcode", None)  # set where the error is SQLite's own
    primary = extended & 0xFF if extended is not None else None
    if primary in _LOCKED:
        return _error(
            "ledger_locked",
            f"{path.name} is locked by another program; close what has it open (a database "
            "viewer, a backup), then try again.",
            error,
        )
    if primary in _DAMAGED:
        return damaged(path, str(error))
    if primary == sqlite3.SQLITE_FULL:
        return _no_room(error)
    if primary in _UNWRITABLE:
        return _unwritable(path, error)
    if primary == sqlite3.SQLITE_IOERR:
        return _unreadable_disk(path, error)
    return None


def _from_system(path: Path, error: OSError) -> LedgerError:
    if error.errno in _NO_ROOM:
        return _no_room(error)
    if error.errno in _UNUSABLE:
        return _unwritable(path, error)
    return _unreadable_disk(path, error)


def _no_room(error: Exception) -> LedgerError:
    return _error(
        "ledger_full",
        "There is no room left on Restage's disk to keep this edit; please tell the operator, then "
        "try again.",
        error,
    )


def _unwritable(path: Path, error: Exception) -> LedgerError:
    return _error(
        "ledger_unwritable",
        f"Restage cannot write to {path.name}; please tell the operator to check that its data "
        "folder is there and may be written to.",
        error,
    )


def _unreadable_disk(path: Path, error: Exception) -> LedgerError:
    return _error(
        "ledger_disk",
        f"The disk failed while {path.name} was used; please tell the operator to check it.",
        error,
    )


def _error(code: str, reply: str, error: Exception) -> LedgerError:
    return LedgerError(code, reply, str(error))
