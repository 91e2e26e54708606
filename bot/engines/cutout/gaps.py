"""Narrow gaps in a product, too narrow to be seen at working size: between two handles, in the
corner where two leaves part. Close up they have the colour of the scene next to them."""

from __future__ import annotations

import cv2
import numpy as np

from bot.engines.arrays import Plane, Region
from bot.engines.cutout.closeup import CloseUp
from bot.engines.cutout.morphology import components, depth_in, disc, grown

DEEPEST_PX = 40.0
"""Gaps are at most this far from the outline, in pixels close up: further in are labels."""
ALIKE, MIXED = 2.0, 0.35
"""A gap's colour differs from the scene's by this delta E, beside what the backdrop varies; next
to it, by this share of the difference between product and scene."""
CONTRAST = 14.0
"""Difference of product and scene in delta E from which colour alone tells them apart."""
NEARBY = 12
"""Pixels within which that is looked for."""
AT_OUTLINE, MIXED_FROM = 2.5, 3.5
"""Gaps that are open to the scene come this close to the outline; mixed pixels count from the
second on inwards."""
MIXED_REACH, MIXED_ROUNDS = 3, 8
"""A gap runs on through mixed pixels so far, so often: it tapers off."""
SMALLEST_NOTCH, SMALLEST_SLIT, WIDEST_SLIT = 6, 60, 16.0
"""Pixels of an open gap; pixels and width of one that the product encloses."""
LENGTH_OF_SLIT = 6.0
"""An enclosed gap is at least this many times as long as wide: prints are not."""


def narrow_gaps(view: CloseUp) -> Region:
    """Pixels of `view.mask` that belong to the scene."""
    lab = cv2.GaussianBlur(view.lab, (0, 0), 0.7)
    from_scene = np.linalg.norm(lab - view.scene, axis=2)
    depth = depth_in(view.mask)
    near = view.mask & (depth < DEEPEST_PX)
    told = near & (view.contrast > CONTRAST)
    gaps = _open_or_long(told & (from_scene < ALIKE + 0.7 * view.tolerance), depth)
    # A gap that is in the mask spoils the product's colour there: the most contrast nearby counts.
    contrast = cv2.dilate(view.contrast, disc(NEARBY))
    mixed = near & (contrast > CONTRAST) & (from_scene < MIXED * contrast) & (depth > MIXED_FROM)
    for _ in range(MIXED_ROUNDS):
        gaps |= mixed & grown(gaps, MIXED_REACH)
    return gaps


def _open_or_long(alike: Region, depth: Plane) -> Region:
    """The parts that are open to the scene, and slits."""
    labels, stats = components(alike, connectivity=4)
    area = stats[:, cv2.CC_STAT_AREA]
    kept = np.zeros(len(stats), bool)
    kept[np.unique(labels[alike & (depth < AT_OUTLINE)])] = True
    kept &= area >= SMALLEST_NOTCH
    for number in np.flatnonzero(~kept & (area >= SMALLEST_SLIT)):
        x, y, width, height = stats[number, :4]
        part = labels[y : y + height, x : x + width] == number
        kept[number] = _is_slit(part, int(area[number]))
    kept[0] = False
    return kept[labels]


def _is_slit(part: Region, area: int) -> bool:
    framed = np.pad(part, 1).astype(np.uint8)
    width = 2.0 * float(cv2.distanceTransform(framed, cv2.DIST_L2, 5).max())
    return width < WIDEST_SLIT and area > LENGTH_OF_SLIT * width * width
