"""Remedies, the ladder and strength `auto`, from a button to the picture."""

from __future__ import annotations

from typing import Any

from tests.acceptance.emulated import Emulated, acceptance
from tests.acceptance.photos import SIDE_PX, mask, product

WRONG = "Something is wrong …"


async def a_result(discord: Emulated, command: str = "background", **options: Any) -> Any:
    """A finished edit, with a mask that is trusted and a seed that is known."""
    asked: dict[str, Any] = {"image": product(), "mask": mask(), "seed": 7, **options}
    return await discord.result(await discord.emu.slash(command, asked))


def said_of(done: Any) -> dict[str, str]:
    """What the list of complaints says of each."""
    (menu,) = done.message.selects
    return {option["value"]: option["description"] for option in menu.options}


@acceptance()
async def test_a_remedy_is_one_choice_for_anybody_and_says_what_it_changes(
    discord: Emulated,
) -> None:
    emu = discord.emu
    done = await a_result(discord, preset="marble")
    assert said_of(done)["cutout"] == "fidelity blend, product strength 0 → 20"
    bob = emu.add_user("bob", locale="de")
    reply = await emu.select(done.message, ["cutout"], label=WRONG, user=bob)
    cured = await discord.result(reply)
    assert "Produkttreue „angepasst“, Stärke am Produkt 0 → 20" in cured.text
    assert "Produkt 20, Umgebung 95 · Seed 7" in cured.text
    assert cured.message.id != done.message.id


@acceptance()
async def test_what_was_measured_to_be_wrong_has_a_button_of_its_own(discord: Emulated) -> None:
    blended = await a_result(discord, preset="dark-low-key", fidelity="blend")
    labels = [button.label for button in blended.message.buttons]
    assert "Product changed: fidelity exact" in labels
    reply = await discord.emu.click(blended.message, label="Product changed: fidelity exact")
    cured = await discord.result(reply)
    assert "Product kept: identical pixels" in cured.text
    assert not [b for b in cured.message.buttons if b.label.startswith("Product changed")]


@acceptance()
async def test_where_no_other_edit_helps_it_says_what_does(discord: Emulated) -> None:
    done = await a_result(discord, preset="marble")
    reply = await discord.emu.select(done.message, ["text"], label=WRONG)
    told = await discord.told(reply, "own pixels stand in this picture already")
    assert told.ephemeral
    assert discord.jobs_queued == 1


@acceptance()
async def test_a_ladder_goes_on_from_the_strength_that_is_picked(discord: Emulated) -> None:
    emu = discord.emu
    done = await a_result(discord, "restyle", preset="watercolour")
    reply = await emu.click(done.message, label="Find the strength", user=emu.add_user("bob"))
    sheet = await discord.result(reply, pictures=1)
    assert len(sheet.message.shown_files) == 1
    assert sheet.message.shown_files[0].image().width > 1200
    labels = [button.label for button in sheet.message.buttons]
    assert labels == [
        "Go on at 40 %", "Go on at 55 %", "Go on at 70 %", "Go on at 85 %", "Go on at 100 %",
        "Original files", "Delete",
    ]  # fmt: skip
    picked = await discord.result(await emu.click(sheet.message, label="Go on at 55 %"))
    assert "strength 55 · seed 7" in picked.text
    assert picked.message.shown_files[1].image().size == (SIDE_PX, SIDE_PX)
    less = await discord.result(await emu.click(picked.message, label="Keep more"))
    assert "strength 40 · seed 7" in less.text


@acceptance()
async def test_remedies_and_ladders_of_before_a_crash_work_after_it(discord: Emulated) -> None:
    emu = discord.emu
    done = await a_result(discord, "restyle", preset="watercolour")
    climbing = await emu.click(done.message, label="Find the strength")
    sheet = await discord.result(climbing, pictures=1)
    await discord.crash_and_restart()
    picked = await discord.result(await emu.click(sheet.message, label="Go on at 70 %"))
    assert "strength 70 · seed 7" in picked.text
    cured = await discord.result(await emu.select(done.message, ["product"], label=WRONG))
    assert "🔧 Changed: strength 85 → 70." in cured.text


@acceptance()
async def test_auto_finds_the_highest_strength_that_keeps_the_product(discord: Emulated) -> None:
    done = await a_result(discord, strength="auto")
    assert "strength product 0, scene 100 · seed 7" in done.text
    assert "Strength auto: 100 is the highest found" in done.text
    styled = await a_result(discord, "restyle", strength="Auto", preset="oil-painting")
    assert "Strength auto: " in styled.text
    assert "seed 7" in styled.text


@acceptance()
async def test_searches_go_on_after_a_crash_and_can_be_cancelled(discord: Emulated) -> None:
    emu = discord.emu
    asked = {"image": product(), "mask": mask(), "seed": 7, "strength": "auto"}
    async with discord.engine_held():
        searching = await emu.slash("restyle", asked)
        await discord.told(searching, "Starting")
        waiting = await emu.slash("restyle", asked)
        await discord.told(waiting, "Waiting")
        await discord.crash_and_restart()
    assert "Strength auto: " in (await discord.result(searching)).text
    assert "Strength auto: " in (await discord.result(waiting)).text
    async with discord.engine_held():
        cancelled = await emu.slash("restyle", asked)
        await discord.told(cancelled, "Starting")
        await emu.click(cancelled.original, label="Cancel")
        await discord.told(cancelled, "This edit was cancelled.")


@acceptance()
async def test_what_is_no_strength_is_answered_with_what_to_type(discord: Emulated) -> None:
    reply = await discord.emu.slash("background", image=product(), strength="much")
    told = await discord.told(reply, "or “auto”; please try again")
    assert told.ephemeral
    offered = await discord.emu.autocomplete("background", "strength", "", image=product())
    assert offered[0]["value"] == "auto"
