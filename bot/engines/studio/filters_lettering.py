"""The lightness of print on a drawing: letters stay legible, each word in one even ink."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane, Region
from bot.engines.studio.smoothing import grow

_READABLE_STEP = 32.0
"""CIELAB lightness by which print stands out from its drawn ground, if it did in the photo."""
_DARKEST, _LIGHTEST = 2.0, 98.0
"""CIELAB lightness of the inks that print may be moved to."""
_PRICE_OF_CONTRAST = 10.0
"""What a lost unit of contrast counts against a unit by which an ink is moved."""
_SHIFTED_SHARE = 90.0
"""Percent of a word's pixels that its common shift makes readable; the rest get one of their own,
lest a single dark corner of the ground moves the whole word."""

Labels = NDArray[np.int32]


def legible_lightness(ink: Plane, ground: Plane, beneath: Plane, cover: Plane, reach: int) -> Plane:
    """The lightness of the print's ink where a drawing lies `beneath` it.

    All planes are (height, width) float32: `ink` and the `ground` it had in the photo, and
    `beneath`, in CIELAB L from 0 to 100; `cover`, how far each pixel is ink, from 0 to 1. Letters
    up to two times `reach` pixels apart are one word. Whether a word is lighter or darker than
    what lies beneath is decided once for all of it: pixel by pixel, a letter whose ground is about
    as light as allowed would break up into dark and light specks.
    """
    step = ink - ground
    least = np.minimum(0.85 * np.abs(step), np.float32(_READABLE_STEP))
    lightness = ink.copy()
    printed = cover > 0.05
    for letters in _by_polarity(step, cover, printed):
        words = word_labels(letters, reach)
        for word in np.unique(words[words > 0]):
            here = words == word
            lightness[here] = _moved(ink[here], beneath[here], least[here], cover[here])
    return lightness


def word_labels(letters: Region, reach: int) -> Labels:
    """The pixels of each word numbered from 1, 0 elsewhere; letters up to two times `reach` pixels
    apart are one word."""
    words = _labels(grow(letters, reach))
    words[~letters] = 0
    return words


def _by_polarity(step: Plane, cover: Plane, printed: Region) -> tuple[Region, Region]:
    """Letters that were lighter than their ground in the photo, and those that were darker."""
    labels = _labels(printed)
    total = np.bincount(labels.ravel(), weights=(step * cover).ravel())
    lighter = (total > 0.0)[labels]
    return printed & lighter, printed & ~lighter


def _labels(region: Region) -> Labels:
    """Connected parts of a region, numbered from 1."""
    _, labels = cv2.connectedComponents(region.astype(np.uint8), connectivity=8)
    return np.asarray(labels, np.int32)


def _moved(ink: Plane, beneath: Plane, least: Plane, cover: Plane) -> Plane:
    """One word's ink, in the direction in which it stands out for the smallest change."""
    lighter, darker = (_shifted(ink, beneath, least, sign) for sign in (1.0, -1.0))

    def cost(moved: Plane, sign: float) -> float:
        lost = np.maximum(least - sign * (moved - beneath), 0.0)
        return float((cover * (np.abs(moved - ink) + _PRICE_OF_CONTRAST * lost)).sum())

    return lighter if cost(lighter, 1.0) <= cost(darker, -1.0) else darker


def _shifted(ink: Plane, beneath: Plane, least: Plane, sign: float) -> Plane:
    """A word's ink made lighter (sign 1) or darker (sign -1) than what lies beneath it."""
    needed = np.maximum(sign * (beneath - ink) + least, 0.0)
    shift = np.float32(np.percentile(needed, _SHIFTED_SHARE))
    moved = sign * np.maximum(sign * ink + shift, sign * beneath + least)
    return np.asarray(np.clip(moved, _DARKEST, _LIGHTEST), np.float32)
