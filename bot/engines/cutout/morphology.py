"""Shapes of regions: discs, components, what is connected to what."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane, Region

Labels = NDArray[np.int32]
"""(height, width), a region's number for each pixel."""


def disc(radius: int) -> NDArray[np.uint8]:
    """A structuring element."""
    side = 2 * radius + 1
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)).astype(np.uint8)


def grown(region: Region, radius: int) -> Region:
    """The region and all within `radius` pixels of it."""
    return cv2.dilate(region.astype(np.uint8), disc(radius)) > 0


def shrunk(region: Region, radius: int) -> Region:
    """The pixels of the region further than `radius` from all others; the frame is no edge."""
    eroded = cv2.erode(
        region.astype(np.uint8), disc(radius), borderType=cv2.BORDER_CONSTANT, borderValue=1
    )
    return eroded > 0


def depth_in(region: Region) -> Plane:
    """Distance of each pixel of the region to the nearest one outside it; the frame is no edge."""
    padded = cv2.copyMakeBorder(region.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    return cv2.distanceTransform(padded, cv2.DIST_L2, 3)[1:-1, 1:-1].astype(np.float32)


def components(region: Region, *, connectivity: int = 8) -> tuple[Labels, NDArray[np.int32]]:
    """Connected parts: labels (0 is outside) and a row (x, y, width, height, area) for each."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(
        region.astype(np.uint8), connectivity=connectivity
    )
    return labels.astype(np.int32), stats.astype(np.int32)


def reached(allowed: Region, start: Region) -> Region:
    """The parts of `allowed` that hold a pixel of `start`."""
    labels, stats = components(allowed)
    hit = np.zeros(len(stats), bool)
    hit[np.unique(labels[start & allowed])] = True
    hit[0] = False
    return hit[labels]


def without_specks(region: Region, *, holes: Region | None = None) -> Region:
    """The region without parts under 3 % of its largest part, and without pinholes but those that
    lie in `holes`, which are known to be some."""
    labels, stats = components(region)
    if len(stats) > 1:
        keep = stats[:, cv2.CC_STAT_AREA] >= 0.03 * stats[1:, cv2.CC_STAT_AREA].max()
        keep[0] = False
        region = keep[labels]
    labels, stats = components(~region, connectivity=4)
    pinhole = stats[:, cv2.CC_STAT_AREA] < max(20, round(0.0004 * region.size))
    if holes is not None:
        known = np.bincount(labels[holes & ~region], minlength=len(stats))
        pinhole &= known < 0.5 * stats[:, cv2.CC_STAT_AREA]
    pinhole[0] = False
    return region | pinhole[labels]


def taken_off(region: Region, part: Region) -> Region:
    """The region less a part at its border. What hung between that and the outside is a thin rind
    now: an opening takes it away, too."""
    left = region & ~part
    opened = cv2.morphologyEx(left.astype(np.uint8), cv2.MORPH_OPEN, disc(1)) > 0
    return without_specks(np.where(grown(part, 3), opened, left), holes=~region)
