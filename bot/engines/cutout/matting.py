"""A soft edge at full size from the curves of an outline."""

from __future__ import annotations

import cv2
import numpy as np

from bot.engines.arrays import Plane, Region
from bot.engines.cutout.curves import Curve, filled
from bot.engines.cutout.morphology import components

LENS_BLUR = 0.6
"""Standard deviation, in pixels, of the blur that a sharp photo has."""
SPECK_SHARE = 6e-5
"""Parts and holes of an outline smaller than this share of the picture come from curves that cross
themselves."""


def soft_alpha(curves: list[Curve], matte: Plane, shape: tuple[int, int]) -> Plane:
    """Alpha of `shape`, (height, width), inside curves that were traced at the size of `matte`: how
    much of each pixel they enclose, as blurred as a photo is, and at most the matte."""
    scale = max(shape) / max(matte.shape)
    most = cv2.resize(matte, shape[::-1], interpolation=cv2.INTER_LINEAR)
    cover = _without_specks(np.minimum(filled(curves, shape, scale=scale), most))
    return np.asarray(cv2.GaussianBlur(cover, (0, 0), LENS_BLUR * max(1.0, scale)), np.float32)


def _without_specks(cover: Plane) -> Plane:
    product = cover > 0.5
    return np.where(_specks(product), 0.0, np.where(_specks(~product), 1.0, cover)).astype(
        np.float32
    )


def _specks(region: Region) -> Region:
    labels, stats = components(region, connectivity=4)
    small = stats[:, cv2.CC_STAT_AREA] < SPECK_SHARE * region.size
    small[0] = False
    return small[labels]
