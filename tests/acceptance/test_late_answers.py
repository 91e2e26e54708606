"""Answers after the interaction's token has ended: to the channel, to the person, or on request."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.acceptance.emulated import Emulated, acceptance, emulator, waits
from tests.acceptance.photos import product

VIEW_CHANNEL, SEND_MESSAGES, ATTACH_FILES = 1 << 10, 1 << 11, 1 << 15
INVALID_TOKEN, NO_ACCESS, NO_PERMISSION, UNKNOWN_MESSAGE = 50027, 50001, 50013, 10008
CANNOT_MESSAGE = {"message": "Cannot send messages to this user", "code": 50007}


async def edit_until_the_token_ended(discord: Emulated, **options: Any) -> Any:
    """A command whose render is held back until Discord takes no answer to it any more."""
    reply = await discord.emu.slash("background", image=product(), preset="marble", **options)
    async with discord.engine_held():
        await reply.wait(waits, 30, "the job's message")
        discord.emu.config.token_lifetime = 0.0
    return reply


@acceptance(errors=[INVALID_TOKEN])
async def test_a_render_of_over_two_seconds_outlives_a_token_of_two(discord: Emulated) -> None:
    emu = discord.emu
    emu.config.token_lifetime = 2.0
    reply = await emu.slash("background", image=product(), preset="marble")
    async with discord.engine_held():
        await reply.wait(waits, 30, "the job's message")
        await discord.until(lambda: token_ended(discord, reply), "the token's end")
    (message,) = await discord.posted(emu.channel)
    assert len(message.shown_files) == 2
    emu.config.token_lifetime = 60.0
    again = await discord.result(await emu.click(message, label="New seed"))
    assert "White marble" in again.text


def token_ended(discord: Emulated, reply: Any) -> bool:
    """Whether Discord refuses answers to that interaction by now."""
    return time.monotonic() - reply.interaction.created > discord.emu.config.token_lifetime


@acceptance(errors=[INVALID_TOKEN])
async def test_the_answer_replies_in_the_channel_and_calls_nobody_else(discord: Emulated) -> None:
    emu = discord.emu
    reply = await edit_until_the_token_ended(discord, prompt="@everyone <@&1> <@2> marble")
    (message,) = await discord.posted(emu.channel)
    assert message.message.reference.id == reply.original.id
    assert message.text.startswith(emu.user.mention)
    (sent,) = [r for r in emu.requests if r.path == f"/channels/{emu.channel.id}/messages"]
    mentions = sent.body["allowed_mentions"]
    assert [str(each) for each in mentions["users"]] == [emu.user.id]
    assert not mentions.get("parse")
    assert not mentions.get("roles")
    assert not mentions.get("replied_user")
    await discord.told(reply, "it is in a new message below")
    assert not reply.original.buttons


@acceptance(errors=[INVALID_TOKEN])
async def test_in_a_thread_the_answer_stays_in_the_thread(discord: Emulated) -> None:
    emu = discord.emu
    thread = emu.world.add_thread("spring", emu.channel, emu.user)
    reply = await edit_until_the_token_ended(discord, channel=thread)
    (message,) = await discord.posted(thread)
    assert len(message.shown_files) == 2
    await discord.told(reply, "it is in a new message below")


@pytest.mark.parametrize("denied", [VIEW_CHANNEL, SEND_MESSAGES, ATTACH_FILES])
@acceptance(errors=[INVALID_TOKEN, NO_ACCESS, NO_PERMISSION])
async def test_where_the_channel_is_closed_the_answer_comes_directly(
    discord: Emulated, denied: int
) -> None:
    emu = discord.emu
    emu.channel.denied_to_bot = denied
    await edit_until_the_token_ended(discord)
    (message,) = await discord.posted(emu.dm())
    assert len(message.shown_files) == 2
    assert not discord.posts(emu.channel)


@acceptance(errors=[INVALID_TOKEN])
async def test_a_private_answer_comes_directly_and_never_to_the_channel(discord: Emulated) -> None:
    emu = discord.emu
    await discord.move_to_new_server("Discreet")
    emu.guild.member_permissions |= 1 << 5
    page = await discord.told(await emu.slash("settings"), "Settings of this server")
    chosen = await emu.select(page, ["on"], custom_id="restage:set:private")
    await chosen.wait(lambda reply: reply.acknowledged, 10, "the page")
    await edit_until_the_token_ended(discord)
    (message,) = await discord.posted(emu.dm())
    assert len(message.shown_files) == 2
    assert not discord.posts(emu.channel)


@acceptance(errors=[INVALID_TOKEN])
async def test_where_only_the_person_installed_the_app_the_answer_comes_directly(
    discord: Emulated,
) -> None:
    emu = discord.emu
    await edit_until_the_token_ended(discord, user_install=True)
    (message,) = await discord.posted(emu.dm())
    assert len(message.shown_files) == 2
    assert not discord.posts(emu.channel)


@acceptance(errors=[INVALID_TOKEN])
async def test_in_direct_messages_the_answer_comes_there(discord: Emulated) -> None:
    emu = discord.emu
    await edit_until_the_token_ended(discord, channel=emu.dm())
    (message,) = await discord.posted(emu.dm())
    assert len(message.shown_files) == 2


@acceptance(errors=[INVALID_TOKEN, NO_ACCESS])
async def test_an_answer_that_nobody_takes_waits_for_the_queue(discord: Emulated) -> None:
    emu = discord.emu
    emu.channel.denied_to_bot = VIEW_CHANNEL
    closed = emu.faults.answer("POST /channels/*", 403, CANNOT_MESSAGE, times=None)
    await edit_until_the_token_ended(discord)
    await discord.until(lambda: "waits for /queue" in discord.said(), "the note that it waits")
    assert closed.hits
    emu.config.token_lifetime = 900.0
    page = await discord.told(await emu.slash("queue"), "One of your edits is done")
    shown = await emu.click(page, label="Show it here: image.png")
    done = await discord.result(shown)
    assert done.ephemeral
    after = await discord.told(await emu.slash("queue"), "Nothing waits and nothing runs.")
    assert "could not be delivered" not in after.text


@acceptance(errors=[INVALID_TOKEN])
async def test_a_failed_edit_is_told_late_as_well(discord: Emulated) -> None:
    emu = discord.emu
    upload, serve = emulator().Upload, emulator().Serve
    slow = upload(b"hello, I am a text", "note.png", serve=serve.slow(first_byte=1.0))
    reply = await emu.slash("background", image=slow)
    assert (await reply.ack()).deferred
    emu.config.token_lifetime = 0.0
    (message,) = await discord.posted(emu.channel)
    assert "This is a text file and not a picture" in message.text
    assert emu.user.mention in message.text


TROUBLE: dict[str, Callable[[Any, str], Any]] = {
    "limited": lambda faults, pattern: faults.rate_limit(pattern, 0.3),
    "limited everywhere": lambda faults, pattern: faults.rate_limit(pattern, 0.3, everywhere=True),
    "unavailable": lambda faults, pattern: faults.server_error(pattern, status=503),
    "reset": lambda faults, pattern: faults.reset(pattern),
    "answer lost": lambda faults, pattern: faults.lost_answer(pattern),
}


@pytest.mark.parametrize("trouble", TROUBLE)
@acceptance(errors=[INVALID_TOKEN, NO_ACCESS])
async def test_an_answer_is_posted_once_whatever_breaks_on_the_way(
    discord: Emulated, trouble: str
) -> None:
    emu = discord.emu
    posting = TROUBLE[trouble](emu.faults, f"POST /channels/{emu.channel.id}/messages")
    reply = await edit_until_the_token_ended(discord)
    await discord.told(reply, "it is in a new message below")
    assert posting.hits == 1
    assert len(discord.posts(emu.channel)) == 1


@pytest.mark.parametrize("trouble", TROUBLE)
@acceptance(errors=[INVALID_TOKEN, NO_ACCESS])
async def test_a_direct_message_is_opened_whatever_breaks_on_the_way(
    discord: Emulated, trouble: str
) -> None:
    emu = discord.emu
    emu.channel.denied_to_bot = VIEW_CHANNEL
    opening = TROUBLE[trouble](emu.faults, "POST /users/@me/channels")
    await edit_until_the_token_ended(discord)
    (message,) = await discord.posted(emu.dm())
    assert len(message.shown_files) == 2
    assert opening.hits == 1
