"""The ledger to look at: from the command line too, while the bot runs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.domain.errand import Errand
from bot.domain.finishing import OverlayRecord
from bot.domain.limits import Scope
from bot.domain.record import Address, GuildSettings, JobCount, JobRecord, JobState
from bot.ledger import faults, rows, usage
from bot.ledger.backup import BackupSize, write_backup
from bot.ledger.blobs import BlobStore
from bot.ledger.database import Database
from bot.ledger.migrations import check_version

FILE = "ledger.sqlite3"
BLOBS = "blobs"

_BUSY_LIMIT_S = 5.0

UNFINISHED = "SELECT * FROM jobs WHERE state IN ('waiting', 'running') ORDER BY number"
UNANSWERED = """
    SELECT * FROM jobs WHERE ended_at IS NOT NULL AND answered_at IS NULL ORDER BY number
"""
OF_MESSAGE = "SELECT * FROM jobs WHERE message = ? ORDER BY number DESC LIMIT 1"
ADDRESSES = """
    SELECT address FROM jobs WHERE owner = ? AND message IS NOT NULL ORDER BY number DESC
"""
POSTS = "SELECT address FROM posts WHERE owner = ? ORDER BY number DESC"
_BY_ID = "SELECT * FROM jobs WHERE id = ?"
_LAST_TIP = """
    SELECT json_extract(result, '$.tip') AS tip FROM jobs
    WHERE owner = ? AND state = 'done' AND json_extract(result, '$.tip') IS NOT NULL
    ORDER BY ended_at DESC LIMIT 1
"""
_ACCEPTED = "SELECT 1 FROM jobs WHERE interaction = ? AND part = ?"
_ERRANDS = "SELECT * FROM errands ORDER BY interaction"
_COUNTS = """
    SELECT day, command, state, SUM(jobs) AS jobs, SUM(pictures) AS pictures
    FROM (
        SELECT day, command, state, jobs, pictures FROM removed_jobs
        UNION ALL
        SELECT substr(accepted_at, 1, 10), command, state, 1, pictures FROM jobs
    )
    GROUP BY day, command, state
    ORDER BY day, command, state
