"""Buttons under a result and under a job that goes on, pressed by its owner and by others."""

from __future__ import annotations

from typing import Any

import pytest

from tests.acceptance.emulated import Emulated, acceptance, emulator, waits
from tests.acceptance.photos import SIDE_PX, product

MANAGE_MESSAGES = 1 << 13


async def a_result(discord: Emulated, **options: Any) -> Any:
    """A finished edit, with a preset and a seed that is known."""
    asked: dict[str, Any] = {"image": product(), "preset": "marble", "seed": 7, **options}
    return await discord.result(await discord.emu.slash("background", asked))


@acceptance()
async def test_a_new_seed_makes_another_picture_in_a_new_message(discord: Emulated) -> None:
    done = await a_result(discord)
    again = await discord.result(await discord.emu.click(done.message, label="New seed"))
    assert again.message.id != done.message.id
    assert "White marble" in again.text
    assert "seed 7" not in again.text
    first, second = (each.message.shown_files[1].data for each in (done, again))
    assert first != second


@pytest.mark.parametrize(
    ("label", "strength"), [("Keep more", "scene 80"), ("Change more", "scene 100")]
)
@acceptance()
async def test_the_strength_moves_by_a_notch_and_the_seed_stays(
    discord: Emulated, label: str, strength: str
) -> None:
    done = await a_result(discord)
    moved = await discord.result(await discord.emu.click(done.message, label=label))
    assert f"{strength} · seed 7" in moved.text


@acceptance()
async def test_the_strength_has_an_end(discord: Emulated) -> None:
    done = await a_result(discord, strength="100")
    reply = await discord.emu.click(done.message, label="Change more")
    told = await discord.told(reply, "The strength is at its highest already.")
    assert told.ephemeral


@acceptance()
async def test_whoever_presses_gets_a_job_of_their_own(discord: Emulated) -> None:
    emu = discord.emu
    done = await a_result(discord)
    bob = emu.add_user("bob", locale="de")
    less = await discord.result(await emu.click(done.message, label="Keep more", user=bob))
    assert "Umgebung 80 · Seed 7" in less.text
    reply = await emu.click(less.message, label="Löschen", user=emu.user)
    assert (await discord.told(reply, "⚠️")).ephemeral
    mine = await emu.click(less.message, label="Löschen", user=bob)
    await discord.until(lambda: less.message.deleted, "the message's end")
    assert mine.acknowledged
    assert not done.message.deleted


@acceptance()
async def test_words_are_edited_in_a_form_that_is_filled_in(discord: Emulated) -> None:
    emu = discord.emu
    done = await a_result(
        discord, prompt="on a shelf", keep="the letters", avoid="only: people", strength="60"
    )
    opened = await emu.click(done.message, label="Edit words")
    await opened.wait(lambda reply: reply.modal, 10, "the form")
    filled = {
        field["component"]["custom_id"]: field["component"].get("value")
        for field in opened.modal["components"]
    }
    assert filled == {
        "preset": None,
        "prompt": "on a shelf",
        "keep": "keep the product shape unchanged, keep its color and logo unchanged, the letters",
        "avoid": "only: people",
        "strength": "60",
    }
    presets = opened.modal["components"][0]["component"]["options"]
    assert [p["value"] for p in presets if p.get("default")] == ["marble"]
    sent = await emu.submit_modal(opened, {"preset": ["linen"], "strength": "40 %", "prompt": ""})
    changed = await discord.result(sent)
    assert "Natural linen · Studio · strength product 0, scene 40 · seed 7" in changed.text
    made = await emu.context_menu("How was this made?", changed.message)
    assert "the letters" in (await discord.told(made, "Keep:")).text


@acceptance()
async def test_a_form_filled_in_wrongly_is_answered_with_what_to_do(discord: Emulated) -> None:
    done = await a_result(discord)
    opened = await discord.emu.click(done.message, label="Edit words")
    await opened.wait(lambda reply: reply.modal, 10, "the form")
    sent = await discord.emu.submit_modal(opened, {"strength": "much"})
    told = await discord.told(sent, "Strength is a number from 0 (keep) to 100 (reinvent)")
    assert told.ephemeral


