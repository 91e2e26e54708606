"""How much somebody has asked for, counted by index: what a job costs does not grow with the
ledger. No sum runs over more rows than the limit that is asked about has pictures."""

from __future__ import annotations

from datetime import datetime

from bot.domain.limits import Scope
from bot.ledger.database import Database, Transaction
from bot.ledger.rows import stamp, time_of

# The conditions on `state` are word for word those of the partial indexes in `migrations.py`: only
# then does SQLite use them.
WAITING = """
    SELECT COUNT(*) AS waiting FROM jobs WHERE {column} = :id AND state IN ('waiting', 'running')
"""
IMAGES = """
    SELECT TOTAL(images) AS images FROM (
        SELECT images FROM jobs
        WHERE {column} = :id AND accepted_at > :since AND state IN ('waiting', 'running', 'done')
        UNION ALL
        SELECT images FROM spent WHERE {column} = :id AND accepted_at > :since
    )
"""
FREE_AGAIN = """
    SELECT MIN(accepted_at) AS accepted_at FROM (
        SELECT accepted_at, SUM(images) OVER (ORDER BY accepted_at) AS images FROM (
            SELECT accepted_at, images FROM jobs
            WHERE {column} = :id AND accepted_at > :since
                AND state IN ('waiting', 'running', 'done')
            UNION ALL
            SELECT accepted_at, images FROM spent WHERE {column} = :id AND accepted_at > :since
        )
    ) WHERE images >= :excess
"""

# A person who is forgotten does not get a new allowance by it: a bare count stays for as long as
# it matters, and no longer.
KEEP_COUNT = """
    INSERT INTO spent (owner, guild, accepted_at, images)
    SELECT owner, guild, accepted_at, images FROM jobs
    WHERE owner = :owner AND accepted_at > :since AND state IN ('waiting', 'running', 'done')
"""
DROP_COUNTS = "DELETE FROM spent WHERE accepted_at <= :until"

COLUMNS = {Scope.PERSON: "owner", Scope.SERVER: "guild"}


async def under_way(database: Database, scope: Scope, id_: int) -> int:
    """How many jobs of the person or server of that id have not ended."""
    row = await database.one(WAITING.format(column=COLUMNS[scope]), {"id": id_})
    return int(row["waiting"])


async def images(database: Database, scope: Scope, id_: int, since: datetime) -> int:
    """How many pictures the person or server of that id has asked for."""
    values = {"id": id_, "since": stamp(since)}
    row = await database.one(IMAGES.format(column=COLUMNS[scope]), values)
    return int(row["images"])


async def free_again(
    database: Database, scope: Scope, id_: int, since: datetime, excess: int
) -> datetime | None:
    """When the oldest job was accepted by whose going so many pictures are free again, counted from
    `since`; None where there are not so many."""
    values = {"id": id_, "since": stamp(since), "excess": excess}
    row = await database.one(FREE_AGAIN.format(column=COLUMNS[scope]), values)
    return time_of(row["accepted_at"]) if row["accepted_at"] is not None else None


async def keep_counts(transaction: Transaction, owner: int, since: datetime) -> None:
    """Before a person's jobs are removed: keep how many pictures they asked for since then."""
    await transaction.change(KEEP_COUNT, {"owner": owner, "since": stamp(since)})


async def drop_counts(transaction: Transaction, until: datetime) -> None:
    """Remove the counts that matter no more."""
    await transaction.change(DROP_COUNTS, {"until": stamp(until)})
