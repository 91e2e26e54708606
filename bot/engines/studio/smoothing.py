"""Smoothing and resizing of float32 planes and pictures: OpenCV's filters with our types.

Every function takes (height, width) or (height, width, channels) float32 and returns the same
unless it says otherwise. Borders are reflected, so that a picture's rim does not darken.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane, Region

Floats = NDArray[np.float32]
"""(height, width) or (height, width, channels) float32."""

_WIDE_SIGMA = 6.0
"""Gaussians wider than this are taken at reduced size: the same picture for a tenth of the time."""


def blur(values: Floats, sigma: float) -> Floats:
    """Gaussian blur; `sigma` in pixels, 0 or less returns the values."""
    if sigma <= 0.05:
        return values
    if sigma > _WIDE_SIGMA and min(values.shape[:2]) > 32:
        factor = min(2.0 * sigma / _WIDE_SIGMA, min(values.shape[:2]) / 16)
        small = resize(values, _shrunk(values, factor))
        return resize(_gaussian(small, sigma / factor), values.shape[:2])
    return _gaussian(values, sigma)


def _gaussian(values: Floats, sigma: float) -> Floats:
    done = cv2.GaussianBlur(values, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
    return np.asarray(done, np.float32)


def _shrunk(values: Floats, factor: float) -> tuple[int, int]:
    height, width = values.shape[:2]
    return max(1, round(height / factor)), max(1, round(width / factor))


def resize(values: Floats, size: tuple[int, int], *, smooth: bool = False) -> Floats:
    """To (height, width): by area when shrinking, else bilinear, or bicubic where `smooth`."""
    height, width = size
    if (height, width) == values.shape[:2]:
        return values
    if height < values.shape[0]:
        method = cv2.INTER_AREA
    else:
        method = cv2.INTER_CUBIC if smooth else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(values, (width, height), interpolation=method), np.float32)


def limited(values: Floats, side: int) -> Floats:
    """Shrunk so that the longer side is at most `side` pixels."""
    longest = max(values.shape[:2])
    return values if longest <= side else resize(values, _shrunk(values, longest / max(1, side)))


def box(values: Floats, radius: int) -> Floats:
    """Mean over squares of side 2 * radius + 1."""
    size = (2 * radius + 1, 2 * radius + 1)
    return np.asarray(cv2.boxFilter(values, -1, size, borderType=cv2.BORDER_REFLECT), np.float32)


def guided(guide: Plane, values: Floats, radius: int, epsilon: float) -> Floats:
    """Guided filter (He, Sun and Tang, 2010): `values` smoothed, with the edges of `guide`.

    `epsilon` is the variance of `guide` below which an edge is smoothed away.
    """
    if values.ndim == 3:
        planes = [guided(guide, np.ascontiguousarray(p), radius, epsilon) for p in _split(values)]
        return np.stack(planes, axis=-1)
    guide_mean, mean = box(guide, radius), box(values, radius)
    variance = at_least(box(guide * guide, radius) - guide_mean * guide_mean, 0.0)
    covariance = box(guide * values, radius) - guide_mean * mean
    slope = covariance / (variance + np.float32(epsilon))
    offset = mean - slope * guide_mean
    return box(slope, radius) * guide + box(offset, radius)


def _split(values: Floats) -> list[Plane]:
    return [values[..., channel] for channel in range(values.shape[2])]


NEAR: Final = (2.0, 6.0)
"""Reaches for `fill_in` that fill a band of about 15 pixels."""
FAR: Final = (2.0, 6.0, 18.0, 54.0)
"""Reaches for `fill_in` that fill a band of about 130 pixels."""


def fill_in(values: Floats, known: Region, reaches: Sequence[float] = NEAR) -> Floats:
    """`values` with the pixels that are not `known` taken from the known ones around them.

    Normalised convolution (Knutsson and Westin, 1993) with one Gaussian for each of `reaches`
    (sigmas in pixels), from near to far, so that narrow gaps take their close neighbours. What is
    farther from all that is known stays as it is.
    """
    filled, sure = values, known
    for sigma in reaches:
        if sure.all() or not sure.any():
            break
        weight = sure.astype(np.float32)
        share = blur(weight, sigma)
        weights, shares = _alongside(weight, values), _alongside(share, values)
        around = blur(filled * weights, sigma) / np.maximum(shares, np.float32(1e-4))
        filled = np.where(_alongside(sure, values), filled, around)
        sure = sure | (share > 0.05)
    return filled


def _alongside(plane: NDArray[Any], values: Floats) -> NDArray[Any]:
    """A plane shaped to be multiplied with `values`, which may have channels."""
    return plane if values.ndim == 2 else plane[..., None]


def disk(radius: int) -> NDArray[np.uint8]:
    """A round structuring element."""
    side = 2 * radius + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)


def grow(region: Region, radius: int) -> Region:
    """Dilate by a disk."""
    return np.asarray(cv2.dilate(region.astype(np.uint8), disk(radius)), np.uint8) > 0


def shrink(region: Region, radius: int) -> Region:
    """Erode by a disk; what lies beyond the picture counts as outside."""
    eroded = cv2.erode(
        region.astype(np.uint8), disk(radius), borderType=cv2.BORDER_CONSTANT, borderValue=0
    )
    return np.asarray(eroded, np.uint8) > 0


def at_least(values: Floats, low: float) -> Floats:
    """`values`, raised to `low` where they are below it."""
    return np.asarray(np.maximum(values, np.float32(low)), np.float32)


def fraction(value: float, low: float, high: float) -> float:
    """`ramp` for one number."""
    return min(1.0, max(0.0, (value - low) / (high - low)))


def ramp(values: Floats, low: float, high: float) -> Floats:
    """0 at `low`, 1 at `high`, straight between; falls where `low` is above `high`."""
    return np.clip((values - np.float32(low)) / np.float32(high - low), 0.0, 1.0)
