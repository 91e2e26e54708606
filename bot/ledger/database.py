"""One SQLite file behind one connection in a thread of its own; statements take turns."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiosqlite

from bot.ledger import faults

Values = Mapping[str, object] | Sequence[object]

_SMALL_CACHE = "PRAGMA cache_size = -256"  # KiB; rows are small and the bot is to stay small
_PRAGMAS = (
    _SMALL_CACHE,
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # a commit is on the disk when it returns
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # what a person has forgotten is overwritten, not just unlinked
    "PRAGMA trusted_schema = OFF",
)


class Transaction:
    """Statements that take effect together, or not at all."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def change(self, statement: str, values: Values = ()) -> int:
        """Run a statement that changes something; the number of rows that it changed."""
        async with self._connection.execute(statement, values) as cursor:
            return max(0, cursor.rowcount)

    async def all(self, statement: str, values: Values = ()) -> list[sqlite3.Row]:
        """Every row that a statement gives."""
        return list(await self._connection.execute_fetchall(statement, values))


class Database:
    """An open SQLite file. Raises `LedgerError` where it is locked, damaged or out of room."""

    def __init__(self, path: Path, *, busy_limit_s: float) -> None:
        self._path = path
        self._busy_limit_s = busy_limit_s
        self._connection: aiosqlite.Connection | None = None
        self._turn = asyncio.Lock()

    async def open(self, *, to_look: bool = False, untouched: bool = False) -> None:
        """Open the file; `to_look` refuses every change, otherwise a file that is not there is
        made, for the owner alone. `untouched`, the file may be damaged: not even what SQLite does
        of itself, such as moving the journal into it, changes a byte of it then."""
        with faults.explained(self._path):
            if not to_look:
                # SQLite gives its journal files the mode of this one.
                os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
            address = self._path.absolute().as_uri() + ("?mode=ro" if untouched else "")
            self._connection = await aiosqlite.connect(
                address, uri=True, timeout=self._busy_limit_s, isolation_level=None
            )
            try:
                self._connection.row_factory = sqlite3.Row
                for pragma in (_SMALL_CACHE, "PRAGMA query_only = ON") if to_look else _PRAGMAS:
                    await self._connection.execute_fetchall(pragma)
            except BaseException:
                await self.close()
                raise

    async def close(self) -> None:
        """Close the file. May be called twice."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            await connection.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Begin, and at the end commit; roll back where an error leaves the block.

        Nothing else runs on this connection meanwhile, so nobody sees half of it. Everything is
        done in the connection's thread in the order in which it was asked for: also where the
        caller is cancelled, no transaction stays open.
        """
        async with self._turn:
            connection = self._open_connection()
            with faults.explained(self._path):
                try:
                    await connection.execute_fetchall("BEGIN IMMEDIATE")
                    yield Transaction(connection)
                    await connection.commit()
                except BaseException:
                    await connection.rollback()  # nothing happens where nothing was begun
                    raise

    async def probe(self) -> None:
        """Raise `LedgerError` where nothing can be written, such as while another program does."""
        async with self.transaction():
            pass

    async def change(self, statement: str, values: Values = ()) -> int:
        """One statement as a transaction of its own; the number of rows that it changed."""
        async with self._turn:
            with faults.explained(self._path):
                return await Transaction(self._open_connection()).change(statement, values)

    async def all(self, statement: str, values: Values = ()) -> list[sqlite3.Row]:
        """Every row that a query gives."""
        async with self._turn:
            with faults.explained(self._path):
                return await Transaction(self._open_connection()).all(statement, values)

    async def first(self, statement: str, values: Values = ()) -> sqlite3.Row | None:
        """The first row that a query gives, if there is one."""
        rows = await self.all(statement, values)
        return rows[0] if rows else None

    async def one(self, statement: str, values: Values = ()) -> sqlite3.Row:
        """The one row that a query gives."""
        (row,) = await self.all(statement, values)
        return row

    def _open_connection(self) -> aiosqlite.Connection:
        if self._connection is None:
            raise RuntimeError(f"{self._path.name} is not open")
        return self._connection
