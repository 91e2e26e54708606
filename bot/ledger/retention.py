"""What is removed from a ledger, when, and what goes with it."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.limits import DAY
from bot.domain.record import Swept
from bot.ledger.blobs import BlobStore
from bot.ledger.database import Database, Transaction, Values
from bot.ledger.rows import stamp
from bot.ledger.usage import drop_counts, keep_counts

_COUNT_REMOVED = """
    INSERT INTO removed_jobs (day, command, state, jobs, pictures)
    SELECT substr(accepted_at, 1, 10), command, state, COUNT(*), SUM(pictures)
    FROM jobs WHERE {which} GROUP BY 1, 2, 3
    ON CONFLICT DO UPDATE SET
        jobs = jobs + excluded.jobs, pictures = pictures + excluded.pictures
"""
_REMOVE_JOBS = "DELETE FROM jobs WHERE {which}"

_OF_OWNER = "owner = :owner"
# 0 stands for direct messages, which have no server.
_EXPIRED = "ended_at < :before AND (:guild IS NULL OR guild IS NULLIF(:guild, 0))"
_SERVERS = """
    SELECT DISTINCT COALESCE(guild, 0) AS guild
    FROM (SELECT guild FROM jobs UNION SELECT guild FROM overlays UNION SELECT guild FROM posts)
"""
_EXPIRE_OVERLAYS = """
    DELETE FROM overlays WHERE made_at < :before AND (:guild IS NULL OR guild IS NULLIF(:guild, 0))
"""
_EXPIRE_POSTS = """
    DELETE FROM posts WHERE posted_at < :before AND (:guild IS NULL OR guild IS NULLIF(:guild, 0))
"""
_REMOVE_POSTS_OF = "DELETE FROM posts WHERE owner = :owner"
_REMOVE_OVERLAYS_OF = "DELETE FROM overlays WHERE owner = :owner OR source_owner = :owner"

# A person's photos also go where others pressed a button under the picture. Somebody who handed in
# the same file by themselves keeps it: their job has no source owner.
_DROP_ERRANDS = "DELETE FROM errands WHERE owner = :owner"
_DROP_LENT_PHOTOS = """
    DELETE FROM job_blobs WHERE (job, sha256) IN (
        SELECT number, source_sha256 FROM jobs WHERE source_owner = :owner
        UNION
        SELECT number, mask_sha256 FROM jobs WHERE source_owner = :owner
    )
"""

# Blobs from the most lately needed to the one not needed for longest, with the bytes that keeping
# all up to there takes. What is under way or not answered yet is needed now ("9": after any time).
# The answer is the newest end of a job, or time of an overlay, that must go so that the rest fits.
_LAST_THAT_DOES_NOT_FIT = """
    WITH uses AS (
        SELECT job_blobs.sha256, jobs.guild,
            CASE WHEN jobs.answered_at IS NULL THEN '9' ELSE jobs.ended_at END AS last
        FROM jobs JOIN job_blobs ON job_blobs.job = jobs.number
        UNION ALL
        SELECT overlay_blobs.sha256, overlays.guild, overlays.made_at
        FROM overlays JOIN overlay_blobs ON overlay_blobs.overlay = overlays.number
    ),
    needed AS (
        SELECT blobs.size_bytes, MAX(uses.last) AS last
        FROM uses JOIN blobs ON blobs.sha256 = uses.sha256
        WHERE :guild IS NULL OR uses.guild IS NULLIF(:guild, 0)
        GROUP BY blobs.sha256
    ),
    kept AS (
        SELECT last, SUM(size_bytes) OVER (ORDER BY last DESC) AS size_bytes FROM needed
    )
    SELECT MAX(last) AS last FROM kept WHERE size_bytes > :max_bytes AND last < '9'
"""
_DROP_BLOBS_UP_TO = """
    DELETE FROM job_blobs WHERE job IN (
        SELECT number FROM jobs
        WHERE ended_at <= :last AND answered_at IS NOT NULL
            AND (:guild IS NULL OR guild IS NULLIF(:guild, 0))
    )
"""
_DROP_OVERLAYS_UP_TO = """
    DELETE FROM overlays WHERE made_at <= :last AND (:guild IS NULL OR guild IS NULLIF(:guild, 0))
"""

_REMOVE_UNNEEDED = """
    DELETE FROM blobs
    WHERE NOT EXISTS (SELECT 1 FROM job_blobs WHERE job_blobs.sha256 = blobs.sha256)
        AND NOT EXISTS (SELECT 1 FROM overlay_blobs WHERE overlay_blobs.sha256 = blobs.sha256)
    RETURNING sha256, size_bytes
"""
_AT_A_TIME = 1000
"""Files removed in one turn, so that jobs need not wait for long."""

_NAMED_AMONG = "SELECT sha256 FROM blobs WHERE sha256 IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What may stay of one server (0: direct messages), or of all together (None): jobs that ended
    after `before`, and `max_bytes` of photos and results."""

    guild: int | None
    before: datetime
    max_bytes: int


