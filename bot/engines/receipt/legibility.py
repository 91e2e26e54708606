"""Legibility: whether print on the product can still be read, without reading it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from bot.engines.arrays import Plane, Region
from bot.engines.receipt.structure import tile_means
from bot.engines.studio.smoothing import blur

_SIGMA_PX = 0.8
_LEAST_PRINT_PX = 150
_LEAST_SHARE = 0.15
_WORST_PERCENT = 10.0
_LEAST_GAIN = 0.6
"""Strokes may lose so much of their contrast before they count as harder to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Legibility:
    """Of all print, and of the worst tenth of its tiles, both from -1 to 1."""

    mean: float
    worst: float


def legibility(
    before: Plane, after: Plane, strokes: Region, *, may_invert: bool = False
) -> Legibility | None:
    """Correlation of the signed gradients of two lightness planes (L*) on print; None without any.

    Where the print lost much of its contrast, the figures fall with it. `may_invert` is for a new
    colour, on which dark print may turn into light.
    """
    if int(strokes.sum()) < _LEAST_PRINT_PX:
        return None
    across_1, down_1 = _gradients(before)
    across_2, down_2 = _gradients(after)
    shared = across_1 * across_2 + down_1 * down_2
    power_1, power_2 = across_1**2 + down_1**2, across_2**2 + down_2**2
    of_1, of_2 = float(power_1[strokes].sum()), float(power_2[strokes].sum())
    gain = min(1.0, float(np.sqrt(of_2 / (of_1 + 1e-6))) / _LEAST_GAIN)
    mean = float(shared[strokes].sum()) / float(np.sqrt(of_1 * of_2) + 1e-6)

    tiles = [tile_means(p, strokes, least_share=_LEAST_SHARE) for p in (shared, power_1, power_2)]
    each = tiles[0] / np.sqrt(tiles[1] * tiles[2] + 1e-6)
    if may_invert:
        mean, each = abs(mean), np.abs(each)
    worst = float(np.percentile(each, _WORST_PERCENT)) if each.size else mean
    return Legibility(mean=mean * gain, worst=worst * gain)


def _gradients(lightness: Plane) -> tuple[Plane, Plane]:
    soft = blur(lightness, _SIGMA_PX)
    across = cv2.Sobel(soft, cv2.CV_32F, 1, 0, scale=0.125)
    down = cv2.Sobel(soft, cv2.CV_32F, 0, 1, scale=0.125)
    return np.asarray(across, np.float32), np.asarray(down, np.float32)
