"""The Ledger role: one SQLite file, a folder of blobs, and one bot that may change them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.domain.clock import Clock, now_utc
from bot.domain.errand import Errand
from bot.domain.finishing import OverlayRecord
from bot.domain.record import Address, GuildSettings, JobRecord, StoredResult, Swept
from bot.domain.retention import Keep, LedgerOptions
from bot.ledger import faults, retention, rows
from bot.ledger.database import Transaction
from bot.ledger.inspection import inspect
from bot.ledger.lock import FolderLock
from bot.ledger.migrations import VERSION, migrate
from bot.ledger.reader import FILE, LedgerReader

_BUSY_LIMIT_S = 5.0
_EVER = datetime.min.replace(tzinfo=UTC)

# Of two ends the first one written holds: an ended job matches none of these.
_START = """
    UPDATE jobs SET state = 'running', attempts = attempts + 1, started_at = :now
    WHERE id = :id AND state = 'waiting'
"""
_REQUEUE = """
    UPDATE jobs SET state = 'waiting', attempts = attempts - :forgiven, started_at = NULL
    WHERE id = :id AND state = 'running'
"""
_FINISH = """
    UPDATE jobs SET state = 'done', result = :result, pictures = :pictures, ended_at = :now,
        started_at = COALESCE(started_at, :now), attempts = MAX(attempts, 1)
    WHERE id = :id AND state IN ('waiting', 'running')
"""
_FAIL = """
    UPDATE jobs SET state = 'failed', error_code = :code, error_reply = :reply, ended_at = :now
    WHERE id = :id AND state IN ('waiting', 'running')
"""
_CANCEL = """
    UPDATE jobs SET state = 'cancelled', ended_at = :now
    WHERE id = :id AND state IN ('waiting', 'running')
"""
_REOPEN = """
    UPDATE jobs SET state = 'waiting', attempts = 0, started_at = NULL, ended_at = NULL,
        answered_at = NULL, error_code = NULL, error_reply = NULL
    WHERE id = :id AND state IN ('failed', 'cancelled')
"""
_ADDRESS = """
    UPDATE jobs SET address = :address, guild = :guild, message = :message WHERE id = :id
"""
_ANSWERED = """
    UPDATE jobs SET answered_at = :now
    WHERE id = :id AND ended_at IS NOT NULL AND answered_at IS NULL
"""
_ADD_BLOB = "INSERT INTO blobs (sha256, size_bytes) VALUES (?, ?) ON CONFLICT DO NOTHING"
_ADD_NEED = """
    INSERT INTO job_blobs (job, sha256) SELECT number, ? FROM jobs WHERE id = ?
    ON CONFLICT DO NOTHING
"""
_NOTE_ERRAND = """
    INSERT INTO errands VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET errand = excluded.errand
"""
_ERRAND_DONE = "DELETE FROM errands WHERE interaction = ?"
_ADD_OVERLAY = """
    INSERT INTO overlays (id, owner, source_owner, guild, made_at, record)
    VALUES (:id, :owner, :source_owner, :guild, :made_at, :record) ON CONFLICT DO NOTHING
"""
_ADD_OVERLAY_NEED = """
    INSERT INTO overlay_blobs (overlay, sha256) SELECT number, ? FROM overlays WHERE id = ?
    ON CONFLICT DO NOTHING
"""
_ADD_POST = "INSERT INTO posts (owner, guild, posted_at, address) VALUES (?, ?, ?, ?)"
_SPEND = "INSERT INTO spent (owner, guild, accepted_at, images) VALUES (?, ?, ?, ?)"
_SET_GUILD = """
    INSERT INTO guilds (guild, settings) VALUES (?, ?)
    ON CONFLICT DO UPDATE SET settings = excluded.settings
