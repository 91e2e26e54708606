"""`bot.py forget`: remove a person's photos, results and words, also while the bot runs."""

from __future__ import annotations

import argparse
import asyncio

from bot.app import Configuration, configure, ledger_folder
from bot.domain.errors import UsageError
from bot.ledger.sqlite import SqliteLedger
from bot.ops.control import Action, act, ask_bot
from bot.ops.jobs import Operator


def run(options: argparse.Namespace) -> int:
    """Forget a person, once it is confirmed; 1 where it is not."""
    configuration = configure(options.places, quiet=True)
    person: str = options.person
    if not options.yes and not _confirmed(person):
        print("Nothing was removed.")
        return 1
    print(asyncio.run(_forget(configuration, person)))
    return 0


def _confirmed(person: str) -> bool:
    try:
        typed = input(f"Remove photos, results and words of person {person} for good? [y/N] ")
    except EOFError as exc:
        raise UsageError("not_confirmed", "Nobody is there to ask; add --yes.") from exc
    return typed.strip().lower() in {"y", "yes"}


async def _forget(configuration: Configuration, person: str) -> str:
    folder = ledger_folder(configuration)
    if (done := await ask_bot(folder, Action.FORGET, person)) is not None:
        return done
    async with SqliteLedger(folder, file=configuration.settings.ledger.file) as ledger:
        return await act(Operator(ledger), Action.FORGET, person)
