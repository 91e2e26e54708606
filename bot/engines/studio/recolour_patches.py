"""Patches within the main material that look like it and are not: labels, logos, plates.

A grey label on a grey bottle has the body's tint. What tells it from shade is that it is even in
itself, sharply edged all around, and lies within the body.
"""

from __future__ import annotations

import cv2
import numpy as np

from bot.engines.arrays import Plane, Region
from bot.engines.studio.materials import FoundMaterial
from bot.engines.studio.smoothing import blur, grow, shrink

_STEEP = 0.022
"""OKLab lightness per pixel from which an edge is sharp."""
_STEP = 0.10
"""Least difference in OKLab lightness between a patch and what is around it."""
_SHARP = 0.12
"""Share of the step that a sharp edge climbs within a pixel; a highlight's climbs slowly."""
_HIGHLIGHT = 0.9
"""OKLab lightness from which a bright patch may be a highlight, which paint leaves white anyway."""
_EVEN = 0.035
"""Largest deviation of OKLab lightness within a patch."""


def enclosed_patches(lightness: Plane, covered: Region, main: FoundMaterial) -> Region:
    """Even, sharply edged areas inside the covered one.

    `lightness` is OKLab L and `covered` the pixels taken for the main material. On a coloured
    material only darker patches count, since a brighter one is its highlight.
    """
    soft = blur(lightness, 0.8)
    dx = np.asarray(cv2.Sobel(soft, cv2.CV_32F, 1, 0, scale=0.125), np.float32)
    dy = np.asarray(cv2.Sobel(soft, cv2.CV_32F, 0, 1, scale=0.125), np.float32)
    slope = np.hypot(dx, dy)
    smooth = (covered & (slope <= _STEEP)).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(smooth, connectivity=4)
    areas = stats[:, cv2.CC_STAT_AREA]
    areas[0] = 0
    largest = int(areas.max(initial=0))
    found = np.zeros(covered.shape, np.bool_)
    for part in np.flatnonzero((areas > 0.003 * largest) & (areas < 0.3 * largest)):
        x, y, width, height = stats[part, :4]
        cut = slice(max(0, y - 9), y + height + 9), slice(max(0, x - 9), x + width + 9)
        own = labels[cut] == part
        if _is_patch(own, lightness[cut], covered[cut], slope[cut], main):
            found[cut] |= grow(own, 3)
    return found


def _is_patch(
    own: Region, lightness: Plane, covered: Region, slope: Plane, main: FoundMaterial
) -> bool:
    """Whether one smooth part is a patch; all arrays are windows around it."""
    rim = grow(own, 2) & ~own
    around = grow(own, 8) & ~grow(own, 5)
    core = shrink(own, 5)  # nothing thinner: a gap between two halves is shade
    enclosed = around.any() and bool(covered[around].mean() > 0.97)
    if not enclosed or not core.any():
        return False
    level = float(np.median(lightness[core]))
    step = level - float(np.median(lightness[around]))
    sharp = float((slope[rim] > max(_STEEP, _SHARP * abs(step))).mean()) > 0.8
    even = float(lightness[core].std()) < _EVEN
    brighter = step > _STEP and level < _HIGHLIGHT and not main.coloured
    return even and sharp and (step < -_STEP or brighter)