async def servers(database: Database) -> list[int]:
    """The servers that have jobs; 0 stands for direct messages."""
    return [row["guild"] for row in await database.all(_SERVERS)]


async def sweep(
    database: Database, blobs: BlobStore, bounds: Iterable[Bounds], *, now: datetime
) -> Swept:
    """Remove jobs and blobs beyond each of the bounds, then all files that no row names."""
    jobs = removed = size_bytes = 0
    for each in bounds:
        async with database.transaction() as transaction:
            jobs += await _expire(transaction, each)
            unneeded = await transaction.all(_REMOVE_UNNEEDED)
        await remove_strays(database, blobs, _hashes_of(unneeded))
        removed += len(unneeded)
        size_bytes += sum(row["size_bytes"] for row in unneeded)
    async with database.transaction() as transaction:
        await drop_counts(transaction, now - DAY)
    for shelf in await asyncio.to_thread(lambda: list(blobs.shelves())):
        removed += await remove_strays(database, blobs, shelf)
    return Swept(jobs=jobs, blobs=removed, size_bytes=size_bytes)


async def _expire(transaction: Transaction, bounds: Bounds) -> int:
    """Remove the jobs that are too old, and let go of the blobs that are too much; the jobs.
    Overlays go with their pictures: without these their text could not be edited."""
    scope = {"guild": bounds.guild}
    too_old = {**scope, "before": stamp(bounds.before)}
    jobs = await _remove_jobs(transaction, _EXPIRED, too_old)
    await transaction.change(_EXPIRE_OVERLAYS, too_old)
    await transaction.change(_EXPIRE_POSTS, too_old)
    last = await _last_that_does_not_fit(transaction, bounds.guild, bounds.max_bytes)
    if last is not None:
        await transaction.change(_DROP_BLOBS_UP_TO, {**scope, "last": last})
        await transaction.change(_DROP_OVERLAYS_UP_TO, {**scope, "last": last})
    return jobs


async def forget(database: Database, blobs: BlobStore, owner: int, *, now: datetime) -> int:
    """Remove all that is known of a person, and overwrite it on the disk. How many pictures they
    asked for in the last day stays until that day is over."""
    who = {"owner": owner}
    async with database.transaction() as transaction:
        await keep_counts(transaction, owner, now - DAY)
        jobs = await _remove_jobs(transaction, _OF_OWNER, who)
        await transaction.change(_DROP_LENT_PHOTOS, who)
        await transaction.change(_DROP_ERRANDS, who)
        await transaction.change(_REMOVE_OVERLAYS_OF, who)
        await transaction.change(_REMOVE_POSTS_OF, who)
        unneeded = await transaction.all(_REMOVE_UNNEEDED)
    await remove_strays(database, blobs, _hashes_of(unneeded))
    # The journal still has pages from before; this moves it into the file and empties it.
    await database.all("PRAGMA wal_checkpoint(TRUNCATE)")
    return jobs


async def remove_strays(database: Database, blobs: BlobStore, files: Sequence[str]) -> int:
    """Remove those files that no row names; how many. What is being put right now stays.

    Rows go first and files after them, so that no row names a file that is gone. Where the bot
    dies in between, or before the row of a new file is written, the next sweep finds the file.
    """
    removed = 0
    for start in range(0, len(files), _AT_A_TIME):
        part = files[start : start + _AT_A_TIME]
        # In a transaction, so that no job comes to need a file between the look and the removal.
        async with database.transaction() as transaction:
            named = _hashes_of(await transaction.all(_NAMED_AMONG, (json.dumps(part),)))
            removed += await asyncio.to_thread(_remove_files, blobs, set(part) - set(named))
    return removed


async def _remove_jobs(transaction: Transaction, which: str, values: Values) -> int:
    await transaction.change(_COUNT_REMOVED.format(which=which), values)
    return await transaction.change(_REMOVE_JOBS.format(which=which), values)


async def _last_that_does_not_fit(
    transaction: Transaction, guild: int | None, max_bytes: int
) -> str | None:
    """The newest end of a job whose blobs have to go; None where all fits."""
    (total,) = await transaction.all("SELECT TOTAL(size_bytes) AS size_bytes FROM blobs")
    if total["size_bytes"] <= max_bytes:  # a server has no more than all have: most sweeps end here
        return None
    values = {"guild": guild, "max_bytes": max_bytes}
    (row,) = await transaction.all(_LAST_THAT_DOES_NOT_FIT, values)
    last: str | None = row["last"]
    return last


def _hashes_of(rows: Iterable[sqlite3.Row]) -> list[str]:
    return [row["sha256"] for row in rows]


def _remove_files(blobs: BlobStore, hashes: Iterable[str]) -> int:
    return sum(blobs.remove(sha256) for sha256 in hashes)
