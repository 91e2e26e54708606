"""Narrow gaps in a product, too narrow to be seen at working size: between two handles, in the
corner where two leaves part. Close up they have the colour of the scene next to them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from bot.engines.arrays import Plane, Region
from bot.engines.cutout.closeup import CloseUp
from bot.engines.cutout.morphology import components, depth_in, disc, grown, reached

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
WALLS, BETWEEN = 8, 0.7
"""A gap has product on both sides within so many pixels: there, colours are off the scene's by this
share of the difference between product and scene."""
TIP_DIP, TIP_MIXED, TIP_FROM = 0.35, 0.33, 4
"""The tip of a gap is a valley in that share, deeper than its walls by the first number and no
higher than the second; it begins within so many pixels of what was found of the gap."""
RIM = 2
"""Pixels around a gap that are a mix of product and scene."""
ALL_SCENE, ALL_PRODUCT = 0.12, 0.85
"""A pixel is a mix between these shares."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """`pixels` of a mask that belong to the scene. `matte` is the share of product in each pixel in
    and around them, by its colour, and 1 elsewhere: curves are too stiff to follow a gap of a pixel
    or two to its end. Both (height, width)."""

    pixels: Region
    matte: Plane


def narrow_gaps(view: CloseUp) -> Gaps:
    """The gaps in `view.mask`, to their tips."""
    depth = depth_in(view.mask)
    near = view.mask & (depth < DEEPEST_PX)
    # A gap that is in the mask spoils the product's colour there: the most contrast nearby counts.
    contrast = np.asarray(cv2.dilate(view.contrast, disc(NEARBY)), np.float32)
    gaps = _gaps(view, depth, near, contrast)
    off_scene = _off_scene(view, contrast)
    walls = _walls(off_scene)
    gaps |= _tips(gaps, near, off_scene, walls)
    return Gaps(pixels=gaps, matte=_matte(gaps, off_scene, walls))


def _gaps(view: CloseUp, depth: Plane, near: Region, contrast: Plane) -> Region:
    """Gaps as far as they have the scene's colour, and the mix of colours beside them."""
    lab = cv2.GaussianBlur(view.lab, (0, 0), 0.7)
    from_scene = np.linalg.norm(lab - view.scene, axis=2)
    told = near & (view.contrast > CONTRAST)
    gaps = _open_or_long(told & (from_scene < ALIKE + 0.7 * view.tolerance), depth)
    mixed = near & (contrast > CONTRAST) & (from_scene < MIXED * contrast) & (depth > MIXED_FROM)
    for _ in range(MIXED_ROUNDS):
        gaps |= mixed & grown(gaps, MIXED_REACH)
    return gaps


def _tips(gaps: Region, near: Region, off_scene: Plane, walls: Plane) -> Region:
    """Where gaps run out: valleys of a pixel or two, never quite of the scene's colour."""
    valleys = near & (walls - off_scene > TIP_DIP) & (off_scene < TIP_MIXED)
    return reached(valleys, grown(gaps & (walls > BETWEEN), TIP_FROM))


def _matte(gaps: Region, off_scene: Plane, walls: Plane) -> Plane:
    product = np.clip((off_scene - ALL_SCENE) / (ALL_PRODUCT - ALL_SCENE), 0.0, 1.0)
    mixed = grown(gaps, RIM) & (walls > BETWEEN)
    return np.where(mixed, product, 1.0).astype(np.float32)


def _walls(off_scene: Plane) -> Plane:
    """How far off the scene the lower one of the two sides of a gap is; beside one, the pixel."""
    return np.asarray(cv2.morphologyEx(off_scene, cv2.MORPH_CLOSE, disc(WALLS)), np.float32)


def _off_scene(view: CloseUp, contrast: Plane) -> Plane:
    """How far a pixel's colour is from the scene's, as a share of how far the product's is."""
    off = np.linalg.norm(view.lab - view.scene, axis=2) / np.maximum(contrast, CONTRAST)
    return np.asarray(np.minimum(off, 1.0), np.float32)


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
