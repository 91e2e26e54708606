"""The commands of a message's Apps menu, and the form that one of them opens."""

from __future__ import annotations

from typing import Any

from tests.acceptance.emulated import Emulated, acceptance
from tests.acceptance.photos import product


async def form_for(discord: Emulated, message: Any) -> Any:
    """ "Restage photos" of a message, once its form is open."""
    opened = await discord.emu.context_menu("Restage photos", message)
    await opened.wait(lambda reply: reply.modal, 10, "the form")
    return opened


@acceptance()
async def test_all_photos_of_a_message_are_edited(discord: Emulated) -> None:
    emu = discord.emu
    message = await emu.user_message(
        "new stock", [product(), product(colour="teal"), emulated_text()], user=emu.add_user("bob")
    )
    opened = await form_for(discord, message)
    titles = [field["label"] for field in opened.modal["components"]]
    assert len(titles) == 5
    sent = await emu.submit_modal(
        opened,
        {
            "command": ["background"],
            "preset": "linen",
            "prompt": "soft light",
            "keep": "the letters",
        },
    )
    await sent.wait(
        lambda reply: sum(len(m.shown_files) == 2 for m in reply.messages) == 2, 60, "two results"
    )
    assert len(sent.messages) == 2
    assert all("Natural linen" in each.text for each in sent.messages)
    assert all("Asked for: soft light" in each.text for each in sent.messages)


def emulated_text() -> Any:
    """A file that is no photo, beside those that are."""
    from tests.acceptance.emulated import emulator

    return emulator().Upload(b"prices", "prices.txt")


@acceptance()
async def test_the_preset_may_be_left_to_the_command(discord: Emulated) -> None:
    opened = await form_for(discord, await discord.emu.user_message(files=[product()]))
    sent = await discord.emu.submit_modal(opened, {"command": ["restyle"]})
    assert "Watercolour · Studio" in (await discord.result(sent)).text


@acceptance()
async def test_a_preset_that_is_not_there_is_answered_with_one_that_is(discord: Emulated) -> None:
    opened = await form_for(discord, await discord.emu.user_message(files=[product()]))
    sent = await discord.emu.submit_modal(opened, {"command": ["restyle"], "preset": "watercolor"})
    await discord.told(sent, "no restyle preset named “watercolor”; did you mean “watercolour”")


@acceptance()
async def test_a_message_without_photos_says_so(discord: Emulated) -> None:
    message = await discord.emu.user_message("only words")
    reply = await discord.emu.context_menu("Restage photos", message)
    told = await discord.told(reply, "There is no photo in this message.")
    assert told.ephemeral


@acceptance()
async def test_a_result_tells_how_it_was_made_to_anybody_and_nobody_else(
    discord: Emulated,
) -> None:
    emu = discord.emu
    done = await discord.result(
        await emu.slash("variants", image=product(), preset="earth", images=2, seed=9), pictures=3
    )
    bob = emu.add_user("bob", locale="de")
    asked = await emu.context_menu("How was this made?", done.message, user=bob)
    told = await discord.told(asked, "/variants")
    assert told.ephemeral
    assert "Seed: 9" in told.text
    assert "Wie ist das entstanden?" in told.text


@acceptance()
async def test_a_message_of_somebody_else_was_not_made_here(discord: Emulated) -> None:
    message = await discord.emu.user_message("mine", [product()])
    asked = await discord.emu.context_menu("How was this made?", message)
    assert (await discord.told(asked, "This message shows no picture of mine")).ephemeral


@acceptance()
async def test_a_result_can_be_restaged_like_any_photo(discord: Emulated) -> None:
    emu = discord.emu
    done = await discord.result(await emu.slash("background", image=product(), preset="marble"))
    opened = await form_for(discord, done.message)
    sent = await emu.submit_modal(opened, {"command": ["refine"]})
    await sent.wait(
        lambda reply: sum(len(m.shown_files) == 2 for m in reply.messages) == 2, 60, "two results"
    )
