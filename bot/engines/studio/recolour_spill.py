"""Spill: what the main material's old colour leaves on the parts beside it.

A clasp on red leather has a red rim: its outline is a mixture of both, and polished metal mirrors
what lies next to it. Where the leather turns green, that red has to turn green as well.
"""

from __future__ import annotations

import cv2
import numpy as np

from bot.engines.arrays import Plane, Region
from bot.engines.studio.colour import Colours
from bot.engines.studio.smoothing import at_least, blur, fill_in, ramp

_FAR, _NEAR = 16.0, 9.0
"""Distances from the main material in pixels at 1024, from which it leaves no colour, and up to
which all of it counts."""
_CLEAR_OF_IT = 5.0
"""Distance from which a part shows its own colour."""
_ALIKE, _APART = 0.05, 0.16
"""Sine of the angle between two colours below which they cannot be told apart, and from which they
surely can."""


def spill_of(linear: Colours, body: Colours, cover: Plane, inner: Region) -> Plane:
    """How much of the main material's colour lies on pixels that are not made of it.

    `linear` is the photo in linear sRGB, `body` the main material's colour, drawn out beyond it,
    `cover` how far a pixel is of it, from 0 to 1, and `inner` the product without its edge. A pixel
    is explained as so much of `body` and so much of the colour of the part it belongs to (least
    squares, neither below 0); the result (height, width) is the former, 0 far from the material.
    """
    scale = max(cover.shape) / 1024
    off = cover < 0.5
    distance = np.asarray(cv2.distanceTransform(off.astype(np.uint8), cv2.DIST_L2, 5), np.float32)
    part = fill_in(linear, inner & (cover < 0.05) & (distance > max(2.0, _CLEAR_OF_IT * scale)))
    bb, pp, bp = _dot(body, body), _dot(part, part), _dot(body, part)
    lb, lp = _dot(linear, body), _dot(linear, part)
    apart = at_least(bb * pp - bp * bp, 0.0)
    share = (pp * lb - bp * lp) / at_least(apart, 1e-9)
    rest = (bb * lp - bp * lb) / at_least(apart, 1e-9)
    share = np.where(rest < 0.0, lb / at_least(bb, 1e-9), share)
    most = (linear / at_least(body, 1e-4)).min(axis=-1)
    sine = np.sqrt(apart / at_least(bb * pp, 1e-9))
    near = ramp(distance, _FAR * scale, _NEAR * scale) * inner
    spill = np.clip(share, 0.0, most) * ramp(sine, _ALIKE, _APART) * near
    return blur(np.asarray(spill, np.float32), 0.6 * scale)


def _dot(first: Colours, second: Colours) -> Plane:
    return np.asarray((first * second).sum(axis=-1), np.float32)
