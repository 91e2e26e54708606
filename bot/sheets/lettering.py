"""Lettering: a line of text on a sheet, in whatever language, from the bundled fonts."""

from __future__ import annotations

import math

from PIL import Image, ImageDraw

from bot.domain.overlay import Typeface
from bot.finish.fonts import faces_for
from bot.finish.shaping import shape, without_missing

Colour = tuple[int, int, int]
_ROOM = 0.5
"""Ems around a line for what reaches beyond its letters' advance."""
_ASCENT = 0.9
"""Ems from the top of a line to its baseline."""
_SMALLEST = 0.5
"""A line that is too long is set smaller, down to this share of its size."""


def write_line(
    sheet: Image.Image,
    text: str,
    corner: tuple[int, int],
    *,
    size_px: float,
    colour: Colour,
    most_px: float = math.inf,
) -> None:
    """Write a line whose upper left corner is `corner`, on an RGB sheet. One that is wider than
    `most_px` is set smaller, and cut where that does not suffice."""
    faces = faces_for(Typeface.SANS)
    line = shape(without_missing(text, faces)[0], faces)
    width = line.width_px(size_px)
    if width > most_px:
        size_px = max(size_px * most_px / width, size_px * _SMALLEST)
        width = min(line.width_px(size_px), most_px)
    room = math.ceil(_ROOM * size_px)
    ink = Image.new("L", (math.ceil(width) + room, math.ceil(size_px) + 2 * room), 0)
    draw = ImageDraw.Draw(ink)
    x = 0.0
    for run in line.runs:
        run.draw(draw, x, room + size_px * _ASCENT, size_px)
        x += run.width_px(size_px)
    left, top = corner
    sheet.paste(colour, (left, top - room), ink)
