"""A look at a ledger before it is opened for writing, which would change what it finds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.ledger import faults


def inspect(path: Path, *, busy_limit_s: float) -> None:
    """Raise `LedgerError` where the file is damaged or another program has locked it. Blocks for
    about a second for each 200 MB, and changes nothing."""
    if not path.exists() or not path.stat().st_size:
        return
    address = f"{path.absolute().as_uri()}?mode=ro"
    with (
        faults.explained(path),
        closing(sqlite3.connect(address, uri=True, timeout=busy_limit_s)) as connection,
    ):
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise faults.damaged(path, found)
