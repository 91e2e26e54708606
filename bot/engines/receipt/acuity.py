"""Edge acuity: how sharp the strongest edges are, whatever their contrast."""

from __future__ import annotations

import cv2
import numpy as np

from bot.engines.arrays import Plane, Region
from bot.engines.studio.smoothing import blur, shrink

_FINE_PX, _COARSE_PX = 0.8, 2.4
_STRONGEST_PERCENT = 3.0
_LEAST_GRADIENT = 1.2
"""In L* per pixel at the coarse scale: weaker edges are shading or grain."""
_LEAST_EDGE_PX = 60
_TYPICAL_PERCENT = 75.0
_RIM_PX = 6
_SHARPEST_PERCENT = 40.0
_STILL_THERE = 0.35
"""Of an edge's gradient at the coarse scale."""


def acuity(lightness: Plane, inside: Region) -> float | None:
    """Gradient at a fine scale over that at a coarse one on the strongest edges of a region, about
    1 (soft) to 2.5 (sharp); None where there are next to no edges. Lightness is L*, 0 to 100.

    Unlike the variance of the Laplacian it does not depend on contrast.
    """
    fine, coarse = _gradient(lightness, _FINE_PX), _gradient(lightness, _COARSE_PX)
    if not inside.any():
        return None
    least = max(_LEAST_GRADIENT, float(np.percentile(coarse[inside], 100 - _STRONGEST_PERCENT)))
    edges = inside & (coarse >= least)
    if int(edges.sum()) < _LEAST_EDGE_PX:
        return None
    return float(np.percentile(fine[edges] / coarse[edges], _TYPICAL_PERCENT))


def acuity_kept(before: Plane, after: Plane, inside: Region) -> float | None:
    """Edge acuity of one lightness plane over that of another, on the strongest edges of `before`
    within a region: about 1 where nothing was blurred; None where there are next to no edges.

    What lies outside the region must not show through at the coarse scale, so its rim is left out.
    Edges that are gone altogether were painted over, not blurred, and do not count.
    """
    deep = shrink(inside, _RIM_PX)
    fine, coarse = _gradient(before, _FINE_PX), _gradient(before, _COARSE_PX)
    if not deep.any():
        return None
    least = max(_LEAST_GRADIENT, float(np.percentile(coarse[deep], 100 - _STRONGEST_PERCENT)))
    edges = deep & (coarse >= least)
    if int(edges.sum()) < _LEAST_EDGE_PX:
        return None
    was = fine[edges] / coarse[edges]
    coarse_after = _gradient(after, _COARSE_PX)[edges]
    now = _gradient(after, _FINE_PX)[edges] / np.maximum(coarse_after, 0.1)
    counted = coarse_after > _STILL_THERE * coarse[edges]
    counted &= was >= np.percentile(was, 100 - _SHARPEST_PERCENT)
    if int(counted.sum()) < _LEAST_EDGE_PX // 4:
        return None
    return float(np.median(now[counted] / was[counted]))


def _gradient(lightness: Plane, sigma: float) -> Plane:
    """Length of the gradient per pixel, after a blur."""
    soft = blur(lightness, sigma)
    across = cv2.Sobel(soft, cv2.CV_32F, 1, 0, scale=0.125)
    down = cv2.Sobel(soft, cv2.CV_32F, 0, 1, scale=0.125)
    return np.hypot(across, down)
