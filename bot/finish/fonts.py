"""Fonts: the bundled ones by name, one from outside, and which of them has a character."""

from __future__ import annotations

import functools
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import ImageFont, features

from bot.domain.errors import UsageError
from bot.domain.overlay import Typeface
from bot.finish.cmap import Spans, has, spans_of

FOLDER = Path(__file__).parent / "fonts"

_FAMILIES: dict[Typeface, tuple[str, bool]] = {
    Typeface.SANS: ("NotoSans", False),
    Typeface.SANS_BOLD: ("NotoSans", True),
    Typeface.SERIF: ("NotoSerif", False),
    Typeface.SERIF_BOLD: ("NotoSerif", True),
    Typeface.DISPLAY: ("NotoSerifDisplay", False),
    Typeface.DISPLAY_BOLD: ("NotoSerifDisplay", True),
    Typeface.OWN: ("NotoSans", False),
}
_SCRIPTS = ("NotoSansDevanagari", "NotoSansThai", "NotoSansHebrew")
_ARABIC = {"NotoSans": "NotoSansArabic"}
_NASKH = "NotoNaskhArabic"
_REGULAR_ONLY = ("NotoSansCJK-Regular.otf", "NotoSansSymbols2-Regular.ttf",
                 "NotoSansSymbols-Regular.ttf")  # fmt: skip
THICKENED = 0.012
"""Width in ems of the outline that makes a bold font of a regular one."""


def can_shape() -> bool:
    """Whether letters can be joined and reordered here, as Arabic and Hindi need it."""
    return bool(features.check("raqm"))


@dataclass(frozen=True, eq=False)
class Face:
    """One font file. `thicken` says that it stands in for a bold one that there is none of."""

    name: str
    data: bytes
    spans: Spans
    thicken: bool = False

    def has(self, characters: str) -> bool:
        """Whether it has a glyph for each; joiners and variation selectors need none."""
        return all(c in INVISIBLE or has(self.spans, c) for c in characters)

    def at(self, size_px: float) -> ImageFont.FreeTypeFont:
        """The font at an em of that many pixels. Raises `UsageError` for a font from outside that
        cannot be drawn with."""
        return _sized(self, size_px)

    def outline_px(self, size_px: float) -> float:
        """Width of the outline to draw with, 0 for none."""
        return THICKENED * size_px if self.thicken else 0.0


INVISIBLE = "\u200c\u200d\ufe0e\ufe0f"
"""Joiners, and the selectors that ask for a plain or a coloured form."""


@functools.lru_cache(maxsize=64)
def _sized(face: Face, size_px: float) -> ImageFont.FreeTypeFont:
    engine = ImageFont.Layout.RAQM if can_shape() else ImageFont.Layout.BASIC
    try:
        return ImageFont.truetype(io.BytesIO(face.data), size_px, layout_engine=engine)
    except (OSError, ValueError) as exc:
        raise UsageError(
            "font_damaged",
            "This file is no TrueType or OpenType font that can be read; please send a .ttf or "
            ".otf file.",
            repr(exc),
        ) from exc


def faces_for(typeface: Typeface, own: bytes | None = None) -> Sequence[Face]:
    """The fonts to take characters from, in this order: the one asked for, then those of other
    scripts. Raises `UsageError` where `own` is no font."""
    family, bold = _FAMILIES[typeface]
    weight = "Bold" if bold else "Regular"
    arabic = _ARABIC.get(family, _NASKH)
    names = [family, arabic, *_SCRIPTS]
    faces = [_bundled(f"{name}-{weight}.ttf", False) for name in names]
    faces += [_bundled(name, bold and "CJK" in name) for name in _REGULAR_ONLY]
    if typeface is Typeface.OWN:
        if own is None:
            raise UsageError("font_missing", "Please attach the font that the text should be in.")
        faces.insert(0, Face("own", own, spans_of(own)))
    return faces


@functools.cache
def _bundled(file: str, thicken: bool) -> Face:
    data = (FOLDER / file).read_bytes()
    return Face(file, data, spans_of(data), thicken)
