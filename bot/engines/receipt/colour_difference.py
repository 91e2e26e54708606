"""Colour difference CIEDE2000, over whole pictures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane

Values = NDArray[np.floating]

_POWER = 25.0**7


def ciede2000(first: NDArray[np.float32], second: NDArray[np.float32]) -> Plane:
    """CIEDE2000 of two CIELAB pictures of shape (..., 3), kL = kC = kH = 1; shape (...).

    After Sharma, Wu and Dalal, "The CIEDE2000 Color-Difference Formula: Implementation Notes,
    Supplementary Test Data, and Mathematical Observations" (2005), whose test data it meets.
    """
    light1, a1, b1 = np.moveaxis(first, -1, 0)
    light2, a2, b2 = np.moveaxis(second, -1, 0)
    stretch = 1.0 + _chroma_stretch((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2)
    chroma1, chroma2 = np.hypot(stretch * a1, b1), np.hypot(stretch * a2, b2)
    hue1, hue2 = _hue(stretch * a1, b1), _hue(stretch * a2, b2)
    grey = chroma1 * chroma2 == 0.0

    turn = hue2 - hue1
    turn = np.where(grey, 0.0, turn - 360.0 * np.sign(turn) * (np.abs(turn) > 180.0))
    hue_difference = 2.0 * np.sqrt(chroma1 * chroma2) * _sin(turn / 2)
    total = hue1 + hue2
    apart = np.abs(hue1 - hue2) > 180.0
    hue = np.where(apart, (total + np.where(total < 360.0, 360.0, -360.0)) / 2, total / 2)
    hue = np.where(grey, total, hue)
    light, chroma = (light1 + light2) / 2, (chroma1 + chroma2) / 2

    weight = (
        1.0
        - 0.17 * _cos(hue - 30.0)
        + 0.24 * _cos(2.0 * hue)
        + 0.32 * _cos(3.0 * hue + 6.0)
        - 0.20 * _cos(4.0 * hue - 63.0)
    )
    middle = np.square(light - 50.0)
    by_light = (light2 - light1) / (1.0 + 0.015 * middle / np.sqrt(20.0 + middle))
    by_chroma = (chroma2 - chroma1) / (1.0 + 0.045 * chroma)
    by_hue = hue_difference / (1.0 + 0.015 * chroma * weight)
    blue = 30.0 * np.exp(-np.square((hue - 275.0) / 25.0))
    rotation = -_sin(2.0 * blue) * 2.0 * np.sqrt(chroma**7 / (chroma**7 + _POWER))
    squared = by_light**2 + by_chroma**2 + by_hue**2 + rotation * by_chroma * by_hue
    return np.sqrt(np.maximum(squared, 0.0)).astype(np.float32)


def _chroma_stretch(chroma: Values) -> Values:
    return 0.5 * (1.0 - np.sqrt(chroma**7 / (chroma**7 + _POWER)))


def _hue(a: Values, b: Values) -> Values:
    """Degrees, 0 to 360; 0 for grey."""
    return np.degrees(np.arctan2(b, a)) % 360.0


def _sin(degrees: Values) -> Values:
    return np.sin(np.radians(degrees))


def _cos(degrees: Values) -> Values:
    return np.cos(np.radians(degrees))
