"""Records, and a clock that a test turns."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.domain.catalog import EditRequest
from bot.domain.edit import Command, EngineName, Fidelity, Strength
from bot.domain.job import Notice
from bot.domain.record import Address, JobRecord, JobState, StoredPicture, StoredResult
from bot.ledger.database import Database
from bot.ledger.sqlite import SqliteLedger
from tests.fakes import an_edit

NOON = datetime(2026, 8, 1, 12, tzinfo=UTC)


class TurnedClock:
    """A clock that stands still until a test turns it."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **duration: float) -> None:
        self.now += timedelta(**duration)


def hash_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def an_address(**changes: Any) -> Address:
    """An address in a server; `changes` replaces fields."""
    fields: dict[str, Any] = {
        "user": 42,
        "channel": 7,
        "guild": 3,
        "locale": "de",
        "application": 1,
        "interaction_token": "token",
        "token_expires": NOON + timedelta(minutes=15),
    }
    return Address(**{**fields, **changes})


def a_record(number: int, photo: bytes = b"photo", **changes: Any) -> JobRecord:
    """A waiting job, with id and interaction from `number`; `changes` replaces fields."""
    address = changes.pop("address", None) or an_address()
    fields: dict[str, Any] = {
        "id": f"{number:032x}",
        "interaction": 1000 + number,
        "owner": address.user,
        "request": EditRequest(command=Command.BACKGROUND, preset="marble", prompt="on marble"),
        "edits": (an_edit(source_sha256=hash_of(photo)),),
        "source_sha256": hash_of(photo),
        "source_name": "mug.jpg",
        "mask_sha256": None,
        "address": address,
        "state": JobState.WAITING,
        "accepted_at": NOON,
        "notices": (Notice(code="photo_small", text="This photo is small."),),
    }
    return JobRecord(**{**fields, **changes})


def a_stored_result(*pictures: bytes) -> StoredResult:
    """A result with these pictures."""
    return StoredResult(
        engine=EngineName.STUDIO,
        model=None,
        steps=None,
        strength=Strength(product=0.0, scene=0.95),
        fidelity=Fidelity.EXACT,
        positive="a mug on marble",
        negative="",
        pictures=tuple(
            StoredPicture(
                sha256=hash_of(data), format="png", width=64, height=48, edit=an_edit(seed=index)
            )
            for index, data in enumerate(pictures)
        ),
        mask_coverage=0.25,
        mask_confidence=0.9,
        mask_method="plain",
        warnings=(Notice(code="mask_untrusted", text="The mask is not certain."),),
        render_s=0.5,
    )


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[Database]:
    """The database alone, without the ledger around it."""
    database = Database(path, busy_limit_s=1)
    try:
        await database.open()
        yield database
    finally:
        await database.close()


async def accept(
    ledger: SqliteLedger, number: int, photo: bytes = b"photo", **changes: Any
) -> JobRecord:
    """Put the photo, and accept a job with it."""
    record = a_record(number, photo, **changes)
    await ledger.put_blob(photo)
    assert await ledger.accept(record)
    return record


async def finish(ledger: SqliteLedger, record: JobRecord, *pictures: bytes) -> None:
    """Put the pictures, finish the job with them, and note that it was answered."""
    for picture in pictures:
        await ledger.put_blob(picture)
    await ledger.finish(record.id, a_stored_result(*pictures))
    await ledger.answered(record.id)


async def known(ledger: SqliteLedger, record: JobRecord) -> JobRecord:
    """The job as the ledger has it."""
    found = await ledger.job(record.id)
    assert found is not None
    return found


def as_after_a_kill(folder: Path, elsewhere: Path) -> Path:
    """What is on the disk right now, where no one has closed anything."""
    shutil.copytree(folder, elsewhere)
    return elsewhere


def blob_files(folder: Path) -> set[str]:
    """The hashes of all blobs below a ledger's folder."""
    files = (path for path in (folder / "blobs").glob("??/*") if path.is_file())
    return {path.parent.name + path.name for path in files}


def names_in(folder: Path) -> set[str]:
    """The names of what lies in a folder."""
    return {path.name for path in folder.iterdir()}


def in_state(record: JobRecord, state: JobState, **changes: Any) -> JobRecord:
    """The record in another state."""
    return replace(record, state=state, **changes)
