"""/queue, /presets and /settings."""

from __future__ import annotations

from typing import Any

import pytest

from tests.acceptance.emulated import Emulated, acceptance, emulator, waits
from tests.acceptance.photos import product

MANAGE_GUILD = 1 << 5


@acceptance()
async def test_the_queue_is_empty_and_private(discord: Emulated) -> None:
    reply = await discord.emu.slash("queue")
    told = await discord.told(reply, "Nothing waits and nothing runs.")
    assert told.ephemeral


@acceptance()
async def test_the_queue_shows_what_runs_and_waits_and_marks_what_is_mine(
    discord: Emulated,
) -> None:
    emu = discord.emu
    bob = emu.add_user("bob")
    async with discord.engine_held():
        running = await emu.slash("background", image=product(), preset="marble")
        await discord.told(running, "Starting")
        mine = await emu.slash("restyle", image=product(), preset="line-art")
        await discord.told(mine, "Waiting: you are next. Starts <t:")
        theirs = await emu.slash("refine", image=product(), user=bob)
        await discord.told(theirs, "Waiting: number 2 in the queue. Starts <t:")
        asked = await emu.slash("queue", user=bob)
        page = await discord.told(asked, "1 running, 2 waiting")
        rows = page.text.splitlines()[-3:]
        assert [row.startswith(start) for row, start in zip(rows, ("▶", "1.", "2."), strict=True)]
        assert "/background · White marble · step 0" in rows[0]
        assert "/restyle · Line art" in rows[1]
        assert ["yours" in row for row in rows] == [False, False, True]
    for reply in (running, mine, theirs):
        await discord.result(reply)


@acceptance()
async def test_the_queue_of_another_server_is_nobodys_business(discord: Emulated) -> None:
    emu = discord.emu
    async with discord.engine_held():
        reply = await emu.slash("background", image=product())
        await reply.wait(waits, 30, "a place in the queue")
        await discord.move_to_new_server("Elsewhere")
        asked = await emu.slash("queue", user=emu.add_user("bob"))
        page = await discord.told(asked, "Queue")
        assert "/background" not in page.text
    await discord.result(reply)


@acceptance()
async def test_presets_are_browsed_page_by_page_with_pictures(discord: Emulated) -> None:
    emu = discord.emu
    reply = await emu.slash("presets")
    page = await discord.told(reply, "Page 1 of 2")
    assert page.ephemeral
    assert "Presets of /background" in page.text
    assert page.shown_files
    assert [b.disabled for b in page.buttons] == [True, False]
    turned = await emu.click(page, label="Next")
    page = await discord.told(turned, "Page 2 of 2")
    assert "window-wall" in page.text
    chosen = await emu.select(page, ["variants"])
    page = await discord.told(chosen, "Presets of /variants")
    assert "Jewel tones" in page.text


@pytest.mark.parametrize("command", ["restyle", "background", "variants", "refine"])
@acceptance()
async def test_the_presets_of_each_command_can_be_asked_for(
    discord: Emulated, command: str
) -> None:
    reply = await discord.emu.slash("presets", command=command)
    page = await discord.told(reply, f"Presets of /{command}")
    assert "the usual one" in page.text


@acceptance()
async def test_settings_are_for_those_who_manage_the_server(discord: Emulated) -> None:
    with pytest.raises(emulator().CannotDo, match="needs permissions"):
        await discord.emu.slash("settings")
    with pytest.raises(emulator().CannotDo, match="not available in direct messages"):
        await discord.emu.slash("settings", channel=discord.emu.dm())


async def settings_page(discord: Emulated) -> Any:
    """The page of /settings, for somebody who may manage a server of their own."""
    await discord.move_to_new_server("Shop")
    discord.emu.guild.member_permissions |= MANAGE_GUILD
    reply = await discord.emu.slash("settings")
    page = await discord.told(reply, "Settings of this server")
    assert page.ephemeral
    return page


def an_employee(discord: Emulated) -> Any:
    """Somebody who may not manage the server, from now on."""
    discord.emu.guild.member_permissions &= ~MANAGE_GUILD
    return discord.emu.add_user("employee")


@acceptance()
async def test_a_server_has_a_usual_preset_and_engine(discord: Emulated) -> None:
    emu = discord.emu
    page = await settings_page(discord)
    changed = await emu.select(page, ["studio"], label="As in settings.yaml")
    await changed.wait(lambda reply: reply.acknowledged, 10, "the page")
    changed = await emu.select(page, ["concrete"], label="Usual preset of /background")
    await changed.wait(lambda reply: reply.acknowledged, 10, "the page")
    reply = await emu.slash("background", image=product(), user=an_employee(discord))
    assert "concrete" in (await discord.result(reply)).text.lower()


@acceptance()
async def test_an_engine_that_is_not_there_is_told(discord: Emulated) -> None:
    emu = discord.emu
    page = await settings_page(discord)
    changed = await emu.select(page, ["diffusion"], label="As in settings.yaml")
    await changed.wait(lambda reply: reply.acknowledged, 10, "the page")
    reply = await emu.slash("background", image=product(), user=an_employee(discord))
    await discord.told(reply, "No model is configured")


@acceptance()
async def test_a_server_keeps_restage_to_some_channels_and_their_threads(
    discord: Emulated,
) -> None:
    emu = discord.emu
    page = await settings_page(discord)
    studio = emu.world.add_channel("studio", emu.guild)
    changed = await emu.select(page, [studio], label="Everywhere")
    await changed.wait(lambda reply: reply.acknowledged, 10, "the page")
    employee = an_employee(discord)
    refused = await emu.slash("background", image=product(), user=employee)
    told = await discord.told(refused, f"please go to <#{studio.id}>")
    assert told.ephemeral
    thread = emu.world.add_thread("spring", studio, emu.user)
    for channel in (studio, thread):
        reply = await emu.slash("background", image=product(), user=employee, channel=channel)
        await discord.result(reply)


@acceptance()
async def test_a_server_keeps_restage_to_some_roles(discord: Emulated) -> None:
    emu = discord.emu
    page = await settings_page(discord)
    role = emu.guild.bot_role_id
    changed = await emu.select(page, [role], label="Everyone")
    await changed.wait(lambda reply: reply.acknowledged, 10, "the page")
    outsider = an_employee(discord)
    message = await emu.user_message(files=[product()])
    for refused in (
        await emu.slash("background", image=product(), user=outsider),
        await emu.context_menu("Restage photos", message, user=outsider),
    ):
        assert (await discord.told(refused, f"Restage is for <@&{role}>")).ephemeral
    insider = emu.world.add_user("insider")
    emu.world.join(emu.guild, insider, roles=[role])
    await discord.result(await emu.slash("background", image=product(), user=insider))


@acceptance()
async def test_replies_of_a_server_may_be_private(discord: Emulated) -> None:
    emu = discord.emu
    page = await settings_page(discord)
    changed = await emu.select(page, ["on"], custom_id="restage:set:private")
    await changed.wait(lambda reply: reply.acknowledged, 10, "the page")
    employee = an_employee(discord)
    done = await discord.result(await emu.slash("background", image=product(), user=employee))
    assert done.ephemeral
    again = await emu.click(done.message, label="New seed", user=employee)
    assert (await discord.result(again)).ephemeral
