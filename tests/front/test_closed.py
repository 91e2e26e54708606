"""A closed bot answers with one sentence, and ends when it may open."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.domain.errors import LedgerError
from bot.front.closed import ClosedBot
from bot.sandbox.server import Sandbox
from tests.front.stage import bot_at, texts
from tests.sandbox.running import in_loop
from tests.sandbox.sample_bot import pointed_at

DAMAGED = LedgerError(
    "ledger_damaged",
    "ledger.sqlite3 is damaged and was left as it is; please tell the operator: restore the last "
    "backup in its place.",
)


@in_loop
async def test_it_tells_why_in_the_language_of_the_person_and_opens_when_it_can(
    tmp_path: Path,
) -> None:
    mended = asyncio.Event()

    async def look() -> LedgerError | None:
        return None if mended.is_set() else DAMAGED

    async with Sandbox() as discord:
        environment = discord.client_environment()
        async with bot_at(discord, tmp_path):
            await discord.ready()  # its commands are known from then on
        async with (
            pointed_at(environment),
            ClosedBot(texts=texts(), reason=DAMAGED, look=look, look_every_s=0.01) as bot,
        ):
            running = asyncio.create_task(bot.run_until_closed(environment["DISCORD_TOKEN"]))
            await asyncio.wait_for(bot.wait_until_ready(), 10)
            mara = discord.person("mara", locale="de")
            told = await (await mara.slash("queue")).message()
            assert "ist beschädigt und blieb, wie es ist" in told.text
            mended.set()
            await asyncio.wait_for(running, 10)
