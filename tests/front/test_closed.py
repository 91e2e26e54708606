"""A closed bot helps, shows what can still be read, answers the rest with one sentence, and ends
when it may open."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from bot.config.uses import load_uses
from bot.domain.access import Access, Circle, CommandName
from bot.domain.errors import LedgerError
from bot.domain.record import GuildSettings
from bot.front.closed import ClosedBot
from bot.front.closed_build import ClosedParts, build_closed_client
from bot.ledger.reader import FILE
from bot.ledger.unusable import UnusableLedger
from bot.sandbox.driver import SeenMessage
from bot.sandbox.server import Sandbox
from tests.front.stage import CONFIG, a_photo, advisor, bot_at, catalog, faq, shows, texts
from tests.loops import in_loop
from tests.sandbox.sample_bot import pointed_at

DAMAGED = LedgerError(
    "ledger_damaged",
    "ledger.sqlite3 is damaged and was left as it is; please tell the operator: restore the last "
    "backup in its place.",
)
SAID = "ledger.sqlite3 is damaged and was left as it is"


@asynccontextmanager
async def closed_at(
    discord: Sandbox,
    data: Path,
    mended: asyncio.Event | None = None,
    access: Access | None = None,
) -> AsyncIterator[ClosedBot]:
    """The closed bot over a ledger, connected, until `mended` is set."""
    mended = mended or asyncio.Event()

    async def look() -> LedgerError | None:
        return None if mended.is_set() else DAMAGED

    environment = discord.client_environment()
    parts = ClosedParts(
        catalog=catalog(),
        access=access or Access(),
        texts=texts(),
        faq=faq(),
        advisor=advisor(),
        uses=load_uses(CONFIG / "uses.yaml", catalog()),
        ledger=UnusableLedger(data, DAMAGED),
        examples=data / "examples",
        reason=DAMAGED,
        look=look,
        look_every_s=0.01,
    )
    async with pointed_at(environment), build_closed_client(parts) as bot:
        running = asyncio.create_task(bot.run_until_closed(environment["DISCORD_TOKEN"]))
        try:
            await asyncio.wait_for(bot.wait_until_ready(), 10)
            yield bot
        finally:
            mended.set()
            await asyncio.wait_for(running, 10)


async def a_result(discord: Sandbox, data: Path) -> SeenMessage:
    """A result of Mara's, from when the bot was open; its commands are known from then on."""
    async with bot_at(discord, data):
        reply = await discord.slash("mara", "background", {"image": a_photo()})
        return await reply.until(lambda seen: "New seed" in seen.buttons)


def damage(data: Path, table: str) -> str:
    """Overwrite the first page of a table; the hash of the file then."""
    path = data / FILE
    with closing(sqlite3.connect(path)) as ledger:
        (page,) = ledger.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)
        ).fetchone()
        (size,) = ledger.execute("PRAGMA page_size").fetchone()
        ledger.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    return hash_of(data)


def hash_of(data: Path) -> str:
    return hashlib.sha256((data / FILE).read_bytes()).hexdigest()


@in_loop
async def test_it_tells_why_in_the_language_of_the_person_and_opens_when_it_can(
    tmp_path: Path,
) -> None:
    async with Sandbox() as discord:
        await a_result(discord, tmp_path)
        mended = asyncio.Event()
        async with closed_at(discord, tmp_path, mended) as bot:
            mara = discord.person("mara", locale="de")
            for command in ("queue", "settings", "forget"):
                told = await (await mara.slash(command)).message()
                assert "ist beschädigt und blieb, wie es ist" in told.text
                assert told.ephemeral
            edit = await mara.slash("background", {"image": a_photo()})
            assert "ist beschädigt" in (await edit.message()).text
            assert await mara.complete("background", "preset", "oak") == []
            mended.set()
            async with asyncio.timeout(10):
                while not bot.is_closed():  # noqa: ASYNC110 -- it tells nobody
                    await asyncio.sleep(0.01)


