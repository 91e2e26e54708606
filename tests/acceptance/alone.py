"""`python bot.py` in an emulator of its own, for tests that crash it or set it up anew."""

from __future__ import annotations

import asyncio
import functools
import io
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, ParamSpec

import pytest
from PIL import Image, ImageDraw

P = ParamSpec("P")

REPOSITORY = Path(__file__).parents[2]
SHARED = REPOSITORY.parent / "shared" / "discord"
COMMANDS = ("restyle", "background", "variants", "refine", "queue", "presets", "settings")
READY_LIMIT_S = 60.0
RESULT_LIMIT_S = 90.0

needs_emulator = pytest.mark.skipif(
    not (SHARED / "emulator").is_dir(), reason="the emulator of ../shared/discord is not here"
)


def acceptance(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """A coroutine as a slow test that needs the emulator."""

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        asyncio.run(test(*args, **kwargs))

    return pytest.mark.slow(needs_emulator(run))


def emulator() -> Any:
    """The emulator's package; it lies outside of this repository."""
    if str(SHARED) not in sys.path:
        sys.path.insert(0, str(SHARED))
    import emulator as package

    return package


@asynccontextmanager
async def bot_in_emulator(data: Path, **settings: Any) -> AsyncIterator[Any]:
    """An emulator whose bot is connected and has registered its commands."""
    emu = emulator().Emulator(**settings)
    try:
        async with emu:
            await start(emu, data)
            yield emu
    finally:
        for bot in emu.bots:
            bot._dir.cleanup()  # the emulator leaves it to the interpreter, which warns


async def start(emu: Any, data: Path, **environment: str) -> None:
    """Start the bot, with its data in `data`, and wait until it is ready."""
    env = {"RESTAGE_DATA": str(data), "RESTAGE_CONFIG": str(REPOSITORY / "config")}
    if emu.config.mode == "plain":
        env["RESTAGE_ATTACHMENT_ORIGINS"] = emu.base_url
    await emu.launch("bot.py", cwd=REPOSITORY, env={**env, **environment})
    await emu.wait_ready(READY_LIMIT_S, commands=COMMANDS)


def product(side: int = 320, colour: str = "firebrick") -> bytes:
    """A photo of a labelled product on a plain wall, as a PNG."""
    photo = Image.new("RGB", (side, side), "whitesmoke")
    draw = ImageDraw.Draw(photo)
    third = side // 3
    draw.rounded_rectangle((third, third, 2 * third, 2 * third), radius=side // 20, fill=colour)
    draw.text((side * 0.4, side * 0.38), "TEA", fill="white", font_size=side / 10)
    encoded = io.BytesIO()
    photo.save(encoded, "PNG")
    return encoded.getvalue()


async def until(condition: Callable[[], object], limit_s: float = RESULT_LIMIT_S) -> None:
    """Wait until something is so in the emulator, which tells nobody."""
    async with asyncio.timeout(limit_s):
        while not condition():  # noqa: ASYNC110 -- there is no event to wait for
            await asyncio.sleep(0.05)


def shows(pictures: int) -> Callable[[Any], bool]:
    """Whether some message of a reply shows so many pictures; fails at once where it apologises."""

    def seen(reply: Any) -> bool:
        sorry = [message.text for message in reply.messages if "⚠️" in message.text]
        assert not sorry, sorry
        return any(len(message.shown_files) >= pictures for message in reply.messages)

    return seen
