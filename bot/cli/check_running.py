"""What `bot.py check` says of token, data, trust in models, and the bot that runs."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.app import Configuration, ledger_folder
from bot.cli.cutouts import REMBG, rembg_file
from bot.cli.finding import Finding, State
from bot.config.token import TOKEN, TOKEN_FILE, read_token
from bot.domain.errors import BotError
from bot.engines.model_record import checksums_in
from bot.engines.model_trust import concerns, concerns_of_files
from bot.ledger.inspection import inspect
from bot.ledger.reader import LedgerReader
from bot.ops.control import ask_health
from bot.ops.health import OK, Health

BUSY_LIMIT_S = 5.0
"""So long a ledger may be locked by another program, as for one write, before that is a fault."""


def check_token(environment: Mapping[str, str] = os.environ) -> Finding:
    """Whether there is a token, and whether others can read its file. It is not shown."""
    if not (environment.get(TOKEN) or environment.get(TOKEN_FILE)):
        return Finding(
            subject="token",
            state="note",
            text="none is set, as for the command line and the sandbox",
            remedy=f"for Discord: {TOKEN_FILE}, a file with it of mode 0600, or {TOKEN}",
        )
    try:
        read_token(environment)
    except BotError as exc:
        return Finding(subject="token", state="missing", text=exc.reply)
    place = TOKEN if environment.get(TOKEN) else TOKEN_FILE
    return Finding(subject="token", state="ok", text=f"comes from {place}")


def check_data(configuration: Configuration) -> Iterator[Finding]:
    """Whether the folder with people's photos is for the bot alone."""
    folder = ledger_folder(configuration)
    if (folder / configuration.settings.ledger.file).is_file() and folder.stat().st_mode & 0o077:
        yield Finding(
            subject="data",
            state="note",
            text=f"others on this machine may look into {folder}",
            remedy=f"run: chmod 700 {folder} (the bot does so at its next start)",
        )


def check_ledger(configuration: Configuration) -> Iterator[Finding]:
    """Whether the ledger is whole and of a version that can be read, where there is one."""
    options = configuration.settings.ledger
    folder = ledger_folder(configuration)
    path = folder / options.file
    if not path.is_file():
        return

    async def look_at_version() -> None:
        async with LedgerReader(folder, file=options.file):
            pass

    try:
        inspect(path, busy_limit_s=BUSY_LIMIT_S)
        asyncio.run(look_at_version())
    except BotError as exc:
        state: State = "note" if exc.code == "ledger_too_old" else "missing"
        yield Finding(subject="ledger", state=state, text=exc.reply, remedy=_remedy(exc))
    else:
        yield Finding(subject="ledger", state="ok", text=f"{path.name} is whole")


def _remedy(fault: BotError) -> str:
    """What the sentence for people leaves out: it tells them to ask the operator."""
    if fault.code == "ledger_damaged":
        return "stop the bot, and unpack the last backup into an empty data folder: see README.md"
    return ""


def check_model_trust(configuration: Configuration) -> Iterator[Finding]:
    """Revisions, permissions and checksums of the models that are here."""
    store = configuration.store
    for model in configuration.catalog.models.values():
        folder: Path = store.path_of(model)
        if not folder.is_dir():
            continue
        found = list(concerns(model, folder))
        if model.folder is None and not checksums_in(folder):
            found.append("its checksums are not known, as it was copied here or long ago")
        for concern in found:
            yield Finding(subject="model", state="note", text=f"{model.name}: {concern}")
    file = rembg_file(configuration.settings.cutout, configuration.places.models)
    if file is not None:
        found = list(concerns_of_files(file.parent))
        if file.name not in checksums_in(file.parent):
            found.append("its checksum is not known, as it was copied here or long ago")
        for concern in found:
            yield Finding(subject="model", state="note", text=f"{REMBG}: {concern}")


def check_bot(configuration: Configuration) -> Finding:
    """Whether the bot runs on this data folder, and could take a job."""
    folder = ledger_folder(configuration)
    try:
        health = asyncio.run(ask_health(folder))
    except BotError as exc:
        return Finding(subject="bot", state="missing", text=exc.reply)
    if health is None:
        return Finding(subject="bot", state="note", text=f"does not run on {folder}")
    if health.ready:
        return Finding(subject="bot", state="ok", text="runs, and could take a job")
    return Finding(
        subject="bot", state="missing", text=_trouble(health), remedy="its log says more"
    )


def _trouble(health: Health) -> str:
    """What is in the way of the next job."""
    if health.closed:
        return f"runs, but stays closed until its ledger can be used: {health.ledger}"
    parts = {"gateway": health.gateway, "worker": health.worker, "ledger": health.ledger}
    wrong = ", ".join(f"{name}: {found}" for name, found in parts.items() if found != OK)
    return f"runs, but {wrong}"
