"""The real discord.py client against the sandbox: everything that a bot does."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from bot.sandbox.command_rules import CommandType
from bot.sandbox.driver import NoAnswer, SeenMessage
from bot.sandbox.option_values import NotPossible
from bot.sandbox.options import Options
from bot.sandbox.server import Sandbox
from tests.loops import in_loop
from tests.sandbox.running import sandbox_with_bot
from tests.sandbox.sample_bot import running


def picture(size: tuple[int, int] = (64, 48), colour: str = "orange") -> tuple[str, bytes]:
    """A file as the driver takes it."""
    data = io.BytesIO()
    Image.new("RGB", size, colour).save(data, "PNG")
    return "photo.png", data.getvalue()


def is_result(seen: SeenMessage) -> bool:
    return len(seen.files) == 2


@in_loop
async def test_a_photo_comes_back_edited() -> None:
    async with sandbox_with_bot() as (sandbox, _):
        reply = await sandbox.slash("mara", "photo", {"image": picture(), "look": "snow"})
        shown = await reply.until(is_result)
        before, after = shown.files
        assert (before.filename, after.filename) == ("before.png", "after.png")
        assert after.dimensions == (64, 48)
        assert Image.open(io.BytesIO(after.data)).getpixel((0, 0)) == (
            0,
            90,
            255,
        )  # orange's inverse
        assert shown.edits == 4  # three of progress, one of the result
        assert "**snow** at strength `50`" in shown.text
        assert shown.buttons == ["Guide", "Again", "Edit words", "Delete"]


@in_loop
async def test_a_photo_may_be_given_as_a_path(tmp_path: Path) -> None:
    name, data = picture()
    (tmp_path / name).write_bytes(data)
    async with sandbox_with_bot() as (sandbox, _):
        reply = await sandbox.slash("mara", "photo", {"image": tmp_path / name})
        assert await reply.until(is_result)


@in_loop
async def test_autocomplete_filters_by_what_was_typed() -> None:
    async with sandbox_with_bot() as (sandbox, _):
        choices = await sandbox.person("mara").complete("photo", "look", "st")
        assert [choice["value"] for choice in choices] == ["forest", "studio grey"]


@in_loop
async def test_buttons_work_for_others_and_after_a_restart_of_the_bot() -> None:
    async with Sandbox() as sandbox:
        async with running(sandbox.client_environment()):
            await sandbox.ready()
            reply = await sandbox.slash("mara", "photo", {"image": picture()})
            shown = await reply.until(is_result)
        async with running(sandbox.client_environment()):
            await sandbox.ready()
            await sandbox.person("jonas").sees(shown).press("Again")
            await shown.until(lambda seen: "round 1" in seen.text)
            assert shown.files == []


@in_loop
async def test_a_deleted_message_is_gone() -> None:
    async with sandbox_with_bot() as (sandbox, _):
        shown = await (await sandbox.slash("mara", "photo", {"image": picture()})).until(is_result)
        await shown.press("Delete")
        await shown.until(lambda seen: seen.deleted)
        with pytest.raises(NotPossible):
            await shown.press("Delete")


@in_loop
async def test_a_form_with_every_kind_of_field() -> None:
    async with sandbox_with_bot() as (sandbox, _):
        shown = await (await sandbox.slash("mara", "photo", {"image": picture()})).until(is_result)
        modal = await (await shown.press("Edit words")).modal()
        assert modal.title == "Edit the words"
        assert modal.labels == ["Words", "Look", "More photos", "Size", "Keep the label"]
        filled = {
            "Look": ["marble"],
            "More photos": [picture()],
            "Size": "l",
            "Keep the label": False,
        }
        answer = await (await modal.submit(filled)).message()
        assert answer.text == "on a beach | marble | photo.png | l | False"
        assert answer.ephemeral


@in_loop
async def test_a_form_is_checked_before_it_is_sent() -> None:
    async with sandbox_with_bot() as (sandbox, _):
        shown = await (await sandbox.slash("mara", "photo", {"image": picture()})).until(is_result)
        modal = await (await shown.press("Edit words")).modal()
        with pytest.raises(NotPossible, match="Look"):
            await modal.submit({})
        with pytest.raises(NotPossible, match="characters"):
            await modal.submit({"Words": "x" * 201, "Look": ["snow"]})
        with pytest.raises(NotPossible, match="More photos"):
            await modal.submit({"Look": ["snow"], "More photos": [picture()] * 3})
        with pytest.raises(NotPossible, match="no field"):
            await modal.submit({"Colour": "red"})


@in_loop
async def test_a_select_of_a_message() -> None:
    async with sandbox_with_bot() as (sandbox, _):
        shown = await (await sandbox.slash("mara", "photo", {"image": picture()})).until(is_result)
        answer = await (await shown.choose("Another look", ["linen"])).message()
        assert answer.text == "You chose linen"
        with pytest.raises(NotPossible):
            await shown.choose("Another look", ["linen", "snow"])


@in_loop
async def test_private_replies_and_the_language_of_the_person() -> None:
    async with sandbox_with_bot() as (sandbox, _):
        mara = sandbox.person("mara", locale="de")
        reply = await mara.slash("whisper")
        second = await reply.until(lambda seen: "second" in seen.text)
        assert second.text == "second in de"
        assert [seen.ephemeral for seen in reply.messages()] == [True, True]
        assert len(mara.history()) == 2
        assert sandbox.person("jonas").history() == []
        with pytest.raises(NotPossible):
            await sandbox.person("jonas").use("Count photos", second)


@in_loop
async def test_direct_messages_and_messages_without_an_interaction() -> None:
    async with sandbox_with_bot() as (sandbox, bot):
        mara = sandbox.person("mara")
        await (await mara.slash("direct")).until(lambda seen: seen.text == "sent")
        assert [seen.text for seen in sandbox.person("mara", channel="@").history()] == [
            "hello from the bot"
        ]
        assert [seen.text for seen in sandbox.person("jonas").history()] == ["edited"]


@in_loop
async def test_commands_work_in_direct_messages_and_threads() -> None:
    async with sandbox_with_bot() as (sandbox, _):
        for place in ("@", "spring-window"):
            reply = await sandbox.person("jonas", channel=place).slash("whisper")
            await reply.until(lambda seen: "second" in seen.text)


@in_loop
async def test_classic_embeds_keep_their_picture_out_of_the_attachments() -> None:
    async with sandbox_with_bot() as (sandbox, _):
        shown = await (await sandbox.slash("mara", "embed", {})).message()
        payload = shown.message.payload(sandbox.address)
        assert payload["attachments"] == []
        assert payload["embeds"][0]["image"]["url"].startswith(sandbox.address)
        assert "A card" in shown.text
        assert shown.buttons == []  # the only one is switched off


@in_loop
async def test_a_message_command_gets_the_whole_message() -> None:
    async with sandbox_with_bot() as (sandbox, bot):
        jonas, mara = sandbox.person("jonas"), sandbox.person("mara")
        written = await jonas.write("two of them", [picture(), picture()])
        answer = await (await mara.use("Count photos", written)).message()
        assert answer.text == "2 in “two of them”: photo.png, photo.png"
        assert bot.seen == [""]  # without the message content intent it hears no words


@in_loop
async def test_only_managers_see_commands_that_need_it() -> None:
    async with sandbox_with_bot() as (sandbox, _):
        assert "settings" in sandbox.person("mara").commands()
        assert "settings" not in sandbox.person("jonas").commands()
        assert "settings" not in sandbox.person("mara", channel="@").commands()
        assert sandbox.person("jonas").commands(CommandType.MESSAGE) == ["Count photos"]
        shown = await (await sandbox.slash("mara", "settings", {})).message()
        role = sandbox.world.guild.roles[1]
        await shown.choose("Who may edit", [role.id])
        await shown.until(lambda seen: seen.text == "only Photo team")


@in_loop
async def test_translations_reach_the_registered_commands() -> None:
    async with sandbox_with_bot() as (sandbox, _):
        command = next(c for c in sandbox.world.commands[None] if c["name"] == "photo")
        assert command["description_localizations"] == {"de": "Ein Foto bearbeiten"}


@in_loop
async def test_a_bot_that_stays_silent_has_failed() -> None:
    async with sandbox_with_bot(Options(ack_limit_s=0.2)) as (sandbox, _):
        reply = await sandbox.slash("mara", "silent", {})
        with pytest.raises(NoAnswer):
            await reply.message()


@in_loop
async def test_options_are_checked_as_a_client_does() -> None:
    async with sandbox_with_bot() as (sandbox, _):
        mara = sandbox.person("mara")
        for options, complaint in (
            ({}, "fill in “image”"),
            ({"image": picture(), "strength": 101}, "at most 100"),
            ({"image": picture(), "strength": "much"}, "takes a number"),
            ({"image": picture(), "size": 3}, "no option size"),
            ({"image": "12345"}, "no longer there"),
        ):
            with pytest.raises(NotPossible, match=complaint):
                await mara.slash("photo", options)
        with pytest.raises(NotPossible, match="no command /photos"):
            await mara.slash("photos")


@in_loop
async def test_a_file_over_the_limit_is_refused_before_it_is_sent() -> None:
    async with sandbox_with_bot(Options(attachment_limit_bytes=1000)) as (sandbox, _):
        with pytest.raises(NotPossible, match="larger than"):
            await sandbox.slash("mara", "photo", {"image": ("big.png", bytes(1001))})


@in_loop
async def test_nothing_is_lost_over_a_broken_connection() -> None:
    async with sandbox_with_bot() as (sandbox, bot):
        sandbox.gateway.drop()
        reply = await sandbox.slash("mara", "whisper", {})  # before the bot is back
        await reply.until(lambda seen: "second" in seen.text)
        assert (sandbox.gateway.resumes, bot.resumed) == (1, 1)


@in_loop
async def test_the_bot_reconnects_when_asked_to() -> None:
    async with sandbox_with_bot() as (sandbox, bot):
        sandbox.gateway.ask_to_reconnect()
        await sandbox.world.feed.until(lambda: sandbox.gateway.resumes == 1, limit_s=10)
        reply = await sandbox.slash("mara", "whisper", {})
        assert await reply.message()


@pytest.mark.slow
@in_loop
async def test_an_invalid_session_is_identified_anew() -> None:
    async with sandbox_with_bot() as (sandbox, _):
        sandbox.gateway.invalidate()
        await sandbox.world.feed.until(lambda: not sandbox.gateway.online, limit_s=10)
        await sandbox.ready(limit_s=20)  # discord.py waits five seconds first
        assert sandbox.gateway.resumes == 0
        assert await (await sandbox.slash("mara", "whisper", {})).message()
