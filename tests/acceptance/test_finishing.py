"""Text on pictures and exports, in the emulator, with the real finisher behind them."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image

from bot.finish.files import has_text
from bot.finish.fonts import FOLDER
from tests.acceptance.emulated import Emulated, acceptance, emulator
from tests.acceptance.photos import product

FINISH_LIMIT_S = 60.0


def pixels(file: Any) -> np.ndarray:
    """The picture of a file as it came."""
    with Image.open(io.BytesIO(file.data)) as image:
        return np.asarray(image.convert("RGB")).astype(int)


async def a_text(discord: Emulated, **options: Any) -> Any:
    """A picture with text, by command."""
    asked = {"image": product(), "text": "New\\nthis week", "size": "9", **options}
    reply = await discord.emu.slash("overlay", asked)
    await reply.final(FINISH_LIMIT_S, until=emulator().has_files())
    return reply


async def the_file(reply: Any) -> Any:
    (file,) = (await reply.final(FINISH_LIMIT_S, until=emulator().has_files())).files
    return file


async def exported(discord: Emulated, message: Any, target: str, **options: Any) -> Any:
    """What comes of choosing a target from the list that "Export…" offers."""
    offer = await discord.emu.click(message, label="Export…", **options)
    listed = await discord.told(offer, "Where should this picture go?")
    assert listed.ephemeral
    return await discord.emu.select(listed, [target], **options)


@acceptance()
async def test_text_is_set_on_an_uploaded_picture_and_edited_again(discord: Emulated) -> None:
    reply = await a_text(discord)
    assert reply.acknowledged
    first = await the_file(reply)
    assert has_text(first.data)
    assert "“New this week” · Sans bold" in reply.original.text
    source = np.asarray(Image.open(io.BytesIO(product())).convert("RGB")).astype(int)
    assert pixels(first).shape == source.shape
    inside = np.abs(pixels(first) - source)[60:100, 60:100]
    assert inside.max() == 0  # the product
    opened = await discord.emu.click(reply.original, label="Edit text")
    await opened.wait(lambda seen: seen.modal, 10, "the form")
    filled = {
        field["component"]["custom_id"]: field["component"].get("value")
        for field in opened.modal["components"]
    }
    assert filled["text"] == "New\nthis week"
    assert filled["look"] == "9, auto"
    sent = await discord.emu.submit_modal(opened, {"text": "Sold out", "look": "9, #b00020"})
    second = await the_file(sent)
    assert "“Sold out”" in sent.original.text
    assert second.data != first.data


@acceptance()
async def test_a_font_of_their_own_is_used_and_one_that_is_none_is_told(discord: Emulated) -> None:
    own = emulator().Upload((FOLDER / "NotoSerifDisplay-Bold.ttf").read_bytes())
    serif = await the_file(await a_text(discord, font_file=own))
    sans = await the_file(await a_text(discord))
    assert serif.data != sans.data
    broken = emulator().Upload(b"\0\1\0\0 no font at all", "brand.ttf")
    asked = {"image": product(), "text": "New", "font_file": broken}
    refused = await discord.emu.slash("overlay", asked)
    await discord.told(refused, "This file is no TrueType or OpenType font")


@acceptance()
async def test_a_result_gets_text_and_its_export_takes_it_along(discord: Emulated) -> None:
    emu = discord.emu
    asked = {"image": product(320), "preset": "marble", "seed": 7}
    done = await discord.result(await emu.slash("background", asked))
    opened = await emu.click(done.message, label="Add text")
    await opened.wait(lambda seen: seen.modal, 10, "the form")
    sent = await emu.submit_modal(opened, {"text": "Slow roasted", "place": ["top"]})
    await the_file(sent)
    story = await exported(discord, sent.original, "story")
    file = await the_file(story)
    assert pixels(file).shape == (1920, 1080, 3)
    assert has_text(file.data)
    refused = await exported(discord, sent.original, "shop-white")
    await discord.told(refused, "does not take pictures with text on them")


@acceptance()
async def test_a_main_picture_is_white_around_and_says_which_rules_it_keeps(
    discord: Emulated,
) -> None:
    reply = await discord.emu.slash("export", {"image": product(1600), "target": "shop-white"})
    file = await the_file(reply)
    picture = pixels(file)
    assert picture.shape == (2000, 2000, 3)
    for edge in (picture[0], picture[-1], picture[:, 0], picture[:, -1]):
        assert (edge == 255).all()
    columns = np.flatnonzero((picture.min(axis=2) < 128).any(axis=0))
    assert 0.82 < (columns[-1] - columns[0]) / 2000 < 0.88
    for rule in ("✓ the product fills 85 %", "✓ pure white", "✓ no text", "sRGB"):
        assert rule in reply.original.text


@acceptance()
async def test_people_get_it_in_their_language_and_private_where_the_server_says_so(
    discord: Emulated,
) -> None:
    emu = discord.emu
    done = await discord.result(await emu.slash("background", {"image": product(320), "seed": 1}))
    bob = emu.add_user("bob", locale="de")
    offer = await emu.click(done.message, label="Export…", user=bob)
    listed = await discord.told(offer, "Wohin soll dieses Bild gehen?")
    sent = await emu.select(listed, ["square"], user=bob)
    await the_file(sent)
    assert "Quadrat 1080" in sent.original.text


@acceptance()
async def test_what_is_no_picture_is_answered_in_one_sentence(discord: Emulated) -> None:
    text = emulator().Upload(b"just some words\n", "notes.txt")
    for command, asked in (
        ("overlay", {"image": text, "text": "New"}),
        ("export", {"image": text, "target": "square"}),
    ):
        reply = await discord.emu.slash(command, asked)
        await discord.told(reply, "This is a text file and not a picture")
