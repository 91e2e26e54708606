"""Where Restage works: direct messages, threads, and servers that have not invited it."""

from __future__ import annotations

from typing import Any

from tests.acceptance.emulated import Emulated, acceptance
from tests.acceptance.photos import product


async def an_edit_and_a_press(discord: Emulated, **where: Any) -> None:
    """A command, a button under its result, and how it was made."""
    emu = discord.emu
    reply = await emu.slash("background", image=product(), preset="marble", seed=7, **where)
    done = await discord.result(reply)
    assert "White marble" in done.text
    less = await discord.result(await emu.click(done.message, label="Keep more"))
    assert "scene 80 · seed 7" in less.text
    made = await emu.context_menu("How was this made?", less.message)
    await discord.told(made, "Command: /background")


@acceptance()
async def test_edits_in_direct_messages(discord: Emulated) -> None:
    channel = discord.emu.dm()
    await an_edit_and_a_press(discord, channel=channel)
    await discord.told(await discord.emu.slash("queue", channel=channel), "Queue")
    await discord.told(await discord.emu.slash("presets", channel=channel), "Presets of")


@acceptance()
async def test_a_form_in_direct_messages(discord: Emulated) -> None:
    emu = discord.emu
    message = await emu.user_message(files=[product()], channel=emu.dm())
    opened = await emu.context_menu("Restage photos", message)
    await opened.wait(lambda reply: reply.modal, 10, "the form")
    sent = await emu.submit_modal(opened, {"command": ["background"], "preset": "marble"})
    await discord.result(sent)


@acceptance()
async def test_edits_in_threads(discord: Emulated) -> None:
    emu = discord.emu
    thread = emu.world.add_thread("spring", emu.channel, emu.user)
    await an_edit_and_a_press(discord, channel=thread)


@acceptance()
async def test_edits_where_only_the_person_installed_the_app(discord: Emulated) -> None:
    discord.emu.channel.denied_to_bot = -1
    await an_edit_and_a_press(discord, user_install=True)


@acceptance()
async def test_many_photos_keep_to_the_answers_that_such_an_app_has(discord: Emulated) -> None:
    discord.emu.channel.denied_to_bot = -1
    names = ("image", "image2", "image3", "image4", "image5")
    photos = {name: product(colour=f"hsl({60 * n},80%,40%)") for n, name in enumerate(names)}
    reply = await discord.emu.slash("background", photos, preset="linen", user_install=True)
    await reply.wait(
        lambda seen: sum(len(m.shown_files) == 2 for m in seen.messages) == 5, 60, "five results"
    )
    assert len(reply.messages) == 5
