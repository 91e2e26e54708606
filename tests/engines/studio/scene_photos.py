"""Small drawn photos with exact masks, for the tests of scenes."""

from __future__ import annotations

import numpy as np

from bot.engines.arrays import Mask, Plane, Rgb
from bot.engines.cutout.roles import mask_from_alpha
from bot.engines.studio.sampling import gaussian


def mask_of(alpha: Plane) -> Mask:
    """A trusted mask with this alpha."""
    return mask_from_alpha(alpha, confidence=1.0, trust=0.5, method="attached")


def box_alpha(height: int, width: int, *, hole: bool = False) -> Plane:
    """Alpha of a box that stands in the middle with its base at 0.8 of the height.

    Its edges are soft over about two pixels; `hole` opens it as a handle does.
    """
    alpha = np.zeros((height, width), np.float32)
    alpha[round(0.3 * height) : round(0.8 * height), round(0.3 * width) : round(0.7 * width)] = 1.0
    if hole:
        rows = slice(round(0.45 * height), round(0.6 * height))
        alpha[rows, round(0.42 * width) : round(0.58 * width)] = 0.0
    return np.clip(gaussian(alpha, 0.6), 0.0, 1.0)


def photo_of(alpha: Plane, *, background: int = 150) -> Rgb:
    """A textured reddish product with this alpha on a plain background."""
    rng = np.random.default_rng(7)
    height, width = alpha.shape
    product = np.array([150.0, 60.0, 50.0]) + rng.normal(0.0, 12.0, (height, width, 1))
    picture = product * alpha[..., None] + background * (1.0 - alpha[..., None])
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)


def standing_box(
    height: int = 192, width: int = 192, *, hole: bool = False, background: int = 150
) -> tuple[Rgb, Mask]:
    """A photo of a box, and its mask."""
    alpha = box_alpha(height, width, hole=hole)
    return photo_of(alpha, background=background), mask_of(alpha)
