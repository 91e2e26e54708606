"""Sampling: OpenCV's resize, blur and look-up with types, for float32 planes and pictures."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane

Picture = NDArray[np.float32]
"""(height, width) or (height, width, channels)."""


def shrunk(image: Picture, width: int, height: int) -> Picture:
    """`image` at a smaller size, each pixel the mean of those it covers."""
    return _typed(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA))


def grown(image: Picture, width: int, height: int, *, smooth: bool = True) -> Picture:
    """`image` at a larger size, by cubic interpolation or, unless `smooth`, by bilinear."""
    interpolation = cv2.INTER_CUBIC if smooth else cv2.INTER_LINEAR
    return _typed(cv2.resize(image, (width, height), interpolation=interpolation))


def gaussian(image: Picture, across: float, along: float | None = None) -> Picture:
    """`image` blurred by sigmas in pixels, `across` to the right and `along` downwards (None:
    the same)."""
    sigma_y = across if along is None else along
    return _typed(
        cv2.GaussianBlur(image, (0, 0), sigmaX=max(across, 0.01), sigmaY=max(sigma_y, 0.01))
    )


def looked_up(
    image: Picture, columns: Plane, rows: Plane, *, border: int = cv2.BORDER_REFLECT_101
) -> Picture:
    """`image` at fractional `columns` and `rows`, bilinear; `border` is a cv2 border type, of
    which the constant one gives 0."""
    if columns is rows:  # OpenCV 5.0 returns garbage, or hangs, for one array in both roles
        rows = rows.copy()
    return _typed(cv2.remap(image, columns, rows, cv2.INTER_LINEAR, borderMode=border))


def spread_in(image: Picture, known: Plane, reaches: tuple[float, ...]) -> Picture:
    """The values of pixels that are `known` (0 or 1), averaged over ever nearer ones.

    `reaches` are sigmas in pixels, widest first. Normalised convolution after Knutsson and
    Westin (1993). Values far from any known pixel are meaningless.
    """
    extra = (1,) * (image.ndim - 2)
    spread = np.zeros_like(image)
    for sigma in reaches:
        weight = gaussian(known, sigma).reshape(*known.shape, *extra)
        summed = gaussian(image * known.reshape(*known.shape, *extra), sigma)
        mean = summed / np.maximum(weight, np.float32(1e-5))
        share = np.ones_like(weight) if sigma == reaches[0] else np.minimum(weight * 40.0, 1.0)
        spread += (mean - spread) * share
    return spread


def _typed(image: object) -> Picture:
    return np.asarray(image, np.float32)
