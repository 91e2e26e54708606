"""The canvas: at which size a model works, and the way from the photo there and back.

Pipelines squash, crop or floor sizes that do not suit them, each in its own way; none of them ever
sees such a size. A photo far from the model's native number of pixels is scaled to where the model
works well, then filled up by reflection to sides that the model takes. The result is cropped and
scaled back to the photo's size, before the source's own pixels are put back at full resolution.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane, Rgb

Pixels = NDArray[Any]
"""Colours or a map; OpenCV gives back what it was given, which its types do not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """Sizes as (height, width) in pixels: of the photo, of the picture that is rendered, and of
    that picture filled up to multiples of what the model takes."""

    photo: tuple[int, int]
    picture: tuple[int, int]
    filled: tuple[int, int]

    def place(self, rgb: Rgb) -> Rgb:
        """The photo on the canvas, (*filled, 3)."""
        scaled = _resized(rgb, self.picture, cv2.INTER_CUBIC)
        return np.asarray(self._fill(scaled), np.uint8)

    def place_plane(self, plane: Plane) -> Plane:
        """A map of the photo's pixels, 0 to 1, on the canvas: of shape `filled`."""
        scaled = _resized(plane, self.picture, cv2.INTER_LINEAR)
        return np.clip(self._fill(scaled), 0.0, 1.0).astype(np.float32)

    def take(self, rgb: Rgb) -> Rgb:
        """The photo-sized result of a rendered canvas (*filled, 3)."""
        height, width = self.picture
        cropped = np.ascontiguousarray(rgb[:height, :width])
        return np.asarray(_resized(cropped, self.photo, cv2.INTER_CUBIC), np.uint8)

    def crop(self, small: Rgb) -> Rgb:
        """A small picture of the whole canvas without what fills it up; its cells, where they
        are only in part."""
        rows, columns = (
            math.ceil(side * part / whole)
            for side, part, whole in zip(small.shape, self.picture, self.filled, strict=False)
        )
        return small[:rows, :columns]

    def _fill(self, array: Pixels) -> Pixels:
        below = self.filled[0] - self.picture[0]
        beside = self.filled[1] - self.picture[1]
        if not below and not beside:
            return array
        return cv2.copyMakeBorder(array, 0, below, 0, beside, cv2.BORDER_REFLECT_101)


def canvas_for(
    height: int, width: int, *, size: int, native: tuple[float, float], multiple: int
) -> Canvas:
    """The canvas of a photo for a model of `size` native pixels a side.

    The photo keeps its size while its number of pixels is between `native` shares of the model's,
    and is scaled to the model's own number, or to the least share of it, where it is not.
    """
    least, most = (share * size * size for share in native)
    pixels = height * width
    scale = 1.0
    if pixels > most:
        scale = math.sqrt(size * size / pixels)
    elif pixels < least:
        scale = math.sqrt(least / pixels)
    picture = (max(1, round(height * scale)), max(1, round(width * scale)))
    filled = tuple(multiple * math.ceil(side / multiple) for side in picture)
    return Canvas(photo=(height, width), picture=picture, filled=(filled[0], filled[1]))


def _resized(array: Pixels, size: tuple[int, int], enlarging: int) -> Pixels:
    """`array` at `size` (height, width): by area where it shrinks, else by `enlarging`."""
    height, width = size
    if array.shape[:2] == size:
        return array
    interpolation = (
        cv2.INTER_AREA if height * width < array.shape[0] * array.shape[1] else enlarging
    )
    return cv2.resize(array, (width, height), interpolation=interpolation)
