"""Command sync: Discord is told of the commands only when their definition has changed."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from pathlib import Path

import discord
from discord import app_commands

log = logging.getLogger(__name__)


async def sync_when_changed(tree: app_commands.CommandTree[discord.Client], memory: Path) -> bool:
    """Register the commands, unless `memory` says that Discord knows them exactly so already;
    whether it was done. The file names application and API, so that another bot, or a loopback,
    starts anew."""
    translator = tree.translator
    payload = [
        await command.get_translated_payload(tree, translator)
        if translator is not None
        else command.to_dict(tree)
        for command in tree.get_commands()
    ]
    told = {
        "api": discord.http.Route.BASE,
        "application": tree.client.application_id,
        "commands": payload,
    }
    fingerprint = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    known = await asyncio.to_thread(_read, memory)
    if known == fingerprint:
        log.info("commands are unchanged")
        return False
    synced = await tree.sync()
    await asyncio.to_thread(_write, memory, fingerprint)
    log.info("%d commands registered", len(synced))
    return True


def _read(memory: Path) -> str:
    try:
        return memory.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _write(memory: Path, fingerprint: str) -> None:
    memory.parent.mkdir(parents=True, exist_ok=True)
    memory.write_text(f"{fingerprint}\n", "ascii")
