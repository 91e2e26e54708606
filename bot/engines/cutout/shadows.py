"""Shadows that stuck to the mask, peeled off."""

from __future__ import annotations

import cv2
import numpy as np

from bot.engines.arrays import Region
from bot.engines.cutout.backdrop import DEEPEST_SHADE, Backdrop
from bot.engines.cutout.morphology import components, disc, grown, without_specks
from bot.engines.cutout.working import WorkingPhoto

ENDS_AT_EDGES = 0.75
"""A shadow meets the product at edges: at least along this share of their common border."""
EDGED_OUTWARDS = 0.5
"""A shadow's rim towards the scene is soft: at most this share of it is an edge."""


def peel_shadows(mask: Region, photo: WorkingPhoto, backdrop: Backdrop) -> Region:
    """The mask without smooth, shadow-coloured parts that are soft towards the scene and end at
    edges towards the rest of the product. A part that ends nowhere in particular is a leak into
    a product of the backdrop's colour, and stays."""
    soft = photo.step < photo.clear_of_noise(2.7, 2.6)
    candidates = mask & soft & _could_be_shadow(backdrop)
    edged = grown(photo.step >= photo.clear_of_noise(3.8, 3.0), 2)
    rim = mask & grown(~mask, 1)
    labels, stats = components(candidates, connectivity=4)
    peeled = np.zeros(mask.shape, bool)
    for number in np.unique(labels[rim & candidates]):
        if stats[number, cv2.CC_STAT_AREA] >= 12 and stats[number, 4] < 0.5 * mask.sum():
            window = _around(stats[number], mask.shape)
            part = labels[window] == number
            if _is_shadow(part, mask[window], rim[window], edged[window]):
                peeled[window] |= part
    if not peeled.any():
        return mask
    # What hung between the shadow and the scene is a thin rind now; an opening takes it away.
    left = mask & ~peeled
    opened = cv2.morphologyEx(left.astype(np.uint8), cv2.MORPH_OPEN, disc(1)) > 0
    return without_specks(np.where(grown(peeled, 3), opened, left))


def _could_be_shadow(backdrop: Backdrop) -> Region:
    """Pixels darker than the backdrop or like it, with more tint the darker they are."""
    tint = backdrop.chroma_tolerance + 4.0 + 6.0 * np.clip(1.0 - backdrop.shade, 0.0, 0.6)
    return (backdrop.chroma < tint) & (backdrop.shade > DEEPEST_SHADE) & (backdrop.lift < 2.5)


def _is_shadow(part: Region, mask: Region, rim: Region, edged: Region) -> bool:
    border = grown(part, 1) & ~part
    inwards = border & mask
    outwards = grown(part, 4) & rim
    if not outwards.any() or outwards.sum() < 0.1 * border.sum():
        return False
    ends = float(edged[inwards].mean()) if inwards.any() else 1.0
    return ends > ENDS_AT_EDGES and float(edged[outwards].mean()) < EDGED_OUTWARDS


def _around(box: np.ndarray, shape: tuple[int, ...]) -> tuple[slice, slice]:
    """A component's box, 7 pixels wider on all sides."""
    x, y, width, height = (int(value) for value in box[:4])
    return (
        slice(max(0, y - 7), min(shape[0], y + height + 7)),
        slice(max(0, x - 7), min(shape[1], x + width + 7)),
    )
