"""Records to rows and back: scalars as columns, structured values as JSON, never pickled."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.domain.catalog import EditRequest
from bot.domain.edit import Command, Edit
from bot.domain.errand import Errand
from bot.domain.errors import LedgerError
from bot.domain.finishing import OverlayRecord
from bot.domain.job import Notice, Output
from bot.domain.record import (
    Address,
    GuildSettings,
    JobCount,
    JobRecord,
    JobState,
    StoredResult,
)

log = logging.getLogger(__name__)

_REQUEST = TypeAdapter(EditRequest)
_EDITS = TypeAdapter(tuple[Edit, ...])
_OUTPUT = TypeAdapter(Output)
_ADDRESS = TypeAdapter(Address)
_NOTICES = TypeAdapter(tuple[Notice, ...])
_ERRAND = TypeAdapter(Errand)
_RESULT = TypeAdapter(StoredResult)
_SETTINGS = TypeAdapter(GuildSettings)
_OVERLAY = TypeAdapter(OverlayRecord)


def row_of(record: JobRecord) -> dict[str, object]:
    """The columns of a job, by name."""
    return {
        "id": record.id,
        "interaction": record.interaction,
        "part": record.part,
        "owner": record.owner,
        "source_owner": record.source_owner,
        "guild": record.address.guild,
        "message": record.address.message,
        "command": record.request.command.value,
        "state": record.state.value,
        "accepted_at": stamp(record.accepted_at),
        "started_at": _stamp_or_none(record.started_at),
        "ended_at": _stamp_or_none(record.ended_at),
        "answered_at": _stamp_or_none(record.answered_at),
        "attempts": record.attempts,
        "source_sha256": record.source_sha256,
        "source_name": record.source_name,
        "mask_sha256": record.mask_sha256,
        "request": _REQUEST.dump_json(record.request).decode(),
        "edits": _EDITS.dump_json(record.edits).decode(),
        "output": _OUTPUT.dump_json(record.output).decode(),
        "may_fall_back": int(record.may_fall_back),
        "address": address_json(record.address),
        "notices": _NOTICES.dump_json(record.notices).decode(),
        "result": result_json(record.result) if record.result is not None else None,
        "pictures": len(record.result.pictures) if record.result is not None else 0,
        "error_code": record.error_code,
        "error_reply": record.error_reply,
    }


def record_of(row: sqlite3.Row) -> JobRecord:
    """The job in a row. Raises `LedgerError` where this program cannot read it."""
    try:
        return JobRecord(
            id=row["id"],
            interaction=row["interaction"],
            part=row["part"],
            owner=row["owner"],
            source_owner=row["source_owner"],
            request=_REQUEST.validate_json(row["request"]),
            edits=_EDITS.validate_json(row["edits"]),
            output=_OUTPUT.validate_json(row["output"]),
            may_fall_back=bool(row["may_fall_back"]),
            source_sha256=row["source_sha256"],
            source_name=row["source_name"],
            mask_sha256=row["mask_sha256"],
            address=_address_of(row),
            state=JobState(row["state"]),
            accepted_at=time_of(row["accepted_at"]),
            started_at=_time_or_none(row["started_at"]),
            ended_at=_time_or_none(row["ended_at"]),
            answered_at=_time_or_none(row["answered_at"]),
            attempts=row["attempts"],
            notices=_NOTICES.validate_json(row["notices"]),
            result=_RESULT.validate_json(row["result"]) if row["result"] is not None else None,
            error_code=row["error_code"],
            error_reply=row["error_reply"],
        )
    except ValidationError as exc:
        raise LedgerError(
            "job_unreadable",
            "This edit was kept by another version of Restage and cannot be read; please start a "
            "new one with a command.",
            f"job {row['id']}: {exc}",
        ) from exc


def _address_of(row: sqlite3.Row) -> Address:
    """Version 0.1 kept the number of the photo outside of the address only."""
    address = _ADDRESS.validate_json(row["address"])
    return address if address.part == row["part"] else replace(address, part=row["part"])


def records_of(rows: Iterable[sqlite3.Row]) -> list[JobRecord]:
    """The jobs in rows. One that cannot be read is logged and left out: it stays in the ledger,
    and does not keep the others from being shown."""
    records = []
    for row in rows:
        try:
            records.append(record_of(row))
        except LedgerError as exc:
            log.error("job %s is left out: %s", row["id"], exc.detail)
    return records


def errand_json(errand: Errand) -> str:
    """An errand as JSON."""
    return _ERRAND.dump_json(errand).decode()


def errands_of(rows: Iterable[sqlite3.Row]) -> list[Errand]:
    """The errands in rows. One that cannot be read is logged and left out."""
    errands = []
    for row in rows:
        try:
            errands.append(_ERRAND.validate_json(row["errand"]))
        except ValidationError as exc:
            log.error("interaction %s is left out: %s", row["interaction"], exc)
    return errands


def count_of(row: sqlite3.Row) -> JobCount:
    """One line of the counts."""
    return JobCount(
        day=date.fromisoformat(row["day"]),
        command=Command(row["command"]),
        state=JobState(row["state"]),
        jobs=row["jobs"],
        pictures=row["pictures"],
    )


def address_json(address: Address) -> str:
    """An address as JSON."""
    return _ADDRESS.dump_json(address).decode()


def address_of(text: str) -> Address:
    """An address from JSON."""
    return _ADDRESS.validate_json(text)


def result_json(result: StoredResult) -> str:
    """A result as JSON."""
    return _RESULT.dump_json(result).decode()


def settings_json(settings: GuildSettings) -> str:
    """A server's settings as JSON."""
    return _SETTINGS.dump_json(settings).decode()


def settings_of(text: str) -> GuildSettings:
    """A server's settings from JSON. Raises `LedgerError` where this program cannot read them."""
    try:
        return _SETTINGS.validate_json(text)
    except ValidationError as exc:
        raise LedgerError(
            "settings_unreadable",
            "This server's settings were kept by another version of Restage and cannot be read; "
            "please make them again with /settings.",
            str(exc),
        ) from exc


def stamp(time: datetime) -> str:
    """A time as text that sorts. Raises `ValueError` for one without a time zone."""
    if time.tzinfo is None:
        raise ValueError(f"{time} has no time zone")
    return time.astimezone(UTC).isoformat(timespec="microseconds")


def _stamp_or_none(time: datetime | None) -> str | None:
    return stamp(time) if time is not None else None


def time_of(text: Any) -> datetime:  # Any: columns of a row have no type
    """A time that `stamp` wrote."""
    return datetime.fromisoformat(text)


def _time_or_none(text: Any) -> datetime | None:
    return time_of(text) if text is not None else None


def overlay_row(record: OverlayRecord) -> dict[str, object]:
    """The columns of an overlay, by name."""
    return {
        "id": record.id,
        "owner": record.owner,
        "source_owner": record.source_owner,
        "guild": record.guild,
        "made_at": stamp(record.made_at),
        "record": _OVERLAY.dump_json(record).decode(),
    }


def overlay_of(row: sqlite3.Row) -> OverlayRecord:
    """The overlay in a row. Raises `LedgerError` where this program cannot read it."""
    try:
        return _OVERLAY.validate_json(row["record"])
    except ValidationError as exc:
        raise LedgerError(
            "job_unreadable",
            "This edit was kept by another version of Restage and cannot be read; please start a "
            "new one with a command.",
            f"overlay {row['id']}: {exc}",
        ) from exc
