"""The page in a real browser: a person's way from nothing to a finished picture."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.feed import Change, MessageChanged
from bot.sandbox.options import Options
from tests.loops import in_loop
from tests.sandbox.browser import NEEDS_CHROMIUM, PHONE, png, tab_until, visiting

pytestmark = [NEEDS_CHROMIUM, pytest.mark.slow]

LET_GO_OF_A_PHOTO = """
([encoded, how]) => {
  const bytes = Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], `${how}.png`, { type: "image/png" }));
  const init = { bubbles: true, cancelable: true, dataTransfer: carried, clipboardData: carried };
  const kind = how === "drop" ? DragEvent : ClipboardEvent;
  document.body.dispatchEvent(new kind(how, init));
}
"""


@in_loop
async def test_from_an_empty_page_to_a_finished_picture(tmp_path: Path) -> None:
    async with visiting(tmp_path) as visit:
        page = visit.page
        assert "not Discord" in await page.title()
        assert "It is not Discord." in await page.locator("#banner").inner_text()
        await visit.type_command("photo")
        await page.get_by_role("button", name="Use the sample mug.png").click()
        await page.get_by_role("button", name="look").click()
        await page.locator(".option", has_text="studio grey").wait_for()
        await page.keyboard.type("sn")
        await page.locator(".option", has_text="studio grey").wait_for(state="detached")
        await page.locator(".option", has_text="Look: snow").click()
        await page.get_by_role("button", name="Send").click()
        message = page.locator("article", has=page.locator(".gallery"))
        await message.get_by_text("snow at strength 50 for @Mara").wait_for()
        assert await message.locator(".above").inner_text() == "M\nMara used\n/photo"
        for picture in await message.locator("img").all():
            assert (
                await picture.evaluate("image => image.decode().then(() => image.naturalWidth)")
                == 320
            )


@in_loop
async def test_pictures_open_large_and_give_the_focus_back(tmp_path: Path) -> None:
    async with visiting(tmp_path) as visit:
        message = await visit.edit_a_sample()
        await message.get_by_role("button", name="Open picture: Before").click()
        viewer = visit.page.locator("dialog.viewer")
        assert await viewer.locator(".viewer-caption").inner_text() == "Before · Picture 1 of 2"
        await visit.page.keyboard.press("ArrowRight")
        assert await viewer.locator(".viewer-caption").inner_text() == "After · Picture 2 of 2"
        await visit.page.keyboard.press("Escape")
        await viewer.wait_for(state="detached")
        focused = visit.page.locator(":focus")
        assert await focused.get_attribute("aria-label") == "Open picture: Before"


@in_loop
async def test_a_form_a_menu_and_a_button(tmp_path: Path) -> None:
    async with visiting(tmp_path) as visit:
        page, message = visit.page, await visit.edit_a_sample()
        await message.get_by_role("button", name="Edit words").click()
        form = page.get_by_role("dialog", name="Edit the words")
        await form.get_by_role("button", name="Submit").click()
        await form.get_by_text("“Look”: Please choose 1.").wait_for()
        await form.get_by_label("Words").fill("in the rain")
        await form.get_by_role("combobox", name="Look").click()
        await page.get_by_role("option", name="marble").click()
        await form.get_by_role("button", name="Use the sample vase.png").click()
        await form.locator(".file-card img").wait_for()
        await form.get_by_label("Large").check()
        await form.get_by_label("Keep the label").uncheck()
        await form.get_by_role("button", name="Submit").click()
        await form.wait_for(state="detached")
        await page.get_by_text("in the rain | marble | vase.png | l | False").wait_for()
        await message.get_by_role("combobox", name="Another look").click()
        await page.get_by_role("option", name="linen").click()
        await page.get_by_text("You chose linen").wait_for()
        await message.get_by_role("button", name="Again").click()
        await page.get_by_text("round 1").wait_for()


@in_loop
async def test_choices_never_lie_on_the_options_that_come_next(tmp_path: Path) -> None:
    async with visiting(tmp_path) as visit:
        page = visit.page
        await visit.type_command("photo")
        await page.get_by_role("button", name="look", exact=True).click()
        await page.locator(".option").first.wait_for()
        await page.keyboard.type("xyzzy")  # a list that is short enough for any place
        await page.locator(".option").first.wait_for(state="detached")
        choices = await page.locator(".list.popup").bounding_box()
        field = await page.locator(":focus").bounding_box()
        assert choices["y"] + choices["height"] <= field["y"]


@in_loop
async def test_the_keyboard_alone_is_enough(tmp_path: Path) -> None:
    async with visiting(tmp_path) as visit:
        page, keys = visit.page, visit.page.keyboard
        await keys.press("Tab")
        assert await page.locator(":focus").inner_text() == "Skip to the message box"
        await keys.press("Enter")
        await tab_until(visit, "textarea")
        await keys.type("/ph")
        await page.locator(".slash-list .option").wait_for()
        await keys.press("Enter")
        await tab_until(visit, '[aria-label="Use the sample mug.png"]')
        await keys.press("Enter")
        await page.locator(".file-card img").wait_for()
        await tab_until(visit, ".chip:has-text('look')")
        await keys.press("Enter")
        await page.locator(".option", has_text="Look: marble").wait_for()
        await keys.press("ArrowDown")
        await keys.press("Enter")
        assert await page.locator(":focus").input_value() == "Look: marble"
        await keys.press("Enter")
        await page.get_by_text("marble at strength 50").wait_for()
        assert await page.locator(":focus").evaluate("e => e.tagName") == "TEXTAREA"
        await tab_until(visit, "article", back=True)
        await keys.press("ContextMenu")
        await page.get_by_role("menuitem", name="Count photos").wait_for()
        await keys.press("Enter")
        await page.get_by_text("2 in “”: before.png, after.png").wait_for()
        await tab_until(visit, "button:has-text('Delete')")
        await keys.press("Space")
        await page.locator(".gallery").wait_for(state="detached")


@in_loop
async def test_a_command_that_is_not_answered_and_one_that_is_incomplete(tmp_path: Path) -> None:
    async with visiting(tmp_path, options=Options(ack_limit_s=0.4)) as visit:
        page = visit.page
        await visit.type_command("silent")
        await page.get_by_role("button", name="Send").click()
        await page.get_by_text("Sending the command…").wait_for()
        await page.get_by_text("The application did not respond").first.wait_for()
        await page.get_by_role("button", name="Dismiss message").click()
        await page.locator("article").wait_for(state="detached")
        await visit.type_command("photo")
        await page.get_by_role("button", name="Send").click()
        await page.get_by_text("image: required").wait_for()


@in_loop
async def test_a_button_that_nobody_answers_says_so(tmp_path: Path) -> None:
    async with visiting(tmp_path, options=Options(ack_limit_s=1.5)) as visit:
        message = await visit.edit_a_sample()
        await visit.bot.close()
        await visit.page.get_by_text("Restage is not connected").wait_for()
        again = message.get_by_role("button", name="Again")
        await again.click()
        assert await again.get_attribute("aria-busy") == "true"
        await message.get_by_text("This interaction failed").wait_for()
        assert await again.get_attribute("aria-busy") is None


@in_loop
async def test_two_people_three_languages_and_the_right_to_manage(tmp_path: Path) -> None:
    async with visiting(tmp_path) as visit:
        page = visit.page
        await visit.type_command("whisper")
        await page.get_by_role("button", name="Send").click()
        await page.get_by_text("second in en-US").wait_for()
        await page.get_by_label("Jonas").check(force=True)
        assert await page.locator("article").count() == 0
        assert await page.locator(".starter", has_text="/settings").count() == 0
        await page.get_by_label("May manage the server").check()
        await page.locator(".starter", has_text="/settings").wait_for()
        await page.get_by_label("Language").select_option("de")
        await page.get_by_text("Es ist nicht Discord.").wait_for()
        await page.get_by_text("Ein Foto bearbeiten").wait_for()
        await page.get_by_label("Sprache").select_option("ja")
        await visit.type_command("whisper")
        await page.get_by_role("button", name="送信").click()
        await page.get_by_text("second in ja").wait_for()
        await page.reload()
        await page.get_by_text("Discord ではありません").wait_for()
        assert await page.get_by_label("Jonas").is_checked()


@pytest.mark.parametrize("how", ["drop", "paste"])
@in_loop
async def test_photos_are_dropped_or_pasted(tmp_path: Path, how: str) -> None:
    async with visiting(tmp_path) as visit:
        page, photo = visit.page, base64.b64encode(png()).decode()
        await visit.type_command("photo")
        await page.evaluate(LET_GO_OF_A_PHOTO, [photo, how])
        await page.locator(".command-form .file-card", has_text=f"{how}.png").wait_for()
        await page.get_by_role("button", name="Leave this command").click()
        await page.evaluate(LET_GO_OF_A_PHOTO, [photo, how])
        await page.locator(".file-card img").wait_for()
        await visit.box.fill("look at this")
        await page.keyboard.press("Enter")
        await page.locator("article").get_by_role("button", name="Open picture").wait_for()
        assert await page.locator(".box-outer .file-card").count() == 0


@in_loop
async def test_a_form_takes_a_pasted_photo(tmp_path: Path) -> None:
    async with visiting(tmp_path) as visit:
        page, message = visit.page, await visit.edit_a_sample()
        await message.get_by_role("button", name="Edit words").click()
        await page.get_by_role("dialog", name="Edit the words").wait_for()
        photo = base64.b64encode(png()).decode()
        await page.evaluate(LET_GO_OF_A_PHOTO, [photo, "paste"])
        await page.locator("dialog .file-card", has_text="paste.png").wait_for()
        assert await page.locator(".box-outer .file-card").count() == 0


@in_loop
async def test_a_file_over_the_limit_is_explained(tmp_path: Path) -> None:
    options = Options(attachment_limit_bytes=2000)
    async with visiting(tmp_path, options=options) as visit:
        await visit.type_command("photo")
        big = {"name": "big.png", "mimeType": "image/png", "buffer": bytes(2001)}
        await visit.page.locator(".command-form input[type=file]").set_input_files(big)
        await visit.page.get_by_text("big.png is larger than 2 KiB.").wait_for()


@in_loop
async def test_words_and_names_cannot_act_in_the_page(tmp_path: Path) -> None:
    hostile = (
        '<img src=x onerror="document.title=1"> [x](javascript:alert(1)) <script>bad()</script>'
    )
    async with visiting(tmp_path) as visit:
        jonas = visit.sandbox.person("jonas")
        await jonas.write(
            hostile, [('"><svg onload=alert(1)>.png', png()), ("x.html", b"<script>")]
        )
        article = visit.page.locator("article")
        await article.locator(".picture img").wait_for()
        assert hostile in await article.inner_text()
        assert await article.locator("script, svg [onload], a[href^=javascript]").count() == 0
        assert await article.locator("img").count() == 1
        assert "not Discord" in await visit.page.title()


@in_loop
async def test_markdown_becomes_elements(tmp_path: Path) -> None:
    text = (
        "# Title\n**bold** *soft* `code` ~~gone~~ ||hidden|| <@{jonas}> <t:{soon}:R>\n"
        "- one\n- two\n-# small\n> said\n```py\nx = '<b>'\n```"
    )
    async with visiting(tmp_path) as visit:
        mara, jonas = visit.sandbox.world.people
        now = await visit.page.evaluate("Date.now()")
        words = text.format(jonas=jonas.id, soon=int(now / 1000) + 65)
        await visit.sandbox.person("mara").write(words)
        body = visit.page.locator("article .text")
        for tag, content in (
            ("h3", "Title"),
            ("strong", "bold"),
            ("em", "soft"),
            ("p code", "code"),
            ("s", "gone"),
            ("small", "small"),
            ("blockquote", "said"),
            ("pre code", "x = '<b>'"),
            (".mention", "@Jonas"),
            ("time", "in 1 minute"),
        ):
            assert (await body.locator(tag).inner_text()).strip() == content
        assert await body.locator("li").all_inner_texts() == ["one", "two"]
        await body.locator("time", has_text="seconds").wait_for()  # it ticks
        await body.get_by_role("button", name="Show the spoiler").click()
        assert await body.locator(".spoiler.shown").inner_text() == "hidden"


@in_loop
async def test_edits_leave_the_focus_and_revealed_things_alone(tmp_path: Path) -> None:
    async with visiting(tmp_path) as visit:
        page, message = visit.page, await visit.edit_a_sample()
        await message.get_by_role("button", name="Delete").focus()
        shown = visit.sandbox.person("mara").history()[-1].message
        picture = await message.locator("img").first.element_handle()
        shown.edits += 1  # as an edit does that changes one line
        shown.components[0]["components"][0]["content"] = "## Still here"
        visit.sandbox.world.feed.publish(MessageChanged(Change.EDITED, shown))
        await page.get_by_text("Still here").wait_for()
        assert await page.locator(":focus").inner_text() == "Delete"
        assert await picture.evaluate("image => image.isConnected")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@in_loop
async def test_a_phone_shows_everything_without_scrolling_sideways(
    tmp_path: Path, scheme: str
) -> None:
    context: dict[str, Any] = {"color_scheme": scheme, "has_touch": True, "is_mobile": True}
    async with visiting(tmp_path, size=PHONE, **context) as visit:
        page = visit.page
        message = await visit.edit_a_sample()
        assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        for part in await message.locator("button, a, img").all():
            box = await part.bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= PHONE["width"]
        await page.get_by_role("button", name="Channels and settings").click()
        await page.get_by_role("button", name="campaign", exact=True).click()
        await page.get_by_text("Welcome to #campaign").wait_for()
        await message.wait_for(state="detached")


@in_loop
async def test_the_colours_can_be_chosen(tmp_path: Path) -> None:
    async with visiting(tmp_path, color_scheme="light") as visit:
        ground = "getComputedStyle(document.body).backgroundColor"
        light = await visit.page.evaluate(ground)
        await visit.page.get_by_role("button", name="Dark").click()
        dark = await visit.page.evaluate(ground)
        assert light != dark
        await visit.page.reload()
        assert await visit.page.evaluate(ground) == dark
