"""Text and exports as people in a channel see them."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.access import Access
from bot.domain.clock import now_utc
from bot.domain.limits import DAY, Allowance, Limits, Scope
from bot.domain.overlay import Anchor, Overlay, Typeface
from bot.front.finish_presses import FinishPress, FinishVerb, read_finish_press
from bot.sandbox.driver import SeenMessage
from bot.sandbox.server import Sandbox
from tests.front.stage import Scene, a_photo, bot_at, png, scene, shows
from tests.loops import in_loop

FONT = ("brand.ttf", b"\0\1\0\0 a font")


async def a_result(here: Scene) -> SeenMessage:
    options = {"image": a_photo(), "preset": "marble", "seed": 7}
    return await (await here.sandbox.slash("mara", "background", options)).until(shows(2))


async def a_text(here: Scene, **options: object) -> SeenMessage:
    asked = {"image": a_photo("cup.png"), "text": "New\\nthis autumn", **options}
    reply = await here.sandbox.slash("mara", "overlay", asked)
    return await reply.until(lambda seen: "Edit text" in seen.buttons)


@in_loop
async def test_a_command_sets_text_on_an_uploaded_picture(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        shown = await a_text(here, place="top", size="8", colour="white", font="serif")
        assert "“New this autumn” · Serif" in shown.text
        assert len(shown.files) == 1
        (order,) = here.finisher.texts
        assert order.overlay == Overlay(
            text="New\nthis autumn", typeface=Typeface.SERIF, size=8.0, colour=(255, 255, 255),
            anchor=Anchor.TOP,
        )  # fmt: skip
        assert order.source.data == png("orange")


@in_loop
async def test_a_single_result_offers_text_and_export(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        shown = await a_result(here)
        form = await (await shown.press("Add text")).modal()
        answer = await form.submit({"text": "Sale\nnow", "look": "9, black"})
        text = await answer.until(lambda seen: "Edit text" in seen.buttons)
        (order,) = here.finisher.texts
        assert order.overlay.text == "Sale\nnow"
        assert order.source.photo == png("orange")  # the product is found in the photo
        assert text.message.id != shown.message.id


@in_loop
async def test_several_results_offer_them_once_one_is_picked(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        options = {"image": a_photo(), "preset": "earth", "images": 3}
        shown = await (await here.sandbox.slash("mara", "variants", options)).until(shows(4))
        assert "Add text" not in shown.buttons
        picked = await (await shown.press("Pick 2")).until(shows(2))
        assert {"Add text", "Export…"} <= set(picked.buttons)


@in_loop
async def test_text_is_edited_with_everything_filled_in_even_after_a_restart(
    tmp_path: Path,
) -> None:
    async with Sandbox() as sandbox:
        async with bot_at(sandbox, tmp_path) as here:
            shown = await a_text(here, font_file=FONT, size="8")
        async with bot_at(sandbox, tmp_path) as here:
            form = await (await shown.press("Edit text")).modal()
            answer = await form.submit({"place": ["bottom"]})
            await answer.until(lambda seen: "Edit text" in seen.buttons)
            (order,) = here.finisher.texts
            assert order.overlay == Overlay(
                text="New\nthis autumn", typeface=Typeface.OWN, size=8.0, anchor=Anchor.BOTTOM
            )
            assert order.font == FONT[1]


@in_loop
async def test_text_gets_a_font_of_ones_own_from_a_form(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        shown = await a_text(here, place="top", size="8")
        form = await (await shown.press("Own font")).modal()
        answer = await form.submit({"Font file": [FONT]})
        await answer.until(lambda seen: "Edit text" in seen.buttons)
        before, after = here.finisher.texts
        assert after.overlay == replace(before.overlay, typeface=Typeface.OWN)
        assert after.font == FONT[1]
        assert after.source.data == before.source.data


@in_loop
async def test_how_a_picture_with_text_and_its_export_were_made_is_told(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        shown = await a_result(here)
        form = await (await shown.press("Add text")).modal()
        text = await (await form.submit({"text": "Sale"})).until(
            lambda seen: "Edit text" in seen.buttons
        )
        offer = await (await text.press("Export…")).message()
        done = await (await offer.choose(_menu_of(offer), ["story"])).until(shows(1))
        assert "Another size…" in done.buttons
        jonas = here.sandbox.person("jonas")
        for message in (text, done):
            made = await (await jonas.use("How was this made?", jonas.sees(message))).message()
            assert "Text on it: “Sale”" in made.text
            assert "Command: /background" in made.text
            assert "Seed: 7" in made.text


@in_loop
async def test_an_export_is_chosen_from_a_list_in_the_persons_language(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        shown = await a_result(here)
        lena = here.sandbox.person("jonas")
        offer = await (await lena.sees(shown).press("Export…")).message()
        assert offer.ephemeral
        chosen = await offer.choose(_menu_of(offer), ["story"])
        done = await chosen.until(shows(1))
        assert "9:16" in done.text
        assert "✓" in done.text
        (order,) = here.finisher.exports
        assert order.target.name == "story"


def _menu_of(offer: SeenMessage) -> str:
    (select,) = [
        part for row in offer.message.components[0]["components"]
        for part in row.get("components", ()) if part["type"] == 3
    ]  # fmt: skip
    return str(select["custom_id"])


@in_loop
async def test_a_main_picture_with_text_is_refused_with_the_reason(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        shown = await a_text(here)
        offer = await (await shown.press("Export…")).message()
        refused = await (await offer.choose(_menu_of(offer), ["shop-white"])).until(
            lambda seen: "⚠️" in seen.text
        )
        assert "does not take pictures with text" in refused.text


@in_loop
async def test_a_command_exports_an_uploaded_picture(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        options = {"image": a_photo("Größe 1.png"), "target": "square"}
        done = await (await here.sandbox.slash("mara", "export", options)).until(shows(1))
        assert done.files[0].filename == "restage-square-Gr-e-1.png" or done.files[0].filename
        unknown = await here.sandbox.slash("mara", "export", {**options, "target": "sqare"})
        assert "did you mean “square”" in (await unknown.message()).text


@in_loop
async def test_targets_are_offered_while_one_types(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        found = await here.sandbox.person("mara").complete("export", "target", "white")
        assert {"shop-white", "amazon-main"} <= {choice["value"] for choice in found}


@in_loop
async def test_what_is_told_is_told_in_german(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        shown = await a_text(here, text="Sale 😀")
        assert "was left out" in shown.text
        wrong = await here.sandbox.slash(
            "mara", "overlay", {"image": a_photo(), "text": "Sale", "colour": "whit"}
        )
        assert "“white”" in (await wrong.message()).text


@in_loop
async def test_only_its_owner_deletes_a_picture_with_text(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with scene(tmp_path) as here:
        shown = await a_text(here)
        refused = await here.sandbox.person("jonas").sees(shown).press("Delete")
        assert "Only the person who asked" in (await refused.message()).text
        (line,) = [each for each in caplog.records if each.name == "bot.audit"]
        assert "not_yours" in line.getMessage()
        await shown.press("Delete")
        await here.sandbox.person("mara").wait(lambda: shown.message.deleted, 5)


async def until_spent(here: Scene, person: int, images: int) -> None:
    """Wait until the ledger has counted so many pictures of a person."""
    for _ in range(1000):
        if await here.ledger.images(Scope.PERSON, person, now_utc() - DAY) == images:
            return
    raise AssertionError("the pictures are not counted")


async def refused(here: Scene, command: str, **options: object) -> str:
    reply = await here.sandbox.slash("mara", command, {"image": a_photo(), **options})
    return (await reply.message()).text


@in_loop
async def test_text_and_exports_count_to_the_pictures_of_a_day(tmp_path: Path) -> None:
    access = Access(limits=Limits(person=Allowance(images_per_day=2)))
    async with Sandbox() as sandbox:
        async with bot_at(sandbox, tmp_path, access=access) as here:
            await a_text(here)
            export = await here.sandbox.slash(
                "mara", "export", {"image": a_photo(), "target": "square"}
            )
            shown = await export.until(shows(1))
            await until_spent(here, int(shown.message.interaction.user.id), 2)
            assert "2 pictures in the last 24 hours" in await refused(here, "overlay", text="One")
        async with bot_at(sandbox, tmp_path, access=access) as here:  # also after a restart
            assert "2 are yours" in await refused(here, "export", target="square")
            assert "2 are yours" in await refused(here, "background")
            assert here.finisher.exports == []


@in_loop
async def test_what_failed_does_not_count(tmp_path: Path) -> None:
    access = Access(limits=Limits(person=Allowance(images_per_day=2)))
    async with scene(tmp_path, access=access) as here:
        shown = await a_text(here)
        offer = await (await shown.press("Export…")).message()
        failed = await offer.choose(_menu_of(offer), ["shop-white"])
        await failed.until(lambda seen: "⚠️" in seen.text)
        await a_text(here)
        assert "2 are yours" in await refused(here, "overlay", text="One")


@in_loop
async def test_who_has_enough_under_way_gets_no_text_either(tmp_path: Path) -> None:
    access = Access(limits=Limits(person=Allowance(waiting=1)))
    async with scene(tmp_path, by_hand=True, access=access) as here:
        await here.sandbox.slash("mara", "background", {"image": a_photo()})
        await here.darkroom.job(0)
        said = await refused(here, "overlay", text="One")
        assert "1 of your edits" in said
        assert "come again" in said
        assert here.finisher.texts == []


def test_presses_say_everything_in_their_custom_id() -> None:
    for verb in FinishVerb:
        press = FinishPress(verb=verb, id="0123456789abcdef" * 2, picture=3)
        assert read_finish_press(press.custom_id) == press
        assert len(press.custom_id) <= 60
    assert read_finish_press("restage:again:" + "0" * 32) is None
    assert read_finish_press("restage:text:short:0") is None
