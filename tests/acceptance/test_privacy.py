"""Private replies: where a server asks for them, nobody else sees any part of an answer."""

from __future__ import annotations

from typing import Any

from tests.acceptance.emulated import Emulated, acceptance
from tests.acceptance.photos import product

MANAGE_GUILD = 1 << 5
FOLLOW_UP = "POST /webhooks/*"


async def make_private(discord: Emulated) -> None:
    """A server of its own, whose managers chose private replies."""
    emu = discord.emu
    await discord.move_to_new_server("Discreet")
    emu.guild.member_permissions |= MANAGE_GUILD
    page = await discord.told(await emu.slash("settings"), "Settings of this server")
    chosen = await emu.select(page, ["on"], custom_id="restage:set:private")
    await chosen.wait(lambda reply: reply.acknowledged, 10, "the page")


async def three_photos(discord: Emulated, **options: Any) -> Any:
    """A command with three photos."""
    others = {"image2": product(colour="teal"), "image3": product(colour="gold")}
    return await discord.emu.slash("background", image=product(), preset="marble", **others)


def results(reply: Any) -> int:
    """How many messages of a reply show a result."""
    return sum(len(message.shown_files) == 2 for message in reply.messages)


@acceptance()
async def test_every_photo_of_a_private_command_is_answered_privately(discord: Emulated) -> None:
    await make_private(discord)
    reply = await three_photos(discord)
    await reply.wait(lambda seen: results(seen) == 3, 60, "three results")
    assert len(reply.messages) == 3
    assert all(message.ephemeral for message in reply.messages)
    assert not discord.posts(discord.emu.channel)


@acceptance()
async def test_a_photo_that_cannot_be_read_is_told_privately_too(discord: Emulated) -> None:
    await make_private(discord)
    note = discord.emu.slash(
        "background", image=product(), image2=(b"hello, I am a text"), preset="marble"
    )
    reply = await note
    await reply.wait(
        lambda seen: any("⚠️" in message.text for message in seen.messages), 60, "the refusal"
    )
    await reply.wait(lambda seen: results(seen) == 1, 60, "the result")
    assert all(message.ephemeral for message in reply.messages)


@acceptance()
async def test_a_private_answer_whose_posting_broke_off_is_not_posted_twice(
    discord: Emulated,
) -> None:
    """Nobody can look for it, so it waits for /queue, which shows it to its owner."""
    emu = discord.emu
    await make_private(discord)
    lost = emu.faults.lost_answer(FOLLOW_UP, times=2)
    reply = await emu.slash(
        "background", image=product(), image2=product(colour="teal"), preset="marble"
    )
    await discord.until(lambda: "may have arrived" in discord.said(), "the note that it may have")
    assert lost.hits == 2
    assert results(reply) == 2
    await discord.told(await emu.slash("queue"), "One of your edits is done")


@acceptance()
async def test_a_guest_answers_publicly_by_the_token(discord: Emulated) -> None:
    """Where only the person installed the app, it is a guest: that makes its answers no secret."""
    discord.emu.channel.denied_to_bot = -1
    reply = await discord.emu.slash(
        "background",
        image=product(),
        image2=product(colour="teal"),
        preset="marble",
        user_install=True,
    )
    await reply.wait(lambda seen: results(seen) == 2, 60, "two results")
    assert not any(message.ephemeral for message in reply.messages)
