"""A line of text to glyph runs: split by direction and font, and measured."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import ImageDraw

from bot.domain.errors import UsageError
from bot.finish.bidi import is_rtl, visual_runs
from bot.finish.fonts import INVISIBLE, Face, can_shape

_NEEDS_SHAPING = ("ARABIC", "HEBREW", "DEVANAGARI", "THAI")
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAGS = range(0x1F1E6, 0x1F200)


@dataclass(frozen=True, slots=True)
class GlyphRun:
    """Text of one font and direction, in reading order."""

    text: str
    face: Face
    rtl: bool

    def width_px(self, size_px: float) -> float:
        """Its advance."""
        font = self.face.at(size_px)
        if not can_shape():
            return font.getlength(self.text)
        return font.getlength(self.text, direction=self.direction)

    @property
    def direction(self) -> str:
        """As Pillow names it."""
        return "rtl" if self.rtl else "ltr"

    def draw(self, draw: ImageDraw.ImageDraw, x: float, baseline: float, size_px: float) -> None:
        """Draw it in white from `x` on, both in pixels, on a grey picture."""
        draw.text(
            (x, baseline),
            self.text,
            255,
            self.face.at(size_px),
            anchor="ls",
            direction=self.direction if can_shape() else None,
            stroke_width=self.face.outline_px(size_px),
        )


@dataclass(frozen=True, slots=True)
class ShapedLine:
    """One line, its runs from left to right as they are drawn. `rtl` is its paragraph's."""

    runs: tuple[GlyphRun, ...]
    rtl: bool

    def width_px(self, size_px: float) -> float:
        """The advance of all runs."""
        return sum(run.width_px(size_px) for run in self.runs)


def without_missing(text: str, faces: Sequence[Face]) -> tuple[str, tuple[str, ...]]:
    """The text without what no font has, and what that was, each once.

    Raises `UsageError` where nothing is left.
    """
    kept: list[str] = []
    missing: dict[str, None] = {}
    for cluster in clusters(text):
        if cluster.isspace() or any(face.has(cluster) for face in faces):
            kept.append(cluster)
        else:
            missing[cluster.strip(INVISIBLE)] = None
    lines = [" ".join(line.split()) for line in "".join(kept).split("\n")]
    left = "\n".join(lines) if missing else text
    if not left.strip():
        raise UsageError(
            "text_without_glyphs",
            "None of these characters can be drawn with the fonts here; please attach a font that "
            "has them.",
        )
    return left.strip("\n"), tuple(missing)


def check_shaping(text: str) -> None:
    """Raise `UsageError` where the text would come out wrong on this machine."""
    if can_shape():
        return
    if any(unicodedata.name(c, "").startswith(_NEEDS_SHAPING) for c in text):
        raise UsageError(
            "shaping_missing",
            "This script needs its letters to be joined, which this machine cannot do yet; please "
            "tell the operator: `python bot.py check` says what is missing.",
        )


def shape(line: str, faces: Sequence[Face]) -> ShapedLine:
    """The runs of a line whose characters the fonts have."""
    rtl = is_rtl(line)
    runs: list[GlyphRun] = []
    for run in visual_runs(line, rtl=rtl):
        parts = [GlyphRun(text, face, run.rtl) for text, face in _by_face(run.text, faces)]
        runs += reversed(parts) if run.rtl else parts
    return ShapedLine(tuple(runs), rtl)


def clusters(text: str) -> Iterator[str]:
    """What stands or falls together: a letter with its marks, an emoji with all that is joined to
    it (a good part of the extended grapheme clusters of UAX #29)."""
    cluster = ""
    for character in text:
        if cluster and not _continues(cluster, character):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _continues(cluster: str, character: str) -> bool:
    if character in INVISIBLE or unicodedata.category(character).startswith("M"):
        return True
    if ord(character) in _SKIN_TONES:
        return True
    if cluster[-1] == "\u200d":  # joins emoji; between letters it only shapes them
        return unicodedata.category(character) == "So"
    both_flags = ord(character) in _FLAGS and ord(cluster[-1]) in _FLAGS
    return both_flags and len(cluster) == 1


def _by_face(text: str, faces: Sequence[Face]) -> list[tuple[str, Face]]:
    """Stretches of one font each: the first that has a character, but for spaces and joiners,
    which stay in the font before them where it has them."""
    parts: list[tuple[str, Face]] = []
    for cluster in clusters(text):
        face = next((each for each in faces if each.has(cluster)), faces[0])
        if parts and cluster.isspace() and parts[-1][1].has(cluster):
            face = parts[-1][1]
        if parts and parts[-1][1] is face:
            parts[-1] = (parts[-1][0] + cluster, face)
        else:
            parts.append((cluster, face))
    return parts
