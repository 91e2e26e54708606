"""Canvas: simple shapes for what stands far behind the focus, drawn small and then blurred."""

from __future__ import annotations

import cv2
import numpy as np

from bot.engines.arrays import Plane
from bot.engines.studio.backdrop_lens import blur, circle_of_confusion, disc_blur, enlarged
from bot.engines.studio.backdrop_scene import Wall
from bot.engines.studio.colour import Colours
from bot.engines.studio.perspective import Stage

_GLARE = 0.12
"""Share of the light that the lens scatters over the whole picture."""
_FRACTION_BITS = 4
"""cv2 draws at sixteenths of a pixel."""


class Canvas:
    """A small picture of an upright plane at some depth, in linear light.

    Places are in units of that plane from the product's base: `right`, and `above` the height of
    the ground the product stands on. Colours may be brighter than 1: lamps and windows are.
    """

    def __init__(self, stage: Stage, depth: float, *, clear: bool = False) -> None:
        """An empty canvas; `clear` gives it a fourth channel with the coverage of the shapes."""
        self._stage = stage
        self.wall = Wall.at(stage, depth)
        self.image: Colours = np.zeros((*self.wall.shape, 4 if clear else 3), np.float32)
        self._left, self._top = float(self.wall.right[0, 0]), float(self.wall.above[0, 0])
        self._scale = (self.wall.shape[1] - 1) / float(self.wall.right[0, -1] - self._left)

    @property
    def left(self) -> float:
        """Place of the left border."""
        return self._left

    @property
    def right(self) -> float:
        """Place of the right border."""
        return float(self.wall.right[0, -1])

    @property
    def top(self) -> float:
        """Place of the upper border."""
        return self._top

    def box(self, left: float, low: float, width: float, height: float, colour: Colours) -> None:
        """Fill a rectangle."""
        corners = [(left, low), (left + width, low), (left + width, low + height)]
        self.polygon([*corners, (left, low + height)], colour)

    def polygon(self, corners: list[tuple[float, float]], colour: Colours) -> None:
        """Fill a convex polygon."""
        points = np.array([self._pixel(*corner) for corner in corners])
        fixed = np.round(points * 2**_FRACTION_BITS).astype(np.int32)
        cv2.fillConvexPoly(self.image, fixed, _scalar(colour), cv2.LINE_8, _FRACTION_BITS)

    def ellipse(
        self,
        right: float,
        above: float,
        radii: tuple[float, float],
        colour: Colours,
        *,
        turn: float = 0.0,
    ) -> None:
        """Fill an ellipse of `radii` turned by `turn` radians."""
        size = (max(2 * radii[0] * self._scale, 0.5), max(2 * radii[1] * self._scale, 0.5))
        box = (self._pixel(right, above), size, -float(np.degrees(turn)))
        cv2.ellipse(self.image, box, _scalar(colour), -1, cv2.LINE_8)

    def body(
        self,
        right: float,
        low: float,
        width: float,
        height: float,
        colour: Colours,
        *,
        lit_from: int,
        waist: float = 0.0,
    ) -> None:
        """A round body (jar, bottle, pot) lit from a side; `waist` narrows it towards the top."""
        strips = 7
        for strip in range(strips):
            first, last = strip / strips - 0.5, (strip + 1) / strips - 0.5
            facing = (first + last) * lit_from  # 1 at the lit edge, -1 at the other
            shade = 0.72 + 0.42 * float(np.clip(facing + 0.25, -0.8, 0.8))
            narrow = 1.0 - waist
            corners = [
                (right + first * width, low),
                (right + last * width, low),
                (right + last * width * narrow, low + height),
                (right + first * width * narrow, low + height),
            ]
            self.polygon(corners, colour * np.float32(shade))

    def lighten(self, gain: Plane) -> None:
        """Multiply the picture by a plane of its size."""
        self.image *= gain[..., None]

    def developed(self, aperture: float) -> Colours:
        """The picture at full size, out of focus as its depth asks, with a little glare."""
        depth = np.array([self.wall.depth], np.float32)
        radius = float(circle_of_confusion(self._stage, depth, aperture)[0])
        step = self._stage.width / self.image.shape[1]
        small = disc_blur(self.image, min(radius / step, 24.0))
        if small.shape[2] == 3:
            glare = blur(np.minimum(small, 2.5), 0.05 * max(self.image.shape[:2]))
            small = small + (glare - small) * np.float32(_GLARE)
        small = blur(small, 1.0)
        return enlarged(small, self._stage.width, self._stage.height)

    def _pixel(self, right: float, above: float) -> tuple[float, float]:
        return (right - self._left) * self._scale, (self._top - above) * self._scale


def _scalar(colour: Colours) -> tuple[float, float, float, float]:
    return float(colour[0]), float(colour[1]), float(colour[2]), 1.0
