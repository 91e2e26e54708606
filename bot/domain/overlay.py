"""Overlay: text that is set on a finished picture, as a person asks for it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.contrast import Colour
from bot.domain.errors import UsageError
from bot.domain.suggest import closest

MAX_TEXT, MAX_LINES = 500, 12
"""Most characters and lines of one overlay."""
SMALLEST, LARGEST = 2.0, 40.0
"""Size of the letters in percent of the picture's shorter side."""
AUTOMATIC = "auto"
"""In the place of a size or a colour: the best that the picture allows."""


class Anchor(StrEnum):
    """Where text stands: in the emptiest area, or at one of nine places."""

    AUTO = "auto"
    TOP_LEFT = "top-left"
    TOP = "top"
    TOP_RIGHT = "top-right"
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"
    BOTTOM_LEFT = "bottom-left"
    BOTTOM = "bottom"
    BOTTOM_RIGHT = "bottom-right"

    @property
    def column(self) -> int:
        """-1 left, 0 middle, 1 right."""
        return -1 if self.endswith("left") else 1 if self.endswith("right") else 0

    @property
    def row(self) -> int:
        """-1 top, 0 middle, 1 bottom."""
        return -1 if self.startswith("top") else 1 if self.startswith("bottom") else 0


class Backing(StrEnum):
    """What is behind the letters; auto: a plate, where they could not be read without."""

    AUTO = "auto"
    NONE = "none"
    SHADOW = "shadow"
    PLATE = "plate"


class Typeface(StrEnum):
    """Fonts by name; `own` is the file that the person uploaded."""

    SANS = "sans"
    SANS_BOLD = "sans-bold"
    SERIF = "serif"
    SERIF_BOLD = "serif-bold"
    DISPLAY = "display"
    DISPLAY_BOLD = "display-bold"
    OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """Text and how it is set. The same overlay on the same picture gives the same bytes.

    `text` went through `clean_text`. `size` is the letters' em in percent of the picture's shorter
    side, None: as large as the place allows. `colour` None: black or white, whichever reads better.
    Text never covers the product unless `over_product`.
    """

    text: str
    typeface: Typeface = Typeface.SANS_BOLD
    size: float | None = None
    colour: Colour | None = None
    anchor: Anchor = Anchor.AUTO
    backing: Backing = Backing.AUTO
    over_product: bool = False

    def __post_init__(self) -> None:
        if not self.text:
            raise ValueError("an overlay has text")
        if self.size is not None and not SMALLEST <= self.size <= LARGEST:
            raise ValueError(f"size {self.size} is outside {SMALLEST} to {LARGEST}")


def clean_text(typed: str) -> str:
    r"""What a person typed, as lines that can be drawn.

    `\n` as two characters is a new line, since a slash command takes one line only. Control and
    bidirectional formatting characters go; joiners stay, as Persian and Hindi need them. Raises
    `UsageError` where nothing is left, or too much.
    """
    text = unicodedata.normalize("NFC", typed.replace("\\n", "\n"))
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    drawable = "".join(" " if c in "\t\u00a0" else c for c in text if _is_drawable(c))
    lines = [" ".join(line.split()) for line in drawable.split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines).strip("\n"))
    if not text.strip():
        raise UsageError("text_empty", "There is no text to set; please write some.")
    if len(text) > MAX_TEXT or text.count("\n") >= MAX_LINES:
        raise UsageError(
            "text_too_long",
            f"Text on a picture can have {MAX_TEXT} characters and {MAX_LINES} lines at most; "
            "please shorten it.",
        )
    return text


_JOINERS = "\u200c\u200d"
_NOT_DRAWN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _is_drawable(character: str) -> bool:
    kept = character in _JOINERS or character in "\n\t"
    return kept or unicodedata.category(character) not in _NOT_DRAWN


COLOURS: dict[str, Colour] = {
    "white": (255, 255, 255),
    "black": (17, 17, 17),
    "grey": (110, 110, 110),
    "red": (200, 30, 45),
    "orange": (232, 119, 34),
    "yellow": (250, 204, 21),
    "green": (22, 128, 72),
    "teal": (15, 118, 110),
    "blue": (29, 78, 216),
    "navy": (23, 37, 84),
    "purple": (107, 33, 168),
    "pink": (219, 39, 119),
    "brown": (110, 70, 40),
    "cream": (250, 243, 224),
    "gold": (184, 134, 40),
}
"""Colours that a person can name."""

_HEX = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")


def read_colour(typed: str | None) -> Colour | None:
    """A colour by name or as `#rrggbb`; None for "auto" and for nothing. Raises `UsageError`."""
    wanted = (typed or AUTOMATIC).strip().casefold()
    if wanted in (AUTOMATIC, ""):
        return None
    if wanted in COLOURS:
        return COLOURS[wanted]
    if found := _HEX.fullmatch(wanted):
        digits = found[1] if len(found[1]) == 6 else "".join(2 * digit for digit in found[1])
        return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
    raise UsageError(
        "colour_unknown",
        f"“{typed}” is no colour that I know; did you mean {closest(wanted, COLOURS)}? "
        "Or write it like #1d4ed8.",
    )


def colour_words(colour: Colour | None) -> str:
    """The colour as `read_colour` takes it."""
    if colour is None:
        return AUTOMATIC
    named = {value: name for name, value in COLOURS.items()}
    return named.get(colour) or "#{:02x}{:02x}{:02x}".format(*colour)


def read_size(typed: str | float | None) -> float | None:
    """A size in percent of the shorter side; None for "auto" and for nothing. Raises
    `UsageError`."""
    if typed is None or str(typed).strip().casefold() in (AUTOMATIC, ""):
        return None
    try:
        size = float(str(typed).strip().removesuffix("%").replace(",", "."))
    except ValueError:
        size = -1.0
    if not SMALLEST <= size <= LARGEST:
        raise UsageError(
            "text_size_wrong",
            f"The size of text is a number from {SMALLEST:g} to {LARGEST:g}, in percent of the "
            "picture's shorter side, or “auto”.",
        )
    return size
