"""A real browser on the sandbox's page, which must stay free of errors."""

from __future__ import annotations

import io
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from bot.sandbox.options import Options
from bot.sandbox.server import Sandbox
from tests.sandbox.running import sandbox_with_bot

playwright = pytest.importorskip(
    "playwright.async_api", reason="the Python package playwright is not installed"
)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NEEDS_CHROMIUM = pytest.mark.skipif(CHROMIUM is None, reason="no chromium in PATH")
DESKTOP = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}


@dataclass
class Visit:
    """A page that is open, and everything around it."""

    sandbox: Sandbox
    bot: Any  # the sample bot, or the process of the real one
    page: Any
    errors: list[str] = field(default_factory=list)

    @property
    def box(self) -> Any:
        """The message box."""
        return self.page.locator(".box-input")

    async def type_command(self, name: str) -> None:
        """Type `/name` and take the first suggestion."""
        await self.box.click()
        await self.page.keyboard.type(f"/{name}")
        await self.page.locator(".slash-list .option").first.wait_for()
        await self.page.keyboard.press("Enter")
        await self.page.locator(".command-form").wait_for()

    async def edit_a_sample(self) -> Any:
        """From nothing to a finished picture; gives its message."""
        await self.type_command("photo")
        await self.page.get_by_role("button", name="Use the sample mug.png").click()
        await self.page.locator(".file-card img").wait_for()
        await self.page.get_by_role("button", name="Send").click()
        message = self.page.locator("article", has=self.page.locator(".gallery"))
        await message.locator("img").nth(1).wait_for()
        return message


def draw_samples(folder: Path) -> Path:
    """Two small photos to pick from."""
    folder.mkdir()
    for name, colour in (("mug", "steelblue"), ("vase", "indianred")):
        image = Image.new("RGB", (320, 240), "white")
        ImageDraw.Draw(image).ellipse((90, 50, 230, 190), fill=colour)
        image.save(folder / f"{name}.png")
    return folder


def png(colour: str = "orange") -> bytes:
    """A small photo."""
    data = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(data, "PNG")
    return data.getvalue()


@asynccontextmanager
async def visiting(
    folder: Path,
    *,
    size: dict[str, int] | None = None,
    options: Options | None = None,
    **context: Any,
) -> AsyncIterator[Visit]:
    """The page in chromium, with the sample bot; fails if the page had an error."""
    samples = draw_samples(folder / "samples")
    async with (
        sandbox_with_bot(options, samples) as (sandbox, bot),
        open_page(sandbox, bot, size=size, **context) as visit,
    ):
        yield visit


@asynccontextmanager
async def open_page(
    sandbox: Sandbox, bot: Any, *, size: dict[str, int] | None = None, **context: Any
) -> AsyncIterator[Visit]:
    """The page of a sandbox that is open; fails if it had an error."""
    async with playwright.async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        opened = await browser.new_context(viewport=size or DESKTOP, **context)
        page = await opened.new_page()
        page.set_default_timeout(10_000)
        visit = Visit(sandbox, bot, page)
        page.on("pageerror", lambda error: visit.errors.append(str(error)))
        page.on("console", lambda line: _note(visit, line))
        await page.goto(sandbox.address)
        await page.locator(".starter").first.wait_for()
        yield visit
        await browser.close()
        assert visit.errors == []


def _note(visit: Visit, line: Any) -> None:
    if line.type in ("error", "warning"):
        visit.errors.append(line.text)


async def tab_until(visit: Visit, selector: str, *, back: bool = False) -> None:
    """Press Tab until the focus is on what `selector` means; every stop must be visible."""
    for _ in range(40):
        await visit.page.keyboard.press("Shift+Tab" if back else "Tab")
        focused = visit.page.locator(":focus")
        assert await focused.is_visible()
        if await visit.page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"the keyboard does not reach {selector}")