@acceptance()
async def test_a_result_becomes_the_next_photo(discord: Emulated) -> None:
    emu = discord.emu
    done = await a_result(discord)
    opened = await emu.click(done.message, label="Use this result")
    await opened.wait(lambda reply: reply.modal, 10, "the form")
    sent = await emu.submit_modal(opened, {"command": ["restyle"], "preset": "line art"})
    after = await discord.result(sent)
    assert "Line art" in after.text
    before = after.message.shown_files[0].image().convert("RGB")
    source = done.message.shown_files[1].image().convert("RGB")
    for point in ((4, 4), (SIDE_PX // 2, SIDE_PX - 4)):
        near = zip(before.getpixel(point), source.getpixel(point), strict=True)
        assert all(abs(one - other) < 12 for one, other in near)


@acceptance()
async def test_one_of_several_is_picked_and_goes_its_own_way(discord: Emulated) -> None:
    emu = discord.emu
    done = await discord.result(
        await emu.slash("variants", image=product(), preset="brights", images=3), pictures=4
    )
    picked = await discord.result(await emu.click(done.message, label="Pick 2"))
    assert "Brights, Bright orange" in picked.text
    assert picked.message.shown_files[1].data == done.message.shown_files[2].data
    labels = [button.label for button in picked.message.buttons]
    assert "Use this result" in labels
    assert not any(label.startswith("Pick") for label in labels)
    less = await discord.result(await emu.click(picked.message, label="Keep more"))
    assert "Brights, Bright orange" in less.text
    assert len(less.message.shown_files) == 2
    bob = emu.add_user("bob")
    theirs = await discord.result(await emu.click(done.message, label="Pick 3", user=bob))
    await emu.click(theirs.message, label="Delete", user=bob)
    await discord.until(lambda: theirs.message.deleted, "the end of what Bob picked")


@acceptance()
async def test_original_files_are_handed_out_one_by_one(discord: Emulated) -> None:
    emu = discord.emu
    done = await discord.result(
        await emu.slash("variants", image=product(), preset="brights", images=2), pictures=3
    )
    bob = emu.add_user("bob")
    offer = await emu.click(done.message, label="Original files", user=bob)
    offered = await discord.told(offer, "The 2 original files, one by one:")
    assert offered.ephemeral
    files = []
    for number in (1, 2):
        handed = await emu.click(offered, label=f"Picture {number}", user=bob)
        (file,) = (await handed.final(30, until=emulator().has_files())).files
        files.append(file)
        assert handed.original.ephemeral
    assert [file.image().format for file in files] == ["PNG", "PNG"]
    assert files[0].data != files[1].data
    assert b"Restage" in files[0].data or b"restage" in files[0].data


@acceptance()
async def test_only_its_owner_deletes_a_result(discord: Emulated) -> None:
    emu = discord.emu
    done = await a_result(discord)
    refused = await emu.click(done.message, label="Delete", user=emu.add_user("bob"))
    told = await discord.told(refused, "Only the person who asked for this edit can do that.")
    assert told.ephemeral
    assert not done.message.deleted
    await emu.click(done.message, label="Delete")
    await discord.until(lambda: done.message.deleted, "the message's end")


@acceptance()
async def test_a_job_is_cancelled_by_its_owner_alone_and_no_other_with_it(
    discord: Emulated,
) -> None:
    emu = discord.emu
    bob = emu.add_user("bob")
    async with discord.engine_held():
        running = await emu.slash("background", image=product(), seed=1)
        await discord.told(running, "Starting")
        mine = await emu.slash("background", image=product(), seed=2)
        theirs = await emu.slash("background", image=product(), seed=3, user=bob)
        for reply in (mine, theirs):
            await reply.wait(waits, 30, "a place in the queue")
        refused = await emu.click(mine.original, label="Cancel", user=bob)
        assert (await discord.told(refused, "Only the person who asked")).ephemeral
        await emu.click(mine.original, label="Cancel")
        cancelled = await discord.told(mine, "This edit was cancelled.")
        assert not cancelled.buttons
        await emu.click(running.original, label="Cancel")
        await discord.told(running, "This edit was cancelled.")
    done = await discord.result(theirs)
    assert "seed 3" in done.text


@acceptance()
async def test_those_who_manage_messages_may_cancel_for_others(discord: Emulated) -> None:
    emu = discord.emu
    await discord.move_to_new_server("Moderated")
    moderator = emu.add_user("moderator")
    async with discord.engine_held():
        reply = await emu.slash("background", image=product())
        await reply.wait(waits, 30, "a place in the queue")
        emu.guild.member_permissions |= MANAGE_MESSAGES
        await emu.click(reply.original, label="Cancel", user=moderator)
        await discord.told(reply, "This edit was cancelled.")


@acceptance()
async def test_what_has_ended_cannot_be_cancelled_any_more(discord: Emulated) -> None:
    emu = discord.emu
    async with discord.engine_held():
        reply = await emu.slash("background", image=product())
        await reply.wait(waits, 30, "a place in the queue")
        (cancel,) = reply.original.buttons
    done = await discord.result(reply)
    late = await emu.send_interaction(
        emu._component(done.message.message, None),
        {"custom_id": cancel.custom_id, "component_type": cancel.type, "id": cancel.id},
    )
    assert (await discord.told(late, "This edit has ended already.")).ephemeral
    assert not done.message.deleted