@pytest.mark.slow
@in_loop
async def test_help_needs_no_ledger(tmp_path: Path) -> None:
    async with Sandbox() as discord:
        await a_result(discord, tmp_path)
        damage(tmp_path, "jobs")
        async with closed_at(discord, tmp_path):
            mara = discord.person("mara")
            asked = {"question": "Which strength for a new background?"}
            assert "strength" in (await (await mara.slash("tips", asked)).message()).text
            assert await mara.complete("tips", "question", "strength")
            which = await (await mara.slash("which")).message()
            assert "/background" in which.text
            presets = await (await mara.slash("presets", {"command": "restyle"})).message()
            assert "Watercolour" in presets.text
            await presets.press("Next")
            await presets.until(lambda seen: seen.edits > 0)
            form = await (await mara.slash("prompt")).modal()
            advice = await (await form.submit({"what": "a blue mug", "change": "on oak"})).message()
            assert "blue mug" in advice.text
            run = await advice.press("Run it")
            assert SAID in (await run.message()).text


@pytest.mark.slow
@pytest.mark.parametrize("lasting", ["locked", "damaged"])
@in_loop
async def test_what_was_made_can_be_seen_as_far_as_it_can_be_read(
    lasting: str, tmp_path: Path
) -> None:
    async with Sandbox() as discord:
        result = await a_result(discord, tmp_path)
        before = damage(tmp_path, "guilds") if lasting == "damaged" else hash_of(tmp_path)
        with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
            if lasting == "locked":
                other.execute("BEGIN IMMEDIATE")
            async with closed_at(discord, tmp_path):
                mara = discord.person("mara")
                made = await (await mara.use("How was this made?", result)).message()
                assert "Seed" in made.text
                file = await (await result.press("Original files")).until(shows(1))
                assert file.ephemeral
                again = await (await result.press("New seed")).message()
                assert SAID in again.text
        assert hash_of(tmp_path) == before


@pytest.mark.slow
@in_loop
async def test_where_nothing_can_be_read_it_says_so(tmp_path: Path) -> None:
    async with Sandbox() as discord:
        result = await a_result(discord, tmp_path)
        before = damage(tmp_path, "jobs")
        async with closed_at(discord, tmp_path):
            mara = discord.person("mara")
            made = await (await mara.use("How was this made?", result)).message()
            assert SAID in made.text
            assert SAID in (await (await result.press("Original files")).message()).text
        assert hash_of(tmp_path) == before


@pytest.mark.parametrize("readable", [True, False])
@in_loop
async def test_the_rules_of_a_server_hold_as_far_as_they_are_known(
    readable: bool, tmp_path: Path
) -> None:
    """Where they are not, nothing is said in a channel, where others would see it."""
    async with Sandbox() as discord:
        async with bot_at(discord, tmp_path) as here:
            server = int(discord.world.guild.id)
            await here.ledger.set_guild_settings(GuildSettings(guild=server, channels=(1,)))
        if not readable:
            damage(tmp_path, "guilds")
        async with closed_at(discord, tmp_path):
            jonas = discord.person("jonas")
            asked = await jonas.slash("tips", {"question": "Which strength for a background?"})
            told = await asked.message()
            assert told.ephemeral
            assert ("is not used in this channel" in told.text) is readable
            asking = await jonas.write(
                f"<@{discord.world.bot.id}> which strength for a background?"
            )
            await (await discord.person("mara", channel="@").slash("which")).message()
            public = [message for message in jonas.history() if not message.ephemeral]
            assert [message.message.id for message in public] == [asking.message.id]


@pytest.mark.slow
@in_loop
async def test_the_rules_of_the_operator_hold(tmp_path: Path) -> None:
    access = Access(commands={CommandName.TIPS: Circle(people=(1,))})
    async with Sandbox() as discord:
        await a_result(discord, tmp_path)
        async with closed_at(discord, tmp_path, access=access):
            mara = discord.person("mara")
            told = await (await mara.slash("tips", {"question": "strength"})).message()
            assert "You cannot use /tips here" in told.text
