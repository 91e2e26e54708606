"""/forget, from the question to the last message."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import discord

from bot.domain.finishing import OverlayRecord
from bot.domain.record import JobState
from bot.front.forgetting import Forgetting
from bot.ledger.sqlite import SqliteLedger
from bot.sandbox.driver import Person, SeenMessage
from bot.sandbox.server import Sandbox
from bot.services.errands import Errands
from tests.front.stage import Scene, a_photo, bot_at, scene, shows
from tests.front.test_acknowledge import http_error
from tests.ledger.records import accept, an_address
from tests.loops import in_loop
from tests.services.by_hand import a_bot


async def a_result(here: Scene, person: str = "mara") -> SeenMessage:
    reply = await here.sandbox.slash(person, "background", {"image": a_photo()})
    return await reply.until(shows(2))


async def forget(person: Person) -> str:
    """Ask to be forgotten, confirm it, and read what was done."""
    asked = await (await person.slash("forget")).message()
    assert asked.ephemeral
    assert "cancels what is under way" in asked.text
    await asked.press("Forget me")
    await asked.until(lambda seen: "forgotten" in seen.text)
    assert asked.buttons == []
    return asked.text


@in_loop
async def test_a_persons_edits_go_with_their_messages_and_nobody_elses(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        mine, theirs = await a_result(here), await a_result(here, "jonas")
        await until_answered(here, 2)
        said = await forget(here.sandbox.person("mara"))
        assert said == "1 edit is forgotten.\n1 message is deleted."
        assert mine.deleted
        assert not theirs.deleted
        (left,) = await here.ledger.jobs()
        assert left.address.message == int(theirs.message.id)
        assert [count.jobs for count in await here.ledger.counts()] == [2]


@in_loop
async def test_text_exports_and_picked_pictures_go_too(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        photo = a_photo()
        asked = {"image": photo, "text": "New"}
        text = await (await here.sandbox.slash("mara", "overlay", asked)).until(shows(1))
        asked = {"image": photo, "target": "square"}
        export = await (await here.sandbox.slash("mara", "export", asked)).until(shows(1))
        order = {"image": photo, "preset": "earth", "images": 3}
        several = await (await here.sandbox.slash("mara", "variants", order)).until(shows(4))
        picked = await (await several.press("Pick 2")).until(shows(2))
        theirs = await here.sandbox.person("jonas").sees(several).press("Pick 1")
        other = await theirs.until(shows(2))
        await until_answered(here, 1)
        await until_noted(here, 3)
        said = await forget(here.sandbox.person("mara"))
        assert said == "1 edit is forgotten.\n4 messages are deleted."
        assert all(message.deleted for message in (text, export, several, picked))
        assert not other.deleted


class SlowLedger(SqliteLedger):
    """Keeps a text only once it is told to."""

    reached: asyncio.Event
    go_on: asyncio.Event

    async def keep_overlay(self, record: OverlayRecord) -> None:
        self.reached.set()
        await self.go_on.wait()
        await super().keep_overlay(record)


@in_loop
async def test_what_is_on_its_way_meanwhile_goes_too(tmp_path: Path) -> None:
    SlowLedger.reached, SlowLedger.go_on = asyncio.Event(), asyncio.Event()
    async with Sandbox() as sandbox, bot_at(sandbox, tmp_path, ledger_kind=SlowLedger) as here:
        reply = await sandbox.slash("mara", "overlay", {"image": a_photo(), "text": "New"})
        await SlowLedger.reached.wait()
        asked = await (await sandbox.person("mara").slash("forget")).message()
        await asked.press("Forget me")
        async with asyncio.timeout(10):
            while await here.ledger.errands():
                pass
        SlowLedger.go_on.set()
        await asked.until(lambda seen: "1 message is deleted" in seen.text)
        assert reply.messages() == []
        assert await here.ledger.errands() == []
        assert not [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]


async def until_noted(here: Scene, count: int) -> None:
    """Wait until the ledger knows of so many messages of Mara's that are no job's answer."""
    (job,) = await here.ledger.jobs()
    for _ in range(1000):
        if len(await here.ledger.addresses(job.owner)) == count + 1:
            return
    raise AssertionError("the messages are not noted")


@in_loop
async def test_what_waits_and_runs_is_cancelled(tmp_path: Path) -> None:
    async with scene(tmp_path, by_hand=True) as here:
        for number in range(2):
            await here.sandbox.slash("mara", "background", {"image": a_photo()})
            await here.darkroom.job(number)
        await here.sandbox.slash("jonas", "background", {"image": a_photo()})
        job = await here.darkroom.job(2)
        here.darkroom.run(next(iter(here.darkroom.jobs)))
        assert "2 edits are forgotten" in await forget(here.sandbox.person("mara"))
        assert list(here.darkroom.tickets) == [job.id]
        (left,) = await here.ledger.jobs()
        assert left.state is JobState.WAITING


async def until_answered(here: Scene, count: int) -> None:
    """Wait until the ledger knows of so many delivered answers."""
    for _ in range(1000):
        if sum(job.answered_at is not None for job in await here.ledger.jobs()) == count:
            return
    raise AssertionError("the answers are not noted")


@in_loop
async def test_buttons_of_what_was_forgotten_say_so(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        mine = await a_result(here)
        await until_answered(here, 1)
        assert await here.jobs.forget(int(mine.message.interaction.user.id))  # as an operator does
        reply = await mine.press("New seed")
        assert "not kept any more" in (await reply.message()).text
        await mine.press("Delete")
        await mine.until(lambda seen: seen.deleted)


class FakeClient:
    """Deletes messages as Discord would; `outcomes` by channel say what goes wrong."""

    def __init__(self, outcomes: dict[int, Exception]) -> None:
        self._outcomes = outcomes
        self.deleted: list[tuple[int, int]] = []

    def get_partial_messageable(self, channel: int, *, guild_id: int | None) -> SimpleNamespace:
        def message(number: int) -> SimpleNamespace:
            async def delete() -> None:
                if channel in self._outcomes:
                    raise self._outcomes[channel]
                self.deleted.append((channel, number))

            return SimpleNamespace(delete=delete)

        return SimpleNamespace(get_partial_message=message)


@in_loop
async def test_messages_that_discord_keeps_are_named(tmp_path: Path) -> None:
    forbidden, gone = (
        http_error(kind, status, code)
        for kind, status, code in (
            (discord.Forbidden, 403, 50001),
            (discord.NotFound, 404, 10008),
        )
    )
    client = FakeClient({8: forbidden, 9: gone, 10: OSError("reset")})
    async with a_bot(tmp_path) as bot:
        for number, channel in enumerate((7, 8, 9, 10), 1):
            address = an_address(channel=channel, message=100 + number)
            await accept(bot.ledger, number, address=address)
        await accept(bot.ledger, 5, address=an_address(message=105, private=True))
        forgetting = Forgetting(
            client=cast(discord.Client, client),
            jobs=bot.jobs,
            ledger=bot.ledger,
            errands=Errands(bot.ledger),
        )
        done = await forgetting.forget(42)
    assert client.deleted == [(7, 101)]
    assert done.jobs == 5
    assert done.deleted == 1
    assert done.staying == (
        "https://discord.com/channels/3/10/104",
        "https://discord.com/channels/3/8/102",
    )
