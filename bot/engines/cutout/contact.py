"""Contact shadows along a product's foot, cut off at the product's own edge.

Where a product touches the ground its shadow is narrow, nearly black and bounded by strong edges,
so that it passes for a part of the product. What gives it away is how the light runs from the scene
into the mask: it fades over several pixels to a darkest line, the contact, and behind that line
the product begins with a step. A product's own outline drops within a pixel or two.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Region
from bot.engines.cutout.backdrop import Backdrop
from bot.engines.cutout.morphology import disc, grown, taken_off, without_specks
from bot.engines.cutout.rim import Profiles, Rim, rim_of, steepness
from bot.engines.cutout.working import WorkingPhoto

OUTSIDE, WIDEST, BEHIND = 3, 15, 7
"""Pixels outside the outline, of the widest shadow that is cut off, and behind the contact line,
that are looked at."""
LOWER_PART = 0.4
"""Feet are in this lower part of the product's height."""
UNDERSIDE = -0.2
"""The outline there faces the ground: its inward normal points up at least this much."""
DARKENS, STILL_DARKENS = 0.18, 0.05
"""Loss of light down to the contact line, and within the last 4 pixels before it, as shares of the
backdrop's light. A dark part of the product stays as dark as it is."""
GENTLE = 0.8
"""The steepest pixel of a shadow takes at most this share of what an outline's takes."""
OUTDOES = 0.35
"""The step behind the contact is at least this share of the one on the outline: lower ones are
folds and labels of a product that begins right there."""
LIGHTENS, TURNS = 0.035, 4.0
"""What lies behind the contact is lighter by this share of the backdrop's light, or differs in
colour by this delta E."""
UNLIKE_PX = 2.5
"""A width that differs this much from those nearby is not counted."""
CRUMB = 4
"""Dark bits next to the shadow that are thinner than twice this, in pixels, go with it."""
TOGETHER, NEARBY_PX = 0.35, 7.0
"""A contact counts where it is seen along this share of the outline nearby: under a Gaussian of
this standard deviation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Feet:
    """Profiles across the outline's underside: (n, OUTSIDE + WIDEST + BEHIND) each.

    `tinted` is how far a pixel's colour is from what a shadow may have, in delta E.
    """

    shade: Profiles
    chroma: Profiles
    tinted: Profiles
    step: Profiles


def trim_contact(mask: Region, photo: WorkingPhoto, backdrop: Backdrop) -> Region:
    """The mask without the contact shadow at its foot."""
    outline = rim_of(mask)
    if not len(outline):
        return mask
    steepest = GENTLE * float(np.median(steepness(photo, outline)))
    tall = np.flatnonzero(mask.any(axis=1))
    ground = tall[-1] - LOWER_PART * (tall[-1] - tall[0])
    rim = outline.only((outline.down < UNDERSIDE) & (outline.rows > ground))
    if not len(rim):
        return mask
    feet, edge = _look(rim, backdrop, photo), photo.clear_of_noise(6.0, 3.0)
    width, ends = _widths(feet, steepest, edge), _at_the_product(feet, edge)
    shadow = _strip(mask, outline, rim.spread(np.where(ends, 0.0, _steady(rim, width))))
    if not shadow.any():
        return mask
    left = taken_off(mask, shadow)
    smooth = cv2.morphologyEx(left.astype(np.uint8), cv2.MORPH_OPEN, disc(CRUMB)) > 0
    crumbs = left & ~smooth & grown(shadow, 2 * CRUMB) & (backdrop.shade < 0.9)
    return without_specks(left & ~crumbs, holes=~mask)


def _steady(rim: Rim, width: NDArray[np.float32]) -> NDArray[np.float32]:
    """The usual width near each pixel, without those that differ from it; 0 where few were seen."""
    seen = width > 0
    steady = rim.mean_along(seen, NEARBY_PX) > TOGETHER
    seen &= np.abs(width - _mean_seen(rim, width, seen)) < UNLIKE_PX
    return np.where(steady, _mean_seen(rim, width, seen), 0.0).astype(np.float32)


def _mean_seen(
    rim: Rim, width: NDArray[np.float32], seen: NDArray[np.bool_]
) -> NDArray[np.float32]:
    total = rim.mean_along(np.where(seen, width, 0.0), NEARBY_PX)
    return np.asarray(total / np.maximum(rim.mean_along(seen, NEARBY_PX), 1e-6), np.float32)


def _look(rim: Rim, backdrop: Backdrop, photo: WorkingPhoto) -> _Feet:
    distances = np.arange(-OUTSIDE, WIDEST + BEHIND)
    shade, chroma = rim.across(backdrop.shade, distances), rim.across(backdrop.chroma, distances)
    allowed = backdrop.chroma_tolerance + 6.0 + 12.0 * np.clip(1.0 - shade, 0.0, 0.7)
    return _Feet(
        shade=shade,
        chroma=chroma,
        tinted=np.asarray(chroma - allowed, np.float32),
        step=rim.across(photo.step, distances),
    )


def _widths(feet: _Feet, steepest: float, edge: float) -> NDArray[np.float32]:
    """For each profile the width of the contact shadow in pixels, 0 where there is none.

    `steepest` is the largest share of the light lost at the contact that one pixel may take, and
    `edge` the least height in delta E of the step at which the product begins.
    """
    change = np.diff(feet.shade, axis=1)
    brightening = np.maximum.accumulate(change, axis=1)
    steepest_yet = np.maximum.accumulate(-change, axis=1)
    tinted_yet = np.maximum.accumulate(feet.tinted, axis=1)
    width = np.zeros(len(feet.shade), np.float32)
    highest = OUTDOES * feet.step[:, OUTSIDE - 1 : OUTSIDE + 2].max(axis=1)
    for contact in range(OUTSIDE + 1, OUTSIDE + WIDEST):
        here = feet.shade[:, contact]
        loss = feet.shade[:, :OUTSIDE].max(axis=1) - here
        fades = (brightening[:, contact - 1] < 0.02) & (loss > DARKENS)
        fades &= feet.shade[:, max(contact - 4, 0)] - here > STILL_DARKENS
        fades &= steepest_yet[:, contact - 1] < min(0.45, steepest) * (1.0 - here)
        behind = slice(contact + 3, contact + 6)
        begins = (feet.shade[:, behind].mean(axis=1) - here > LIGHTENS) | (
            feet.chroma[:, behind].mean(axis=1) - feet.chroma[:, contact] > TURNS
        )
        steps = feet.step[:, contact : contact + 5]
        height = steps.max(axis=1)
        begins &= (height >= edge) & (height > highest)
        found = fades & begins & (tinted_yet[:, contact] < 0.0)
        highest[found] = height[found]
        width[found] = contact - OUTSIDE + steps[found].argmax(axis=1)
    return width


def _at_the_product(feet: _Feet, edge: float) -> NDArray[np.bool_]:
    """Profiles whose outline is the line behind which it gets lighter: nothing is to be cut off."""
    before, after = feet.shade[:, OUTSIDE - 1], feet.shade[:, OUTSIDE + 1 : OUTSIDE + 4]
    lighter = (after[:, 0] >= before) & (after[:, 2] - before > LIGHTENS)
    step = feet.step[:, OUTSIDE - 1 : OUTSIDE + 2].max(axis=1)
    return np.asarray(lighter & (step >= edge), np.bool_)


def _strip(mask: Region, outline: Rim, width: NDArray[np.float32]) -> Region:
    """Pixels of the mask less than `width`, a plane, from the outline's nearest pixel."""
    off = (outline.spread(np.ones(len(outline))) == 0.0).astype(np.uint8)
    distance, nearest = cv2.distanceTransformWithLabels(
        off, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    widths = np.zeros(int(nearest.max()) + 1, np.float32)
    widths[nearest[off == 0]] = width[off == 0]
    return mask & (distance < widths[nearest] - 0.5)
