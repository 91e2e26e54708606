"""Drafts: a request as lines of text and back, so that a message says all that it takes to run it.

What stands in the message of a bot survives every restart, and a person can read and copy it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain.catalog import EditRequest
from bot.domain.edit import Command
from bot.domain.texts import one_line

_FENCE = "```"
_BLOCK = re.compile(rf"{_FENCE}\n/(?P<command>[a-z]+)\n(?P<lines>.*?)\n?{_FENCE}", re.DOTALL)
_WORDS = ("prompt", "keep", "avoid")


def as_block(request: EditRequest) -> str:
    """The request as a block of code, one field a line."""
    return "\n".join([_FENCE, f"/{request.command}", *_lines(request), _FENCE])


def in_block(text: str) -> EditRequest | None:
    """The request in a message's text; None where there is none."""
    block = _BLOCK.search(text)
    if block is None or block["command"] not in set(Command):
        return None
    values = dict(line.split(": ", 1) for line in block["lines"].splitlines() if ": " in line)
    strength = values.get("strength", "")
    return EditRequest(
        command=Command(block["command"]),
        preset=values.get("preset"),
        strength=int(strength) / 100 if strength.isdecimal() else None,
        prompt=values.get("prompt"),
        keep=values.get("keep"),
        avoid=values.get("avoid"),
    )


def _lines(request: EditRequest) -> Iterator[str]:
    if request.preset:
        yield f"preset: {request.preset}"
    if request.strength is not None:
        yield f"strength: {request.strength * 100:.0f}"
    for name in _WORDS:
        if value := getattr(request, name):
            yield f"{name}: {_harmless(value)}"


def _harmless(text: str) -> str:
    """One line that does not end the block."""
    return one_line(text, 400).replace("`", "'")
