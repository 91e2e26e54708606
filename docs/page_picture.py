"""Makes `docs/sandbox.jpg`, the README's picture of the page: `python docs/page_picture.py`.

Opens the sandbox with the real bot, edits a sample photo as a person would, and photographs the
page. Needs chromium and what `make test` installs.
"""

from __future__ import annotations

import asyncio
import io
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.async_api import Page, async_playwright

from bot.cli.sandbox import open_sandbox
from bot.config.settings import Places

PICTURE = Path(__file__).parent / "sandbox.jpg"
CONFIG = Path(__file__).parents[1] / "config"
VIEWPORT = {"width": 1180, "height": 900}
QUALITY = 82
RESULT_LIMIT_MS = 60_000


async def main() -> int:
    """Make the picture; 0 when it is there."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("chromium is not installed", file=sys.stderr)
        return 1
    with TemporaryDirectory() as data:
        async with (
            open_sandbox(Places(config=CONFIG, data=Path(data))) as sandbox,
            async_playwright() as playwright,
        ):
            browser = await playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            page = await browser.new_page(viewport=VIEWPORT, color_scheme="dark")
            await page.goto(sandbox.discord.address)
            await edit_a_mug(page)
            taken = await page.screenshot()
            await browser.close()
    Image.open(io.BytesIO(taken)).convert("RGB").save(PICTURE, "JPEG", quality=QUALITY)
    print(f"{PICTURE.name}: {PICTURE.stat().st_size / 1024:.0f} KiB")
    return 0


async def edit_a_mug(page: Page) -> None:
    """From the empty page to a finished picture."""
    await page.locator(".box-input").click()
    await page.keyboard.type("/background")
    await page.locator(".slash-list .option").first.wait_for()
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Use the sample mug.jpg").click()
    await page.locator(".file-card img").wait_for()
    for option, words in (("preset", "sunlit-wooden-desk"), ("seed", "3")):
        await page.get_by_role("button", name=option, exact=True).click()
        await page.keyboard.type(words)
    await page.get_by_role("button", name="Send").click()
    message = page.locator("article:has(.gallery)").first
    for number in (0, 1):
        picture = message.locator("img").nth(number)
        await picture.wait_for(timeout=RESULT_LIMIT_MS)
        await picture.evaluate("image => image.decode()")
    await page.wait_for_timeout(500)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
