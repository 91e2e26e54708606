"""`bot.py reload`: have the running bot take up `presets.yaml` as it is now."""

from __future__ import annotations

import argparse
import asyncio

from bot.app import configure, ledger_folder
from bot.domain.errors import UsageError
from bot.ops.control import Action, ask_bot


def run(options: argparse.Namespace) -> int:
    """Ask the bot and print what it says. Raises `BotError` where the file is wrong, or no bot
    runs here."""
    folder = ledger_folder(configure(options.places, quiet=True))
    done = asyncio.run(ask_bot(folder, Action.RELOAD, ""))
    if done is None:
        raise UsageError(
            "bot_not_running",
            f"No bot runs on {folder}; it will read the presets when it starts.",
        )
    print(done)
    return 0
