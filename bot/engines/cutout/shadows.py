"""Shadows that stuck to the mask, peeled off."""

from __future__ import annotations

import cv2
import numpy as np

from bot.engines.arrays import Plane, Region
from bot.engines.cutout.backdrop import Backdrop
from bot.engines.cutout.morphology import components, grown, taken_off
from bot.engines.cutout.rim import rim_of, sharpness
from bot.engines.cutout.working import WorkingPhoto

ROUNDS = 3
"""Under a cast shadow's rim there may be a darker one, of the contact."""
DARKEST = 0.1
"""Share of the backdrop's light that is left in the darkest contact shadow."""
ENDS_AT_EDGES = 0.6
"""A shadow meets the product at edges: at least along this share of their common border."""
IN_FOCUS = 75
"""Percentile of a rim's sharpness that the product's own outline has, shadows or not."""
SOFT = 0.55
"""A rim is soft where its sharpness is below this share of that."""
SOFT_OUTWARDS = 0.5
"""At least this share of a shadow's rim towards the scene is soft."""


def peel_shadows(mask: Region, photo: WorkingPhoto, backdrop: Backdrop) -> Region:
    """The mask without smooth, shadow-coloured parts that are soft towards the scene and end at
    edges towards the rest of the product. A part that ends nowhere in particular is a leak into
    a product of the backdrop's colour, and stays."""
    shadowy = _could_be_shadow(backdrop) & (photo.step < photo.clear_of_noise(2.7, 2.6))
    edged = grown(photo.step >= photo.clear_of_noise(3.8, 3.0), 2)
    rim = rim_of(mask)
    if not len(rim):
        return mask
    soft = SOFT * float(np.percentile(sharpness(photo, rim), IN_FOCUS))
    for _ in range(ROUNDS):
        shadows = _shadows(mask, shadowy, edged, _softness(photo, mask, soft))
        if not shadows.any():
            break
        mask = taken_off(mask, shadows)
    return mask


def _softness(photo: WorkingPhoto, mask: Region, soft: float) -> Plane:
    """1 on the soft pixels of the mask's rim, -1 on its others, 0 elsewhere."""
    rim = rim_of(mask)
    return rim.spread(np.where(sharpness(photo, rim) < soft, 1.0, -1.0))


def _shadows(mask: Region, shadowy: Region, edged: Region, softness: Plane) -> Region:
    """The parts of `mask` that are shadows, by their borders."""
    labels, stats = components(mask & shadowy, connectivity=4)
    found = np.zeros(mask.shape, bool)
    near_rim = grown(softness != 0.0, 3)
    for number in np.unique(labels[near_rim & mask & shadowy]):
        area = stats[number, cv2.CC_STAT_AREA]
        if number and 12 <= area < 0.5 * mask.sum():
            window = _around(stats[number], mask.shape)
            part = labels[window] == number
            if _is_shadow(part, mask[window], edged[window], softness[window]):
                found[window] |= part
    return found


def _could_be_shadow(backdrop: Backdrop) -> Region:
    """Pixels darker than the backdrop or like it, with more tint the darker they are."""
    tint = backdrop.chroma_tolerance + 4.0 + 6.0 * np.clip(1.0 - backdrop.shade, 0.0, 0.6)
    return (backdrop.chroma < tint) & (backdrop.shade > DARKEST) & (backdrop.lift < 2.5)


def _is_shadow(part: Region, mask: Region, edged: Region, softness: Plane) -> bool:
    border = grown(part, 1) & ~part
    inwards, outwards = border & mask, grown(part, 4) & (softness != 0.0)
    if outwards.sum() < 0.1 * border.sum() or not outwards.any():
        return False
    ends = float(edged[inwards].mean()) if inwards.any() else 1.0
    fades = float((softness[outwards] > 0.0).mean())
    return ends > ENDS_AT_EDGES and fades > SOFT_OUTWARDS


def _around(box: np.ndarray, shape: tuple[int, ...]) -> tuple[slice, slice]:
    """A component's box, 7 pixels wider on all sides."""
    x, y, width, height = (int(value) for value in box[:4])
    return (
        slice(max(0, y - 7), min(shape[0], y + height + 7)),
        slice(max(0, x - 7), min(shape[1], x + width + 7)),
    )
