"""The ledger's schema as ordered steps. A released step is never edited: add the next one."""

from __future__ import annotations

from pathlib import Path

from bot.ledger import faults
from bot.ledger.database import Database

# Times are text in UTC with microseconds, so that they sort as they are and can be read. Structured
# values are JSON. Ids of Discord are integers. `number` is the order in which jobs came.
STEPS: tuple[tuple[str, ...], ...] = (
    (  # 1: jobs, blobs, and which job needs which
        """
        CREATE TABLE jobs (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            interaction INTEGER NOT NULL,
            part INTEGER NOT NULL,
            owner INTEGER NOT NULL,
            source_owner INTEGER,
            guild INTEGER,
            message INTEGER,
            command TEXT NOT NULL,
            state TEXT NOT NULL
                CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
            accepted_at TEXT NOT NULL,
            started_at TEXT,
            ended_at TEXT,
            answered_at TEXT,
            attempts INTEGER NOT NULL DEFAULT 0,
            source_sha256 TEXT NOT NULL,
            source_name TEXT NOT NULL,
            mask_sha256 TEXT,
            request TEXT NOT NULL,
            edits TEXT NOT NULL,
            output TEXT NOT NULL,
            may_fall_back INTEGER NOT NULL,
            address TEXT NOT NULL,
            notices TEXT NOT NULL,
            result TEXT,
            pictures INTEGER NOT NULL DEFAULT 0,
            error_code TEXT,
            error_reply TEXT,
            UNIQUE (interaction, part)
        ) STRICT
        """,
        "CREATE INDEX jobs_unfinished ON jobs (number) WHERE state IN ('waiting', 'running')",
        """
        CREATE INDEX jobs_unanswered ON jobs (number)
            WHERE ended_at IS NOT NULL AND answered_at IS NULL
        """,
        "CREATE INDEX jobs_of_message ON jobs (message) WHERE message IS NOT NULL",
        "CREATE INDEX jobs_of_owner ON jobs (owner)",
        "CREATE INDEX jobs_of_source_owner ON jobs (source_owner) WHERE source_owner IS NOT NULL",
        "CREATE INDEX jobs_of_guild ON jobs (guild)",
        "CREATE INDEX jobs_ended ON jobs (ended_at) WHERE ended_at IS NOT NULL",
        "CREATE TABLE blobs (sha256 TEXT PRIMARY KEY, size_bytes INTEGER NOT NULL) STRICT",
        """
        CREATE TABLE job_blobs (
            job INTEGER NOT NULL REFERENCES jobs (number) ON DELETE CASCADE,
            sha256 TEXT NOT NULL REFERENCES blobs (sha256),
            PRIMARY KEY (job, sha256)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX job_blobs_sha256 ON job_blobs (sha256)",
    ),
    (  # 2: settings of servers
        "CREATE TABLE guilds (guild INTEGER PRIMARY KEY, settings TEXT NOT NULL) STRICT",
    ),
    (  # 3: counts of the jobs that were removed
        """
        CREATE TABLE removed_jobs (
            day TEXT NOT NULL,
            command TEXT NOT NULL,
            state TEXT NOT NULL,
            jobs INTEGER NOT NULL,
            pictures INTEGER NOT NULL,
            PRIMARY KEY (day, command, state)
        ) STRICT, WITHOUT ROWID
        """,
    ),
    (  # 4: pictures asked for, and what somebody asked for, by index
        "ALTER TABLE jobs ADD COLUMN images INTEGER NOT NULL DEFAULT 1",
        "UPDATE jobs SET images = json_array_length(edits)",
        """
        CREATE INDEX jobs_open_of_owner ON jobs (owner, state) WHERE state IN ('waiting', 'running')
        """,
        """
        CREATE INDEX jobs_open_of_guild ON jobs (guild, state) WHERE state IN ('waiting', 'running')
        """,
        """
        CREATE INDEX jobs_images_of_owner ON jobs (owner, accepted_at, images, state)
            WHERE state IN ('waiting', 'running', 'done')
        """,
        """
        CREATE INDEX jobs_images_of_guild ON jobs (guild, accepted_at, images, state)
            WHERE state IN ('waiting', 'running', 'done')
        """,
        """
        CREATE TABLE spent (
            owner INTEGER NOT NULL,
            guild INTEGER,
            accepted_at TEXT NOT NULL,
            images INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX spent_of_owner ON spent (owner, accepted_at, images)",
        "CREATE INDEX spent_of_guild ON spent (guild, accepted_at, images)",
        "CREATE INDEX spent_ended ON spent (accepted_at)",
    ),
    (  # 5: what came and has not become jobs yet
        """
        CREATE TABLE errands (
            interaction INTEGER PRIMARY KEY,
            owner INTEGER NOT NULL,
            errand TEXT NOT NULL
        ) STRICT
        """,
    ),
    (  # 6: text set on pictures, to be edited later
        """
        CREATE TABLE overlays (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            owner INTEGER NOT NULL,
            source_owner INTEGER,
            guild INTEGER,
            made_at TEXT NOT NULL,
            record TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX overlays_of_owner ON overlays (owner)",
        "CREATE INDEX overlays_made ON overlays (made_at)",
        """
        CREATE TABLE overlay_blobs (
            overlay INTEGER NOT NULL REFERENCES overlays (number) ON DELETE CASCADE,
            sha256 TEXT NOT NULL REFERENCES blobs (sha256),
            PRIMARY KEY (overlay, sha256)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX overlay_blobs_sha256 ON overlay_blobs (sha256)",
    ),
    (  # 7: messages that are no job's answer, to be deleted with the rest
        """
        CREATE TABLE posts (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            owner INTEGER NOT NULL,
            guild INTEGER,
            posted_at TEXT NOT NULL,
            address TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX posts_of_owner ON posts (owner)",
        "CREATE INDEX posts_posted ON posts (posted_at)",
    ),
)

VERSION = len(STEPS)
"""The version of the schema that this program works with."""


async def version_of(database: Database) -> int:
    """The version of a ledger; 0 for a new file."""
    (version,) = await database.one("PRAGMA user_version")
    return int(version)


async def migrate(database: Database, path: Path, *, to: int = VERSION) -> None:
    """Bring a ledger up to date, each step as a whole or not at all. Raises `ConfigError` for a
    ledger from a newer program, and leaves it as it is."""
    version = await version_of(database)
    if version > VERSION:
        raise faults.too_new(path, version, VERSION)
    for number, statements in enumerate(STEPS[version:to], version + 1):
        async with database.transaction() as transaction:
            for statement in statements:
                await transaction.change(statement)
            await transaction.change(f"PRAGMA user_version = {number:d}")


async def check_version(database: Database, path: Path) -> None:
    """Raise `ConfigError` unless the ledger is up to date."""
    version = await version_of(database)
    if version > VERSION:
        raise faults.too_new(path, version, VERSION)
    if version < VERSION:
        raise faults.too_old(path)