"""


class SqliteLedger(LedgerReader):
    """Fills the Ledger role, for one bot at a time.

    An async context manager. Opening it makes the folder, takes the lock, and brings a ledger of
    an older version up to date. It raises `ConfigError` where another bot has it or a newer
    program wrote it, and `LedgerError` where it cannot be used; it never deletes or replaces the
    file. Each change is one transaction that is on the disk when the method returns, with its
    time by `clock`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        file: str = FILE,
        clock: Clock = now_utc,
        busy_limit_s: float = _BUSY_LIMIT_S,
    ) -> None:
        super().__init__(folder, file=file, busy_limit_s=busy_limit_s)
        self._clock = clock
        self._busy_limit_s = busy_limit_s
        self._lock = FolderLock(folder / "ledger.lock")

    async def _open(self) -> None:
        await asyncio.to_thread(self._take_folder)
        await asyncio.to_thread(inspect, self._path, busy_limit_s=self._busy_limit_s)
        await self._database.open()
        await self._database.probe()
        await migrate(self._database, self._path)
        await asyncio.to_thread(self._blobs.open)

    def _take_folder(self) -> None:
        """Make the folder, for the owner alone, and lock it."""
        with faults.explained(self._folder):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._folder.stat().st_mode & 0o077:
                self._folder.chmod(0o700)
        self._lock.acquire()

    async def close(self) -> None:
        """Close the ledger, and let another bot have it. May be called twice."""
        await super().close()
        self._lock.release()

    async def try_to_write(self) -> None:
        """Write what is there already, to see whether it can be done. Raises `LedgerError`."""
        async with self._database.transaction() as transaction:
            await transaction.change(f"PRAGMA user_version = {VERSION:d}")

    # Bytes.

    async def put_blob(self, data: bytes) -> str:
        """Keep bytes; their hash. They stay at least until `accept` or `finish` names them."""
        return await asyncio.to_thread(self._blobs.put, data)

    def _sizes(self, hashes: Iterable[str]) -> dict[str, int]:
        """Bytes of each blob. Raises `ValueError` for one that was not put."""
        sizes = {sha256: self._blobs.size(sha256) for sha256 in hashes}
        missing = [sha256 for sha256, size in sizes.items() if size is None]
        if missing:
            raise ValueError(f"these blobs were not put: {', '.join(missing)}")
        return {sha256: size for sha256, size in sizes.items() if size is not None}

    # What came and is no job yet.

    async def note_errands(self, errands: Sequence[Errand]) -> None:
        """Write down what came, before it is acknowledged; what is noted again takes the place of
        the earlier note."""
        async with self._database.transaction() as transaction:
            for errand in errands:
                values = (errand.interaction, errand.address.user, rows.errand_json(errand))
                await transaction.change(_NOTE_ERRAND, values)

    async def errand_done(self, interaction: int) -> None:
        """The errand has become jobs, or was answered."""
        await self._database.change(_ERRAND_DONE, (interaction,))

    # A job's life.

    async def accept(self, record: JobRecord) -> bool:
        """Write a new job, whose blobs were put before; False when its interaction has one for
        this part already, and nothing is written."""
        hashes = _put_for(record)
        row = {**rows.row_of(record), "images": len(record.edits)}
        names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
        insert = (
            f"INSERT INTO jobs ({names}) VALUES ({values}) "  # noqa: S608 -- our own column names
            "ON CONFLICT (interaction, part) DO NOTHING"
        )
        try:
            sizes = await asyncio.to_thread(self._sizes, hashes)
            async with self._database.transaction() as transaction:
                accepted = await transaction.change(insert, row) == 1
                if accepted:
                    await _need(transaction, record.id, sizes)
        finally:
            self._blobs.release(hashes)
        return accepted

    async def start(self, job_id: str) -> None:
        """The job runs: its attempts go up by one."""
        await self._database.change(_START, {"id": job_id, "now": self._now()})

    async def requeue(self, job_id: str, *, forgive: bool = False) -> None:
        """The job waits again, after a restart or a drain; `forgive` takes the attempt back."""
        await self._database.change(_REQUEUE, {"id": job_id, "forgiven": int(forgive)})

    async def finish(self, job_id: str, result: StoredResult) -> None:
        """The job is done; its pictures were put before. Where it had ended or was forgotten
        meanwhile, the pictures go again."""
        hashes = [picture.sha256 for picture in result.pictures]
        values = {
            "id": job_id,
            "now": self._now(),
            "result": rows.result_json(result),
            "pictures": len(result.pictures),
        }
        try:
            sizes = await asyncio.to_thread(self._sizes, hashes)
            async with self._database.transaction() as transaction:
                finished = await transaction.change(_FINISH, values) == 1
                if finished:
                    await _need(transaction, job_id, sizes)
        finally:
            self._blobs.release(hashes)
        if not finished:
            await retention.remove_strays(self._database, self._blobs, hashes)

    async def fail(self, job_id: str, code: str, reply: str) -> None:
        """The job ended without a result."""
        values = {"id": job_id, "now": self._now(), "code": code, "reply": reply}
        await self._database.change(_FAIL, values)

    async def cancel(self, job_id: str) -> bool:
        """The job is cancelled; False when it had ended already."""
        return await self._database.change(_CANCEL, {"id": job_id, "now": self._now()}) == 1

    async def reopen(self, job_id: str) -> bool:
        """A job that failed or was cancelled waits again, at an operator's word, and is answered
        once more; False for any other."""
        return await self._database.change(_REOPEN, {"id": job_id}) == 1

    async def address(self, job_id: str, address: Address) -> None:
        """Where the job is answered has changed, such as its message now being known."""
        values = {
            "id": job_id,
            "address": rows.address_json(address),
            "guild": address.guild,
            "message": address.message,
        }
        await self._database.change(_ADDRESS, values)

    async def answered(self, job_id: str) -> None:
        """The final answer was delivered. Does nothing for a job that has not ended."""
        await self._database.change(_ANSWERED, {"id": job_id, "now": self._now()})

    async def keep_overlay(self, record: OverlayRecord) -> None:
        """Write an overlay, whose blobs were put before, each once. One that is there already,
        since the bot died before it was shown, stays as it is."""
        try:
            sizes = await asyncio.to_thread(self._sizes, record.blobs)
            async with self._database.transaction() as transaction:
                await transaction.change(_ADD_OVERLAY, rows.overlay_row(record))
                for sha256, size_bytes in sizes.items():
                    await transaction.change(_ADD_BLOB, (sha256, size_bytes))
                    await transaction.change(_ADD_OVERLAY_NEED, (sha256, record.id))
        finally:
            self._blobs.release(record.blobs)

    async def spend(self, owner: int, guild: int | None, images: int) -> None:
        """Count pictures that a person got without a job."""
        await self._database.change(_SPEND, (owner, guild, self._now(), images))

    async def note_post(self, address: Address) -> None:
        """Write down a message of ours that is no job's answer."""
        values = (address.user, address.guild, self._now(), rows.address_json(address))
        await self._database.change(_ADD_POST, values)

    # What is kept, and for how long.

    async def set_guild_settings(self, settings: GuildSettings) -> None:
        """Keep a server's settings."""
        values = (settings.guild, rows.settings_json(settings))
        await self._database.change(_SET_GUILD, values)

    async def sweep(self, days: float, max_bytes: int, *, guild: int | None = None) -> Swept:
        """Remove what is too old or too much, of one server (0: direct messages) or of all.

        Jobs that ended more than `days` ago go with all that is known of them but counts; then the
        photos and pictures of the longest ended ones, until the rest takes no more than
        `max_bytes`. A blob stays as long as any job that keeps its blobs needs it; jobs that have
        not ended lose nothing, and jobs that are not answered no blobs before their time.
        """
        bounds = self._bounds(guild, Keep(days=days, max_bytes=max_bytes))
        return await retention.sweep(self._database, self._blobs, [bounds], now=self._clock())

    async def sweep_by(self, options: LedgerOptions) -> Swept:
        """Sweep each server, and direct messages, by the rules that hold for it; then all of them
        together, down to what they may take in total."""
        bounds = [
            self._bounds(guild, options.keep(guild))
            for guild in await retention.servers(self._database)
        ]
        in_total = retention.Bounds(guild=None, before=_EVER, max_bytes=options.total_bytes)
        every = [*bounds, in_total]
        return await retention.sweep(self._database, self._blobs, every, now=self._clock())

    def _bounds(self, guild: int | None, keep: Keep) -> retention.Bounds:
        before = self._clock() - timedelta(days=keep.days)
        return retention.Bounds(guild=guild, before=before, max_bytes=keep.max_bytes)

    async def forget(self, owner: int) -> int:
        """Remove a person's jobs now, with photos, results and words; how many there were. Only
        counts are kept. Their photos go also where other people's jobs were made from them."""
        return await retention.forget(self._database, self._blobs, owner, now=self._clock())

    def _now(self) -> str:
        return rows.stamp(self._clock())


def _put_for(record: JobRecord) -> list[str]:
    """What `put_blob` was called with before this record came."""
    return [sha256 for sha256 in (record.source_sha256, record.mask_sha256) if sha256 is not None]


async def _need(transaction: Transaction, job_id: str, sizes: dict[str, int]) -> None:
    """Name the blobs that a job needs."""
    for sha256, size_bytes in sizes.items():
        await transaction.change(_ADD_BLOB, (sha256, size_bytes))
        await transaction.change(_ADD_NEED, (sha256, job_id))
