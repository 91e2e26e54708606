"""Colour spaces of the studio engine: sRGB, linear light, OKLab, and what fits in sRGB.

OKLab is Björn Ottosson's ("A perceptual color space for image processing", 2020). In it a shadow
scales lightness and both colour axes together, so a hue and a relative chroma belong to a
material and not to its shading.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Rgb
from bot.engines.studio.smoothing import at_least

Colours = NDArray[np.float32]
"""(..., 3) float32; the docstring says which space."""

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    np.float32,
)
_TO_OKLAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ],
    np.float32,
)
_FROM_LMS = np.linalg.inv(_TO_LMS).astype(np.float32)
_FROM_OKLAB = np.linalg.inv(_TO_OKLAB).astype(np.float32)
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)


def _decode(encoded: NDArray[np.float64]) -> NDArray[np.float64]:
    """The sRGB transfer function (IEC 61966-2-1), 0 to 1 to linear light."""
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def _encode(linear: NDArray[np.float64]) -> NDArray[np.float64]:
    """The inverse of `_decode`."""
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)


_LINEAR_OF_BYTE = _decode(np.arange(256) / 255.0).astype(np.float32)
_BYTE_OF_LINEAR = np.rint(_encode(np.arange(65536) / 65535.0) * 255.0).astype(np.uint8)


def to_linear(source: Rgb) -> Colours:
    """sRGB bytes of any shape to linear light, float32 from 0 to 1."""
    return _LINEAR_OF_BYTE[source]


def to_srgb(linear: Colours) -> NDArray[np.uint8]:
    """Linear light to sRGB bytes, clipped; the inverse of `to_linear` for every byte."""
    steps = np.clip(linear, 0.0, 1.0) * np.float32(65535.0) + np.float32(0.5)
    return _BYTE_OF_LINEAR[steps.astype(np.uint16)]


def luminance(linear: Colours) -> NDArray[np.float32]:
    """Relative luminance Y of linear sRGB, shape (...)."""
    return linear @ _LUMINANCE


def to_oklab(linear: Colours) -> Colours:
    """Linear sRGB to OKLab: L from 0 to 1, a and b from about -0.4 to 0.4."""
    roots = np.cbrt(at_least(linear @ _TO_LMS.T, 0.0))
    return np.asarray(roots @ _TO_OKLAB.T, np.float32)


def from_oklab(lab: Colours) -> Colours:
    """OKLab to linear sRGB, not clipped."""
    return np.asarray(((lab @ _FROM_OKLAB.T) ** 3) @ _FROM_LMS.T, np.float32)


def parse_hex(color: str) -> Colours:
    """A colour like `#2b6cb0` as linear sRGB, shape (3,)."""
    return to_linear(np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)], np.uint8))


def contrast_ratio(first: float, second: float) -> float:
    """Contrast of two relative luminances, 1 to 21 (WCAG 2, success criterion 1.4.3)."""
    bright, dark = max(first, second), min(first, second)
    return (bright + 0.05) / (dark + 0.05)


def to_cielab(source: Rgb | Colours) -> Colours:
    """sRGB bytes, or sRGB floats from 0 to 1, to CIELAB: L from 0 to 100."""
    encoded = np.asarray(source, np.float32)
    if source.dtype == np.uint8:
        encoded = encoded / np.float32(255.0)
    return np.asarray(cv2.cvtColor(encoded, cv2.COLOR_RGB2LAB), np.float32)


def from_cielab(lab: Colours) -> Colours:
    """CIELAB to sRGB floats, clipped to 0 to 1."""
    return np.clip(np.asarray(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB), np.float32), 0.0, 1.0)


def to_bytes(encoded: Colours) -> NDArray[np.uint8]:
    """sRGB floats from 0 to 1, clipped, to sRGB bytes."""
    return np.rint(np.clip(encoded, 0.0, 1.0) * 255.0).astype(np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True)
class GamutTable:
    """The largest OKLab chroma that sRGB holds at each lightness, for one hue.

    `chroma` has one entry for each of `len(chroma)` lightnesses evenly spread over 0 to 1.
    """

    hue: float
    chroma: NDArray[np.float32]

    @classmethod
    def for_hue(cls, hue: float) -> GamutTable:
        """Bisect on chroma at 129 lightnesses; `hue` in radians."""
        lightness = np.linspace(0.0, 1.0, 129, dtype=np.float32)
        low, high = np.zeros_like(lightness), np.full_like(lightness, 0.4)
        for _ in range(12):
            middle = (low + high) / 2
            lab = np.stack([lightness, middle * np.cos(hue), middle * np.sin(hue)], axis=-1)
            linear = from_oklab(lab.astype(np.float32))
            fits = ((linear >= -5e-4) & (linear <= 1.0005)).all(axis=-1)
            low, high = np.where(fits, middle, low), np.where(fits, high, middle)
        return cls(hue=hue, chroma=low)

    def limit(self, lightness: float) -> float:
        """The largest chroma at one lightness."""
        grid = np.linspace(0.0, 1.0, len(self.chroma))
        return float(np.interp(lightness, grid, self.chroma))


def with_lightness(color: Colours, lightness: float) -> Colours:
    """A linear sRGB colour of shape (3,) moved to an OKLab lightness: hue stays, and so does
    chroma as far as sRGB holds it."""
    _, a, b = (float(v) for v in to_oklab(color))
    hue, chroma = float(np.arctan2(b, a)), float(np.hypot(a, b))
    chroma = min(chroma, GamutTable.for_hue(hue).limit(lightness))
    moved = np.array([lightness, chroma * np.cos(hue), chroma * np.sin(hue)], np.float32)
    return np.clip(from_oklab(moved), 0.0, 1.0)
