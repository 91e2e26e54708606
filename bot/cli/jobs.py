"""`bot.py jobs` and `bot.py backup`: the ledger, looked at and acted on while the bot runs."""

from __future__ import annotations

import argparse
import asyncio
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.app import Configuration, configure, ledger_folder
from bot.domain.errors import UsageError
from bot.domain.record import JobRecord, JobState
from bot.ledger.reader import LedgerReader
from bot.ledger.sqlite import SqliteLedger
from bot.ops.control import Action, act, ask_bot
from bot.ops.jobs import Operator

_BEGINNING = re.compile(r"[0-9a-f]{4,32}")


def list_jobs(options: argparse.Namespace) -> int:
    """Print the newest jobs, those of a state, person or server only where one is named."""
    records = asyncio.run(_jobs(configure(options.places, quiet=True), options))
    if options.json:
        print(json.dumps({"jobs": [_as_json(record) for record in records]}))
        return 0
    for record in records:
        print(_line(record))
    if not records:
        print("No such jobs.")
    return 0


def show_job(options: argparse.Namespace) -> int:
    """Print all that is known of one job, its owner's words included."""
    record = asyncio.run(_job(configure(options.places, quiet=True), options.id))
    document = _as_json(record, whole=True)
    if options.json:
        print(json.dumps(document))
        return 0
    for name, value in document.items():
        if value not in (None, [], ""):
            print(f"{name:14} {value if isinstance(value, str) else json.dumps(value)}")
    return 0


def act_on_job(options: argparse.Namespace) -> int:
    """Cancel a job or try it again; through the bot where it runs."""
    configuration = configure(options.places, quiet=True)
    print(asyncio.run(_act(configuration, Action(options.action), options.id)))
    return 0


def back_up(options: argparse.Namespace) -> int:
    """Write the ledger with its photos and results to one file, also while the bot runs."""
    configuration = configure(options.places, quiet=True)
    target: Path = options.file
    size = asyncio.run(_back_up(configuration, target))
    if options.json:
        print(json.dumps(size))
    else:
        mib = size["bytes"] / 2**20
        print(f"{target}: {size['jobs']} jobs, {size['files']} photos and results, {mib:.1f} MiB")
    return 0


async def _jobs(configuration: Configuration, options: argparse.Namespace) -> list[JobRecord]:
    states = [JobState(each) for each in options.state or ()]
    async with _reader(configuration) as ledger:
        return await ledger.jobs(
            owner=options.person, guild=options.server, states=states, limit=options.limit
        )


async def _job(configuration: Configuration, beginning: str) -> JobRecord:
    async with _reader(configuration) as ledger:
        record = await ledger.job(await _whole_id(ledger, beginning))
    if record is None:  # removed between the two looks
        raise _no_such_job(beginning)
    return record


async def _act(configuration: Configuration, action: Action, beginning: str) -> str:
    async with _reader(configuration) as ledger:
        job_id = await _whole_id(ledger, beginning)
    folder = ledger_folder(configuration)
    if (done := await ask_bot(folder, action, job_id)) is not None:
        return done
    async with SqliteLedger(folder, file=configuration.settings.ledger.file) as own:
        return await act(Operator(own), action, job_id)


async def _back_up(configuration: Configuration, target: Path) -> dict[str, int]:
    async with _reader(configuration) as ledger:
        size = await ledger.backup(target)
    return {"jobs": size.jobs, "files": size.blobs, "bytes": size.size_bytes}


def _reader(configuration: Configuration) -> LedgerReader:
    return LedgerReader(ledger_folder(configuration), file=configuration.settings.ledger.file)


async def _whole_id(ledger: LedgerReader, beginning: str) -> str:
    """The id that begins like this. Raises `UsageError` unless there is exactly one."""
    if not _BEGINNING.fullmatch(beginning):
        raise UsageError(
            "job_id_wrong",
            f"“{beginning}” is no id of a job: give its first digits, at least four, as `bot.py "
            "jobs` shows them.",
        )
    found = await ledger.ids_that_begin(beginning)
    if not found:
        raise _no_such_job(beginning)
    if len(found) > 1:
        raise UsageError("job_id_unclear", f"Several jobs begin with {beginning}; give more of it.")
    return found[0]


def _no_such_job(beginning: str) -> UsageError:
    return UsageError("job_unknown", f"There is no job {beginning} in the ledger.")


def _line(record: JobRecord) -> str:
    """One job for a terminal, without its owner's words."""
    when = record.accepted_at.astimezone().strftime("%Y-%m-%d %H:%M")
    where = f"server {record.address.guild}" if record.address.guild else "direct"
    asked = f"{record.request.command} {record.request.preset or 'own words'}"
    after = record.error_code or ("" if _is_settled(record) else "not answered yet")
    parts = [
        record.id[:12], f"{record.state:9}", when, f"{asked:28}", f"person {record.owner}", where,
        after,
    ]  # fmt: skip
    return "  ".join(parts).rstrip()


def _is_settled(record: JobRecord) -> bool:
    return not record.state.ended or record.answered_at is not None


def _as_json(record: JobRecord, *, whole: bool = False) -> dict[str, Any]:  # Any: JSON
    """A job for programs; `whole` adds words, seeds and figures. Tokens are left out."""
    result = record.result
    document: dict[str, Any] = {
        "id": record.id,
        "state": str(record.state),
        "command": str(record.request.command),
        "preset": record.request.preset,
        "person": record.owner,
        "server": record.address.guild,
        "channel": record.address.channel,
        "accepted": record.accepted_at.isoformat(),
        "started": _time(record.started_at),
        "ended": _time(record.ended_at),
        "answered": _time(record.answered_at),
        "attempts": record.attempts,
        "pictures": len(result.pictures) if result is not None else 0,
        "render_s": result.render_s if result is not None else None,
        "error": record.error_code,
    }
    if whole:
        document |= _whole(record)
    return document


def _whole(record: JobRecord) -> dict[str, Any]:
    result = record.result
    pictures = result.pictures if result is not None else ()
    return {
        "error_reply": record.error_reply,
        "photo": record.source_name,
        "photo_sha256": record.source_sha256,
        "prompt": record.request.prompt,
        "engine": str(record.edits[0].engine),
        "model": record.edits[0].model,
        "seeds": [edit.seed for edit in record.edits],
        "results_sha256": [picture.sha256 for picture in pictures],
        "verdicts": [str(each.receipt.verdict) for each in pictures if each.receipt is not None],
        "notices": [notice.code for notice in record.notices],
        "message": record.address.message,
    }


def _time(time: datetime | None) -> str | None:
    return time.isoformat() if time is not None else None
