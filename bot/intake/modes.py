"""Pillow's many pixel modes to five plain ones with 8 bits a channel, without a change of size."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import cast

from PIL import Image

Plainer = Callable[[Image.Image], Image.Image]

PLAIN_MODES = frozenset({"L", "LA", "RGB", "RGBA", "CMYK", "LAB"})
_WHITE_LEVELS = (1.0, 255.0, 65535.0)
_STRAIGHT = {"La": "LA", "RGBa": "RGBA"}  # from premultiplied alpha


def extrema_of(channel: Image.Image) -> tuple[float, float]:
    """The lowest and the highest value of a picture with one channel."""
    return cast("tuple[float, float]", channel.getextrema())


def plainer_for(image: Image.Image) -> Plainer:
    """A function that brings `image`, or any crop of it, to one of `PLAIN_MODES`.

    16-bit grey keeps its high byte. Wider integers and floats carry no white level of their own:
    the smallest of 1, 255 and 65535 that holds the brightest pixel is white, else that pixel is.
    """
    mode = image.mode
    if mode.startswith("I;16"):
        return _high_byte
    if mode in ("I", "F"):
        return _scaled_by(255.0 / _white_level(image))
    if image.has_transparency_data:
        target = "LA" if mode in ("1", "L", "LA", "La") else "RGBA"
    elif mode in PLAIN_MODES:
        target = mode
    else:
        target = "L" if mode == "1" else "RGB"
    target = _STRAIGHT.get(mode, target)
    return lambda part: part if part.mode == target else part.convert(target)


def _high_byte(part: Image.Image) -> Image.Image:
    """16-bit grey to 8-bit. Pillow's own conversion to "L" clips all above 255 to white."""
    samples = part.tobytes()
    big_endian = part.mode == "I;16B"
    return Image.frombytes("L", part.size, samples[0 if big_endian else 1 :: 2])


def _scaled_by(scale: float) -> Plainer:
    return lambda part: part.point(lambda value: value * scale + 0.5).convert("L")


def _white_level(image: Image.Image) -> float:
    """The value that becomes 255; 1 where the brightest pixel is no finite number."""
    _, brightest = extrema_of(image)
    if not math.isfinite(brightest):
        return 1.0
    return next((level for level in _WHITE_LEVELS if brightest <= level), brightest)
