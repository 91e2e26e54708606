"""Structure: whether light and dark still lie where they lay, whatever their level."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from bot.engines.arrays import Plane, Region
from bot.engines.studio.smoothing import blur

_SIGMA_PX = 1.5
_STABLE = np.float32((0.03 * 100.0) ** 2)
"""C2 of the original for a range of 100 (L*)."""
_TILES_A_SIDE = 32
_LEAST_TILE_PX = 16
_LEAST_SHARE = 0.3
_WORST_PERCENT = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """Mean over a region, and the worst 3 % of its tiles, both from -1 to 1."""

    mean: float
    worst: float


def structure(before: Plane, after: Plane, inside: Region) -> Structure:
    """Structural similarity of two lightness planes (L*, 0 to 100) within a region.

    The contrast and structure terms of SSIM (Wang, Bovik, Sheikh and Simoncelli, 2004, equation
    13 without its luminance term), Gaussian of 1.5 px: the level of light is judged as a colour.
    """
    mean_1, mean_2 = blur(before, _SIGMA_PX), blur(after, _SIGMA_PX)
    variance_1 = blur(before * before, _SIGMA_PX) - mean_1 * mean_1
    variance_2 = blur(after * after, _SIGMA_PX) - mean_2 * mean_2
    shared = blur(before * after, _SIGMA_PX) - mean_1 * mean_2
    similar = (2.0 * shared + _STABLE) / (variance_1 + variance_2 + _STABLE)
    tiles = tile_means(similar.astype(np.float32), inside)
    mean = float(similar[inside].mean())
    worst = float(np.percentile(tiles, _WORST_PERCENT)) if tiles.size else mean
    return Structure(mean=mean, worst=worst)


def tile_means(values: Plane, inside: Region, *, least_share: float = _LEAST_SHARE) -> Plane:
    """Means over the tiles of a grid of which at least some lie inside the region, as a list."""
    height, width = values.shape
    side = max(_LEAST_TILE_PX, max(height, width) // _TILES_A_SIDE)
    grid = (max(1, width // side), max(1, height // side))
    weight = inside.astype(np.float32)
    share = np.asarray(cv2.resize(weight, grid, interpolation=cv2.INTER_AREA), np.float32)
    total = cv2.resize(values * weight, grid, interpolation=cv2.INTER_AREA)
    there = share > least_share
    return np.asarray(total, np.float32)[there] / share[there]
