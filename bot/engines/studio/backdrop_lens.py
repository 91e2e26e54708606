"""Lens: blur that grows with distance, bokeh discs, vignette and grain."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane
from bot.engines.studio.colour import Colours
from bot.engines.studio.perspective import Stage
from bot.engines.studio.sampling import gaussian, grown, shrunk

_FULL_SIZE_SIGMA = 4.0
"""Blurs wider than this many pixels are computed on a smaller copy."""
_UNSEEN = 0.0014
"""Largest blur radius, in units, that nobody sees."""


def blur(image: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    """Gaussian blur of (height, width[, 3]) by `sigma` pixels, on a smaller copy where the
    blur is wide enough to hide it."""
    if sigma < 0.3:
        return image
    factor = int(min(sigma / _FULL_SIZE_SIGMA * 2.0, min(image.shape[:2]) / 4.0))
    if factor < 2:
        return gaussian(image, sigma)
    height, width = image.shape[:2]
    small = shrunk(image, max(2, round(width / factor)), max(2, round(height / factor)))
    return grown(gaussian(small, sigma / factor), width, height)


def disc_blur(image: NDArray[np.float32], radius: float) -> NDArray[np.float32]:
    """Blur by a disc of `radius` pixels, as an open aperture does to what lies out of focus.

    Costs radius squared per pixel: meant for small copies.
    """
    if radius < 0.5:
        return image
    reach = int(np.ceil(radius))
    offset = np.arange(-reach, reach + 1, dtype=np.float32)
    distance = np.hypot(offset[:, None], offset[None, :])
    disc = np.clip(np.float32(radius + 0.5) - distance, 0.0, 1.0)
    disc /= disc.sum()
    blurred = cv2.filter2D(image, -1, disc, borderType=cv2.BORDER_REFLECT_101)
    return np.asarray(blurred, np.float32)


def enlarged(image: NDArray[np.float32], width: int, height: int) -> NDArray[np.float32]:
    """A smooth small image at full size; never below 0."""
    return np.maximum(grown(image, width, height), 0.0)


def circle_of_confusion(stage: Stage, depth: NDArray[np.float32], aperture: float) -> Plane:
    """Blur radius in pixels at depths, with the focus on the product's base (depth 1).

    `aperture` is the radius at infinite depth, in units of the picture's `unit`. What is blurred
    too little to be seen is sharp: that is the depth of field.
    """
    radius = np.float32(aperture) * np.abs(1.0 - 1.0 / depth) - np.float32(_UNSEEN)
    return np.float32(stage.unit) * np.maximum(radius, np.float32(0.0))


def defocus_rows(image: Colours, radius: NDArray[np.float32]) -> Colours:
    """`image` (height, width, 3) blurred by a radius in pixels for each row."""
    sigma = radius * np.float32(0.5)  # a disc of radius r has the variance of sigma r / 2
    levels = [0.0]
    while levels[-1] < float(sigma.max(initial=0.0)):
        levels.append(0.7 if len(levels) == 1 else levels[-1] * 2.2)
    out = image.copy()
    for lower, upper in zip(levels[:-1], levels[1:], strict=True):
        rows = np.flatnonzero((sigma > lower) & (sigma <= upper))
        for first, last in _runs(rows):
            margin = int(np.ceil(3 * upper))
            top, bottom = max(0, first - margin), min(len(image), last + 1 + margin)
            part = image[top:bottom]
            inner = slice(first - top, last + 1 - top)
            less, more = blur(part, lower)[inner], blur(part, upper)[inner]
            share = ((sigma[first : last + 1] - lower) / (upper - lower))[:, None, None]
            out[first : last + 1] = less + (more - less) * share
    return out


def _runs(rows: NDArray[np.intp]) -> list[tuple[int, int]]:
    """Runs of consecutive numbers as (first, last)."""
    if not len(rows):
        return []
    breaks = np.flatnonzero(np.diff(rows) > 1)
    firsts = [int(rows[0]), *(int(rows[i + 1]) for i in breaks)]
    lasts = [*(int(rows[i]) for i in breaks), int(rows[-1])]
    return list(zip(firsts, lasts, strict=True))


def vignette(stage: Stage, strength: float) -> Plane:
    """Light that reaches the picture's parts, 1 in the middle, 1 - `strength` in the corners."""
    down = np.linspace(-1.0, 1.0, stage.height, dtype=np.float32)[:, None]
    right = np.linspace(-1.0, 1.0, stage.width, dtype=np.float32)[None, :]
    return 1.0 - np.float32(strength / 2) * (down * down + right * right)


def grain(rng: np.random.Generator, stage: Stage, sigma: float) -> Plane:
    """Film grain of standard deviation `sigma`, shape (height, width, 1)."""
    noise = rng.standard_normal((stage.height, stage.width), dtype=np.float32)
    return (noise * np.float32(sigma))[..., None]
