"""/tips, mentions and direct messages, as people see them."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from bot.domain.access import Access
from bot.domain.record import GuildSettings
from bot.front.questions import ANSWERS
from bot.sandbox.driver import Person, SeenMessage
from tests.front.stage import scene
from tests.loops import in_loop


async def answers_to(person: Person, *texts: str, count: int | None = None) -> list[SeenMessage]:
    """What the bot wrote after these messages, once there is so much of it."""
    before = len(person.history())
    for text in texts:
        await person.write(text)
    wanted = len(texts) if count is None else count

    def answered() -> list[SeenMessage] | None:
        new = [seen for seen in person.history()[before:] if seen.message.author.bot]
        return new if len(new) >= wanted else None

    return await person.wait(answered, 10)


@in_loop
async def test_a_typed_question_is_completed_and_answered(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        mara = here.sandbox.person("mara", locale="de")
        everything = await mara.complete("tips", "question")
        assert len(everything) == 18
        offered = await mara.complete("tips", "question", "welche stärke")
        assert offered[0] == {"name": "Welche Stärke wofür?", "value": "which-strength"}
        reply = await mara.slash("tips", {"question": offered[0]["value"]})
        shown = await reply.message()
        assert shown.ephemeral
        assert shown.text.startswith("**Welche Stärke wofür?**\nZum Säubern")


@in_loop
async def test_own_words_are_answered_or_honestly_not(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        mara = here.sandbox.person("mara")
        sure = await (await mara.slash("tips", {"question": "my promt is ignored"})).message()
        assert sure.text.startswith("**Why does the result ignore my prompt?**")
        none = await (await mara.slash("tips", {"question": "where is my parcel"})).message()
        assert none.text.startswith("I have no answer to that.")


@in_loop
async def test_a_mention_is_answered_in_its_language_and_pings_only_the_asker(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as here:
        mara = here.sandbox.person("mara")
        (answer,) = await answers_to(mara, "@Restage welche Stärke soll ich nehmen?")
        assert answer.text.startswith("**Welche Stärke wofür?**")
        assert answer.message.reference is not None
        assert answer.message.mentioned() == [answer.message.reference.author.id]
        (greeting,) = await answers_to(mara, "@Restage")
        assert greeting.text.startswith("Ask me how something is done")


@in_loop
async def test_what_is_not_for_the_bot_is_left_alone(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        mara = here.sandbox.person("mara")
        (answer,) = await answers_to(mara, "which strength?", "@Restage sizes?", count=1)
        assert "Which sizes for which shop?" in answer.text


@in_loop
async def test_direct_messages_need_no_mention(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        mara = here.sandbox.person("mara", channel="@")
        (answer,) = await answers_to(mara, "can I sell what it makes?")
        assert "**Can I sell what it makes?**" in answer.text


@in_loop
async def test_nobody_is_answered_too_often(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        mara, jonas = here.sandbox.person("mara"), here.sandbox.person("jonas")
        await answers_to(mara, *["@Restage sizes?"] * (ANSWERS + 2), count=ANSWERS)
        (of_jonas,) = await answers_to(jonas, "@Restage sizes?")
        from_bot = [seen for seen in mara.history() if seen.message.author.bot]
        assert from_bot[-1].message is of_jonas.message
        assert len(from_bot) == ANSWERS + 1


@in_loop
async def test_where_restage_is_not_used_it_keeps_quiet(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        guild = here.sandbox.world.guild
        elsewhere = int(here.sandbox.world.channel_named("campaign").id)
        settings = GuildSettings(guild=int(guild.id), channels=(elsewhere,))
        await here.ledger.set_guild_settings(settings)
        jonas = here.sandbox.person("jonas")
        await jonas.write("@Restage sizes?")
        there = here.sandbox.person("jonas", channel="campaign")
        (answer,) = await answers_to(there, "@Restage sizes?")
        assert "Which sizes" in answer.text
        assert not [seen for seen in jonas.history() if seen.message.author.bot]


@in_loop
async def test_what_is_passed_over_in_silence_is_in_the_audit_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "bot.audit")
    async with scene(tmp_path, access=Access(direct_messages=False)) as here:
        guild = here.sandbox.world.guild
        elsewhere = int(here.sandbox.world.channel_named("campaign").id)
        await here.ledger.set_guild_settings(
            GuildSettings(guild=int(guild.id), channels=(elsewhere,))
        )
        jonas, directly = (here.sandbox.person("jonas", channel=name) for name in (None, "@"))
        await jonas.write("@Restage sizes?")
        await directly.write("sizes?")
        assert await jonas.complete("tips", "question", "sizes") == []
        await answers_to(here.sandbox.person("jonas", channel="campaign"), "@Restage sizes?")
    lines = [json.loads(each.getMessage()) for each in caplog.records if each.name == "bot.audit"]
    assert {(line["what"], line["refused"]) for line in lines} == {
        ("mention", "channel_not_allowed"),
        ("direct message", "no_direct_messages"),
        ("tips", "channel_not_allowed"),
    }
    assert {line["person"] for line in lines} == {int(here.sandbox.world.person("jonas").id)}
    assert {line["server"] for line in lines} == {int(guild.id), None}
