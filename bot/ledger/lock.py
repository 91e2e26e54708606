"""One bot per ledger: a lock that lives as long as the process that holds it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from bot.ledger import faults


class FolderLock:
    """The sole right to change a ledger.

    The kernel frees it when the process ends, however it ends, so it is never stale. The file
    stays; it names the process that held it last.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock. Raises `ConfigError` at once where another process has it."""
        with faults.explained(self._path):
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
            os.close(descriptor)
            raise faults.in_use(self._path, f"process {holder or 'unknown'}") from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the lock back. May be called twice."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
