"""Print in a pen drawing: each word in solid ink on clear paper, or left out of solid ink."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from bot.engines.arrays import Plane, Region
from bot.engines.studio.filters_lettering import word_labels
from bot.engines.studio.filters_sitter import Sitter
from bot.engines.studio.smoothing import blur, disk, grow, ramp

_BROAD = 4.6
"""Strokes of letters narrower than this, in pixels at 1024, are too fine to be left out of
hatching: the hatching is cleared away and they stand in ink."""
_DARK = 0.42
"""Share of ink around a word from which light letters can be left out of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PenPrint:
    """Print to be laid over the ink of a drawing; all planes (height, width), 0 to 1.

    `solid` is ink, `cleared` the paper that is kept free around it, `backed` the solid ink around
    letters that are left out, and `left_out` those letters.
    """

    solid: Plane
    cleared: Plane
    backed: Plane
    left_out: Plane

    def over(self, ink: Plane, full: np.float32) -> Plane:
        """The drawing's ink with the print in it; `full` is the ink's strength, 0 to 1."""
        with_backs = np.maximum(ink, full * self.backed) * (1.0 - self.left_out)
        return np.maximum(with_backs * (1.0 - self.cleared), full * self.solid)


def lettered(sitter: Sitter, ink: Plane, *, knock_out: bool = True) -> PenPrint:
    """The print as a pen would draw it over `ink`, the same way for all of a word.

    Print that was lighter than its ground is left out of the ink, where there is enough of it and
    the letters are broad enough (`knock_out`: in styles that have dark areas at all). Everything
    else is written in solid ink, on paper that is kept clear.
    """
    letters = sitter.letters
    nothing = np.zeros(sitter.shape, np.float32)
    if letters.empty:
        return PenPrint(solid=nothing, cleared=nothing, backed=nothing, left_out=nothing)
    crisp = ramp(letters.cover, 0.25, 0.75)
    light = np.zeros(sitter.shape, np.bool_)
    if knock_out:
        step = (letters.ink - letters.ground).mean(axis=-1)
        light = _left_out(sitter, ink, step)
    own = letters.cover > 0.05
    near = grow(light & own, max(1, round(sitter.px(4))))
    left_out = crisp * (light | (near & ~own))
    solid = crisp - left_out
    return PenPrint(
        solid=solid,
        cleared=_around(sitter, solid > 0.3, margin=3.5),
        backed=_around(sitter, left_out > 0.3, margin=2.2, gap=2.0),
        left_out=left_out,
    )


def _left_out(sitter: Sitter, ink: Plane, step: Plane) -> Region:
    """Words that are to be left out of the ink, as a region of the picture."""
    letters = sitter.letters
    chosen = np.zeros(sitter.shape, np.bool_)
    words = word_labels(letters.cover > 0.05, max(1, round(sitter.px(8))))
    around = blur(ink, sitter.px(9))
    inside = np.asarray(letters.cover > 0.5, np.uint8)
    breadth = 2.0 * np.asarray(cv2.distanceTransform(inside, cv2.DIST_L2, 5), np.float32)
    for word in range(1, int(words.max()) + 1):
        here = words == word
        weight = letters.cover[here]
        total = max(float(weight.sum()), 1e-6)
        lighter = float((step[here] * weight).sum()) > 0.0
        dark = float((around[here] * weight).sum()) / total > _DARK
        broad = float(np.percentile(breadth[here], 95)) > sitter.px(_BROAD)
        if lighter and dark and broad:
            chosen |= here
    return chosen


def _around(sitter: Sitter, letters: Region, *, margin: float, gap: float = 7.0) -> Plane:
    """The letters of words with the gaps between them and a soft margin: 0 to 1. Lengths in
    pixels at 1024."""
    if not letters.any():
        return np.zeros(sitter.shape, np.float32)
    closing = disk(max(1, round(sitter.px(gap))))
    words = cv2.morphologyEx(letters.astype(np.uint8), cv2.MORPH_CLOSE, closing)
    grown = grow(np.asarray(words, np.uint8) > 0, max(1, round(sitter.px(margin))))
    return blur(grown.astype(np.float32), sitter.px(0.9))
