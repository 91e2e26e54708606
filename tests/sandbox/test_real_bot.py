"""The real bot in a real browser: from an empty page to a picture, and on from there."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.cli.sandbox import open_sandbox
from bot.config.settings import Places
from tests.loops import in_loop
from tests.sandbox.browser import NEEDS_CHROMIUM, PHONE, Visit, open_page, playwright, tab_until

pytestmark = [NEEDS_CHROMIUM, pytest.mark.slow]

REPOSITORY = Path(__file__).parents[2]
SIDE_PX = 512
expect = playwright.expect
RESULT_LIMIT_MS = 60_000
LONGER_SIDE = (
    "image => image.decode().then(() => Math.max(image.naturalWidth, image.naturalHeight))"
)


@asynccontextmanager
async def visiting_restage(folder: Path, **context: Any) -> AsyncIterator[Visit]:
    """The page with the real bot behind it; fails if the page had an error."""
    config = shutil.copytree(REPOSITORY / "config", folder / "config")
    (config / "settings.yaml").write_text(f"intake: {{work_side_px: {SIDE_PX}}}\n", "utf-8")
    async with (
        open_sandbox(Places(config=config, data=folder / "data")) as sandbox,
        open_page(sandbox.discord, sandbox.bot, **context) as visit,
    ):
        yield visit


async def ask(visit: Visit, command: str, sample: str, **options: str) -> None:
    """Pick a command and a sample photo, type the options, send it."""
    page = visit.page
    await visit.type_command(command)
    await page.get_by_role("button", name=f"Use the sample {sample}").click()
    await page.locator(".file-card img").wait_for()
    for name, value in options.items():
        await page.get_by_role("button", name=name, exact=True).click()
        await page.keyboard.type(value)
    await page.get_by_role("button", name="Send").click()


async def result_of(visit: Visit, words: str, pictures: int = 2) -> Any:
    """Wait for the answer that says `words` and shows so many pictures, all of them loaded."""
    message = visit.page.locator("article:has(.gallery)", has_text=words).first
    await message.locator("img").nth(pictures - 1).wait_for(timeout=RESULT_LIMIT_MS)
    for picture in await message.locator("img").all():
        assert await picture.evaluate(LONGER_SIDE) >= SIDE_PX
    return message


@in_loop
async def test_from_an_empty_page_to_a_finished_picture(tmp_path: Path) -> None:
    async with visiting_restage(tmp_path) as visit:
        page = visit.page
        await page.get_by_text("Put a product into a new scene").wait_for()
        await visit.type_command("background")
        await page.get_by_role("button", name="Use the sample jar.jpg").click()
        await page.locator(".file-card img").wait_for()
        await page.get_by_role("button", name="preset", exact=True).click()
        await page.locator(".option", has_text="Kitchen").wait_for()
        await page.keyboard.type("mar")
        await page.locator(".option", has_text="Kitchen").wait_for(state="detached")
        await page.locator(".option", has_text="White marble").click()
        await page.get_by_role("button", name="strength", exact=True).click()
        await page.keyboard.type("8")
        await page.locator(".option", has_text="80: ").click()
        await page.get_by_role("button", name="Send").click()
        await page.get_by_role("button", name="Cancel").wait_for()
        await result_of(visit, "White marble · Studio · strength product 0, scene 80")
        assert await page.get_by_role("button", name="Cancel").count() == 0


@in_loop
async def test_a_result_is_made_again_and_its_words_are_edited(tmp_path: Path) -> None:
    async with visiting_restage(tmp_path) as visit:
        page = visit.page
        await ask(visit, "background", "mug.jpg", preset="linen", keep="the handle", seed="7")
        message = await result_of(visit, "Natural linen · Studio · strength product 0, scene 95")
        await message.get_by_role("button", name="Edit words").click()
        form = page.get_by_role("dialog", name="Edit the words")
        stays = await form.get_by_label("What must stay?").input_value()
        assert stays.startswith("keep the product shape unchanged, ")
        assert stays.endswith(", the handle")
        await form.get_by_label("Strength").fill("a lot")
        await form.get_by_role("button", name="Submit").click()
        await page.get_by_text("Strength is a number from 0 (keep) to 100").wait_for()
        await message.get_by_role("button", name="Edit words").click()
        await form.get_by_label("Strength").fill("70")
        await form.get_by_role("button", name="Submit").click()
        lower = await result_of(visit, "Natural linen · Studio · strength product 0, scene 70")
        assert "seed 7" in await lower.inner_text()
        await message.get_by_role("button", name="New seed").click()
        await visit.page.locator("article:has(.gallery)").nth(2).wait_for(timeout=RESULT_LIMIT_MS)


@in_loop
async def test_a_remedy_is_chosen_and_a_ladder_is_climbed(tmp_path: Path) -> None:
    async with visiting_restage(tmp_path) as visit:
        page = visit.page
        await ask(visit, "restyle", "mug.jpg", preset="watercolour", strength="85", seed="7")
        message = await result_of(visit, "Watercolour · Studio · strength 85")
        await message.get_by_role("combobox", name="Something is wrong").click()
        await page.locator(".option", has_text="strength 85 → 70").first.click()
        cured = await result_of(visit, "strength 70 · seed 7")
        assert "🔧 Changed: strength 85 → 70." in await cured.inner_text()
        await cured.get_by_role("button", name="Find the strength").click()
        sheet = page.locator("article", has_text="100 %").last
        await sheet.get_by_role("button", name="Go on at 55 %").click(timeout=RESULT_LIMIT_MS)
        await result_of(visit, "strength 55 · seed 7")


@in_loop
async def test_photos_of_a_message_are_edited_from_its_menu(tmp_path: Path) -> None:
    photo = (REPOSITORY / "samples" / "bag.jpg").read_bytes()
    async with visiting_restage(tmp_path) as visit:
        page = visit.page
        await visit.sandbox.person("jonas").write("new stock", [("bag.jpg", photo)])
        await page.locator("article", has_text="new stock").click(button="right")
        await page.get_by_role("menuitem", name="Restage photos").click()
        form = page.get_by_role("dialog", name="Restage photos")
        await form.get_by_label("Preset").fill("outdoor stone")
        await form.get_by_role("button", name="Submit").click()
        message = await result_of(visit, "Outdoor stone · Studio")
        await message.click(button="right", position={"x": 4, "y": 4})
        await page.get_by_role("menuitem", name="How was this made?").click()
        await page.get_by_text("Command: /background").wait_for()
        await page.get_by_text("Photo: bag.jpg").wait_for()


@in_loop
async def test_a_phone_shows_a_result_without_scrolling_sideways(tmp_path: Path) -> None:
    context = {"color_scheme": "dark", "has_touch": True, "is_mobile": True}
    async with visiting_restage(tmp_path, size=PHONE, **context) as visit:
        await ask(visit, "variants", "bag.jpg", images="3")
        message = await result_of(visit, "Pick 3", pictures=4)
        await expect(message.get_by_role("button", name="Delete")).to_be_in_viewport()
        assert await visit.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        for part in await message.locator("button, img").all():
            box = await part.bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= PHONE["width"]


@in_loop
async def test_a_text_file_is_refused_with_one_sentence_in_the_language_of_the_page(
    tmp_path: Path,
) -> None:
    async with visiting_restage(tmp_path) as visit:
        page = visit.page
        await page.get_by_label("Language").select_option(label="Deutsch")
        await visit.type_command("refine")
        await page.get_by_text("image: Das Foto, das bearbeitet wird").wait_for()
        text = {"name": "notiz.txt", "mimeType": "text/plain", "buffer": b"Hallo, ich bin Text\n"}
        await page.locator(".command-form input[type=file]").first.set_input_files(text)
        await page.get_by_role("button", name="Senden").click()
        await page.locator("article").get_by_text("Textdatei").wait_for()
        assert await page.locator("article").count() == 1


@in_loop
async def test_the_keyboard_alone_makes_a_picture(tmp_path: Path) -> None:
    async with visiting_restage(tmp_path) as visit:
        keys = visit.page.keyboard
        await visit.box.focus()
        await keys.type("/refine")
        await visit.page.locator(".slash-list .option").first.wait_for()
        await keys.press("Enter")
        await tab_until(visit, '[aria-label="Use the sample teabox.jpg"]')
        await keys.press("Enter")
        await visit.page.locator(".file-card img").wait_for()
        await tab_until(visit, "button:has-text('Send')")
        await keys.press("Enter")
        message = await result_of(visit, "Studio")
        await tab_until(visit, "button:has-text('Delete')", back=True)
        await keys.press("Space")
        await message.wait_for(state="detached")
