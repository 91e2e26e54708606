"""Lines set one below the other: wrapped, aligned, and drawn as one block of ink."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from bot.finish.bidi import is_rtl
from bot.finish.fonts import Face
from bot.finish.shaping import ShapedLine, clusters, shape
from bot.finish.syllables import syllables

Ink = NDArray[np.uint8]
"""(height, width), 255 where a letter is."""

LEADING = 1.24
"""Ems from baseline to baseline, at least."""
_GAP = 0.16
"""Ems between the lowest ink of a line and the highest of the next, at least."""
_PARAGRAPH = 0.7
"""Ems that an empty line takes."""
_ROOM = 2.0
"""Ems around a line within which its ink is looked for: marks of Thai and Arabic reach far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Set text: its ink, cut to what is drawn, and the size of its letters in pixels."""

    ink: Ink
    em_px: float
    lines: int
    rtl: bool

    @property
    def width(self) -> int:
        """In pixels."""
        return int(self.ink.shape[1])

    @property
    def height(self) -> int:
        """In pixels."""
        return int(self.ink.shape[0])


def set_text(
    text: str, faces: Sequence[Face], *, em_px: float, max_width: float, side: int | None
) -> Block:
    """The text at that size, wrapped to `max_width` pixels where its words allow.

    `side` is where lines end flush: -1 left, 0 centred, 1 right, None: where they begin to be read.
    """
    lines = [shape(line, faces) for line in wrapped(text, faces, em_px, max_width)]
    rtl = is_rtl(text)
    inked = [_ink_of(line, em_px) for line in lines]
    widths = [ink.shape[1] if ink is not None else 0 for ink, _ in inked]
    width = max(widths, default=0)
    flush = (1 if rtl else -1) if side is None else side
    baselines = _baselines(inked, em_px)
    tops = [base - above for base, (_, above) in zip(baselines, inked, strict=True)]
    ends = [
        top + (ink.shape[0] if ink is not None else 0)
        for top, (ink, _) in zip(tops, inked, strict=True)
    ]
    sheet = np.zeros((max(ends, default=0), width), np.uint8)
    for (ink, _), top, line_width in zip(inked, tops, widths, strict=True):
        if ink is not None:
            left = {-1: 0, 0: (width - line_width) // 2, 1: width - line_width}[flush]
            region = sheet[top : top + ink.shape[0], left : left + line_width]
            np.maximum(region, ink, out=region)
    return Block(ink=sheet, em_px=em_px, lines=len(lines), rtl=rtl)


def wrapped(text: str, faces: Sequence[Face], em_px: float, max_width: float) -> list[str]:
    """The lines, broken at spaces, and between characters of Chinese and Japanese. A phrase of Thai
    or Lao that no line takes is broken between syllables; another word that is too long stays
    whole."""

    def is_too_long(line: str) -> bool:
        return shape(line.rstrip(), faces).width_px(em_px) > max_width

    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _fitting(_pieces(paragraph), is_too_long):
            longer = line + piece
            if line and is_too_long(longer):
                lines.append(line.rstrip())
                line = piece.lstrip()
            else:
                line = longer
        lines.append(line.rstrip())
    return lines


def _fitting(pieces: Iterable[str], is_too_long: Callable[[str], bool]) -> Iterator[str]:
    """The pieces, and those that no line takes by their syllables."""
    for piece in pieces:
        if is_too_long(piece):
            yield from syllables(piece)
        else:
            yield piece


_CLOSING = "、。，．！？：；）」』】〉》%％)]}!?,.:;"
_SMALL = "ー・々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
_NO_LINE_STARTS_WITH = set(_CLOSING + _SMALL)
_NO_LINE_ENDS_WITH = set("（「『【〈《([{")


def _pieces(paragraph: str) -> list[str]:
    """What must not be broken, each with the space after it (kinsoku: no line starts with a closing
    sign or ends with an opening one)."""
    pieces: list[str] = []
    previous = ""
    for cluster in clusters(paragraph):
        breaks = previous.isspace() and not cluster.isspace()
        ideographs = _is_ideograph(previous) and _is_ideograph(cluster)
        allowed = cluster[0] not in _NO_LINE_STARTS_WITH and previous not in _NO_LINE_ENDS_WITH
        if not pieces or breaks or (ideographs and allowed):
            pieces.append(cluster)
        else:
            pieces[-1] += cluster
        previous = cluster
    return pieces


def _is_ideograph(cluster: str) -> bool:
    name = unicodedata.name(cluster[0], "") if cluster else ""
    return name.startswith(("CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC", "FULLWIDTH"))


def _ink_of(line: ShapedLine, em_px: float) -> tuple[Ink | None, int]:
    """The ink of a line, cut to it, and how many of its rows are above the baseline."""
    if not line.runs:
        return None, 0
    room = math.ceil(_ROOM * em_px)
    width = math.ceil(line.width_px(em_px)) + 2 * room
    sheet = Image.new("L", (width, 2 * room), 0)
    draw = ImageDraw.Draw(sheet)
    x = float(room)
    for run in line.runs:
        run.draw(draw, x, room, em_px)
        x += run.width_px(em_px)
    box = sheet.getbbox()
    if box is None:
        return None, 0
    return np.asarray(sheet.crop(box)), room - box[1]


def _baselines(inked: Sequence[tuple[Ink | None, int]], em_px: float) -> list[int]:
    """The row of each line's baseline, the first line's ink starting at row 0."""
    baselines: list[int] = []
    lowest = 0.0
    for ink, above in inked:
        if ink is None:
            baselines.append(round(lowest + _PARAGRAPH * em_px))
            lowest += _PARAGRAPH * em_px
            continue
        base = float(above)
        if baselines:
            base = max(baselines[-1] + LEADING * em_px, lowest + _GAP * em_px + above)
        baselines.append(round(base))
        lowest = baselines[-1] - above + ink.shape[0]
    return baselines
