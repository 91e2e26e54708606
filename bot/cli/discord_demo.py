"""The demo's Discord half: one `/background` through the sandbox, as a person would see it."""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import textwrap
import time
from pathlib import Path, PurePath

from bot.cli.samples import sample_photo
from bot.cli.sandbox import keep, open_sandbox, tell, until_told, usual_port
from bot.config.settings import Places
from bot.domain.errors import BotError
from bot.sandbox.driver import SeenMessage
from bot.sandbox.server import Sandbox

PERSON, COMMAND = "Mara", "background"
PHOTO, PRESET, SEED = "jar.jpg", "marble", 11
PICTURE = "discord-background"
RESULT_LIMIT_S = 300.0

_LOOPBACK = "127.0.0.1"
_NAME_WIDTH, _LINE_WIDTH = 9, 96
_TIMESTAMP = re.compile(r"<t:(\d+):R>")
_MARKUP = re.compile(r"\*\*|^-# ", re.MULTILINE)


def run(options: argparse.Namespace) -> int:
    """Show it; 0 when a picture came. On a terminal, without `--once`, the sandbox then stays open
    until Ctrl-C."""
    stays = sys.stdout.isatty() and not options.once
    return asyncio.run(_run(options.places, options.out, stays=stays))


async def _run(places: Places, out: Path, *, stays: bool) -> int:
    print("\nIn Discord, or rather in the sandbox, which stands in for it on this machine:\n")
    port = usual_port(_LOOPBACK) if stays else 0
    async with open_sandbox(places, host=_LOOPBACK, port=port) as sandbox:
        picture = await show_background(sandbox.discord, out)
        if stays:
            print()
            tell(sandbox)
            await until_told(keep(sandbox))
    return 0 if picture is not None else 1


async def show_background(discord: Sandbox, out: Path) -> Path | None:
    """Run the command as Mara, print what she sees, and save the picture; its path, or None where
    she was told why there is none. Raises `BotError`."""
    print(_said(PERSON, [f"/{COMMAND} image: {PHOTO} preset: {PRESET} seed: {SEED}"]), flush=True)
    photo = sample_photo(PHOTO)
    reply = await discord.slash(PERSON, COMMAND, {"image": photo, "preset": PRESET, "seed": SEED})
    try:
        answer = await reply.until(Transcript().follow, limit_s=RESULT_LIMIT_S)
    except TimeoutError as exc:
        raise BotError(
            "sandbox_no_answer", "The bot did not answer in the sandbox in time.", repr(exc)
        ) from exc
    if not answer.files:
        return None
    picture = answer.files[-1]
    path = out / f"{PICTURE}{PurePath(picture.filename).suffix}"
    await asyncio.to_thread(_save, path, picture.data)
    print(f"\nThe picture is {path}")
    return path


def _save(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


class Transcript:
    """Prints each state of a message once."""

    def __init__(self) -> None:
        self._printed = ""

    def follow(self, seen: SeenMessage) -> bool:
        """Print the message if it is new; whether it stays as it is."""
        lines = lines_of(seen, time.time())
        if (text := "\n".join(lines)) != self._printed:
            print(_said(seen.message.author.name, lines), flush=True)
            self._printed = text
        return has_ended(seen)


def has_ended(seen: SeenMessage) -> bool:
    """Whether the message is an answer: one under way "thinks", or has a single button, which
    cancels it."""
    return not seen.thinking and len(seen.buttons) != 1


def lines_of(seen: SeenMessage, now: float) -> list[str]:
    """A message as plain lines: pictures, words, buttons. `now` is what times are relative to."""
    if seen.thinking:
        return ["is thinking …"]
    pictures = [f"[picture: {file.description or file.filename}]" for file in seen.files]
    buttons = [" ".join(f"[{button}]" for button in seen.buttons)] if seen.buttons else []
    return [*pictures, *plain_text(seen.text, now).splitlines(), *buttons]


def plain_text(text: str, now: float) -> str:
    """Words without Discord's markup; `<t:…:R>` becomes "in 3 s", as Discord shows it."""

    def relative(found: re.Match[str]) -> str:
        return f"in {max(0, round(int(found[1]) - now))} s"

    return _MARKUP.sub("", _TIMESTAMP.sub(relative, text))


def _said(name: str, lines: list[str]) -> str:
    indent = " " * (_NAME_WIDTH + 2)
    wrapped = [
        part for line in lines for part in textwrap.wrap(line, _LINE_WIDTH - len(indent)) or [""]
    ]
    first, *more = wrapped or [""]
    return "\n".join([f"  {name:{_NAME_WIDTH}}{first}", *(f"{indent}{line}" for line in more)])
