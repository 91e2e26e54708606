"""Bytes on disk by their SHA-256: photos, masks and finished pictures."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import secrets
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.ledger import faults

log = logging.getLogger(__name__)

_SHA256 = re.compile(r"[0-9a-f]{64}")
_INCOMING = "incoming"


class BlobStore:
    """Files `ab/cdef…`, each named by the hash of its bytes, so the same bytes are kept once.

    Every method blocks; they may be called from several threads. A file is there as a whole or
    not at all: it is written elsewhere, flushed to the disk and renamed. What was put stays until
    it is released, though no row of the ledger names it yet.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / _INCOMING
        self._held: Counter[str] = Counter()
        self._lock = threading.Lock()  # of `_held`, and of removing what is not held

    def open(self) -> None:
        """Make the folders, and drop what a sudden end left half written."""
        with faults.explained(self._folder):
            self._folder.mkdir(mode=0o700, exist_ok=True)
            self._incoming.mkdir(mode=0o700, exist_ok=True)
            for left_over in self._incoming.iterdir():
                left_over.unlink()

    def put(self, data: bytes) -> str:
        """Keep bytes, and hold them until `release`; their hash. They are on the disk when this
        returns. Raises `LedgerError`, for example when the disk is full."""
        sha256 = hashlib.sha256(data).hexdigest()
        with self._lock:
            self._held[sha256] += 1
        try:
            with faults.explained(self._folder):
                path = self._path(sha256)
                if self.size(sha256) != len(data):
                    self._write(path, data)
                _flush_folder(path.parent)  # also where another thread has only just renamed it
        except BaseException:
            self.release([sha256])
            raise
        return sha256

    def release(self, hashes: Iterable[str]) -> None:
        """Undo one `put` of each: from now on the rows of the ledger say what is needed."""
        with self._lock:
            self._held.subtract(hashes)
            self._held = +self._held  # without those that nobody holds

    def get(self, sha256: str) -> bytes | None:
        """The bytes, or None where there are none. Bytes that do not match their hash are not
        handed out: the disk has damaged them."""
        with faults.explained(self._folder):
            try:
                data = self._path(sha256).read_bytes()
            except FileNotFoundError:
                return None
        if hashlib.sha256(data).hexdigest() != sha256:
            log.error("blob %s is damaged on the disk", sha256)
            return None
        return data

    def size(self, sha256: str) -> int | None:
        """How many bytes are kept under this hash; None where none are."""
        try:
            return self._path(sha256).stat().st_size
        except FileNotFoundError:
            return None

    def remove(self, sha256: str) -> bool:
        """Remove bytes, unless somebody has just put them; whether they are gone."""
        with self._lock:
            if self._held[sha256] > 0:
                return False
            with faults.explained(self._folder):
                self._path(sha256).unlink(missing_ok=True)
            return True

    def shelves(self) -> Iterator[list[str]]:
        """The hashes of all files, one folder of them at a time, sorted."""
        for folder in sorted(self._folder.iterdir()):
            if folder.name != _INCOMING and folder.is_dir():
                names = (folder.name + file.name for file in folder.iterdir())
                yield sorted(name for name in names if _SHA256.fullmatch(name))

    def _path(self, sha256: str) -> Path:
        return blob_path(self._folder, sha256)

    def _write(self, path: Path, data: bytes) -> None:
        draft = self._incoming / secrets.token_hex(8)
        try:
            _write_through(draft, data)
            if not path.parent.is_dir():
                path.parent.mkdir(mode=0o700, exist_ok=True)
                _flush_folder(self._folder)
            draft.rename(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise


def blob_path(folder: Path, sha256: str) -> Path:
    """Where the bytes of a hash lie below a store's folder. Raises `ValueError` for anything that
    is not a hash, so that no other file is ever read or removed."""
    if not _SHA256.fullmatch(sha256):
        raise ValueError(f"{sha256!r} is not a SHA-256 in hexadecimal")
    return folder / sha256[:2] / sha256[2:]


def _write_through(path: Path, data: bytes) -> None:
    """Write a new file for the owner alone, and wait until the disk has it."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder: a rename alone may be lost with the power."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