"""


class LedgerReader:
    """Everything that can be asked of a ledger, and nothing that changes it.

    An async context manager. It needs no lock, so it works beside a running bot. Opening it raises
    `ConfigError` where there is no ledger, or one of another version.
    """

    def __init__(
        self,
        folder: Path,
        *,
        file: str = FILE,
        busy_limit_s: float = _BUSY_LIMIT_S,
        untouched: bool = False,
    ) -> None:
        """`untouched`: as of `Database.open`."""
        self._folder = folder
        self._untouched = untouched
        self._path = folder / file
        self._database = Database(self._path, busy_limit_s=busy_limit_s)
        self._blobs = BlobStore(folder / BLOBS)

    async def __aenter__(self) -> Self:
        try:
            await self._open()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def _open(self) -> None:
        if not self._path.is_file():
            raise faults.missing(self._path)
        await self._database.open(to_look=True, untouched=self._untouched)
        await check_version(self._database, self._path)

    async def close(self) -> None:
        """Close the ledger. May be called twice."""
        await self._database.close()

    async def blob(self, sha256: str) -> bytes | None:
        """Bytes by their hash; None when they were never kept, or removed since."""
        return await asyncio.to_thread(self._blobs.get, sha256)

    async def job(self, job_id: str) -> JobRecord | None:
        """One job. Raises `LedgerError` where this program cannot read it."""
        row = await self._database.first(_BY_ID, (job_id,))
        return rows.record_of(row) if row is not None else None

    async def ids_that_begin(self, start: str) -> list[str]:
        """Ids of jobs that begin like this, two at most: enough to know whether it is clear."""
        query = "SELECT id FROM jobs WHERE substr(id, 1, ?) = ? ORDER BY number DESC LIMIT 2"
        rows_ = await self._database.all(query, (len(start), start))
        return [row["id"] for row in rows_]

    async def job_of_message(self, message: int) -> JobRecord | None:
        """The job that a message of ours shows; the newest, if it showed several."""
        row = await self._database.first(OF_MESSAGE, (message,))
        return rows.record_of(row) if row is not None else None

    async def accepted(self, interaction: int, part: int) -> bool:
        """Whether that photo of an interaction has a job."""
        return await self._database.first(_ACCEPTED, (interaction, part)) is not None

    async def errands(self) -> list[Errand]:
        """What came and is not done, the oldest first."""
        return rows.errands_of(await self._database.all(_ERRANDS))

    async def overlay(self, overlay_id: str) -> OverlayRecord | None:
        """One overlay. Raises `LedgerError` where this program cannot read it."""
        query = "SELECT id, record FROM overlays WHERE id = ?"
        row = await self._database.first(query, (overlay_id,))
        return rows.overlay_of(row) if row is not None else None

    async def unfinished(self) -> list[JobRecord]:
        """Jobs that wait or run, the oldest first."""
        return rows.records_of(await self._database.all(UNFINISHED))

    async def unanswered(self) -> list[JobRecord]:
        """Jobs that ended and whose answer was not delivered, the oldest first."""
        return rows.records_of(await self._database.all(UNANSWERED))

    async def jobs(
        self,
        *,
        owner: int | None = None,
        guild: int | None = None,
        states: Sequence[JobState] = (),
        limit: int = 50,
    ) -> list[JobRecord]:
        """Jobs of all people, servers and states, or of those given; the newest first."""
        wanted = {"owner": owner, "guild": guild}
        conditions = [f"{name} = :{name}" for name, value in wanted.items() if value is not None]
        if states:
            names = ", ".join(f"'{state.value}'" for state in states)
            conditions.append(f"state IN ({names})")
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        # Only fixed names and states go into the statement; what was given is bound.
        query = f"SELECT * FROM jobs {where} ORDER BY number DESC LIMIT :limit"  # noqa: S608
        return rows.records_of(await self._database.all(query, {**wanted, "limit": limit}))

    async def last_tip(self, owner: int) -> str | None:
        """The id of the tip under the person's newest result; None where there is none."""
        row = await self._database.first(_LAST_TIP, (owner,))
        return row["tip"] if row is not None else None

    async def counts(self) -> list[JobCount]:
        """How many jobs there were, by day (UTC), command and state, removed ones included."""
        return [rows.count_of(row) for row in await self._database.all(_COUNTS)]

    async def addresses(self, owner: int) -> list[Address]:
        """Where a person has messages of ours, the newest first, as far as these are known."""
        found = [
            rows.address_of(row["address"])
            for query in (ADDRESSES, POSTS)
            for row in await self._database.all(query, (owner,))
        ]
        return sorted(found, key=lambda address: address.token_expires, reverse=True)

    async def under_way(self, scope: Scope, id_: int) -> int:
        """How many jobs of a person or a server have not ended."""
        return await usage.under_way(self._database, scope, id_)

    async def images(self, scope: Scope, id_: int, since: datetime) -> int:
        """How many pictures a person or a server has asked for since then."""
        return await usage.images(self._database, scope, id_, since)

    async def free_again(
        self, scope: Scope, id_: int, since: datetime, excess: int
    ) -> datetime | None:
        """When the job was accepted by whose age so many of the pictures since then are free."""
        return await usage.free_again(self._database, scope, id_, since, excess)

    async def guild_settings(self, guild: int) -> GuildSettings:
        """A server's settings; defaults where none were made."""
        row = await self._database.first("SELECT settings FROM guilds WHERE guild = ?", (guild,))
        return rows.settings_of(row["settings"]) if row is not None else GuildSettings(guild=guild)

    async def backup(self, path: Path) -> BackupSize:
        """Write all of the ledger to one tar file, while the bot goes on working."""
        return await asyncio.to_thread(write_backup, self._path, self._folder / BLOBS, path)
