"""Where a block of text can stand: at an anchor or in the emptiest area, off the product."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from bot.domain.overlay import Anchor
from bot.engines.arrays import Plane, Region, Rgb

MARGIN = 0.05
"""Between text and frame, as a share of the picture's shorter side."""
_DISTANCE = 0.02
"""Between text and product, likewise."""
_MAP_PX = 256
"""Longer side of the maps that are searched."""
_SCALE_OF_DETAIL = 0.012
"""Sigma over which detail counts as busy, as a share of the map's longer side."""
_BUSY_AT = 26.0
"""Local contrast (levels of 255, standard deviation) at which an area is as busy as can be."""
_ROWS = 48
_CALM = 0.04
"""Cost of standing at none of the usual heights, so that equal areas go to these."""

_COLUMNS = (0, -1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place for a block: its top left corner in pixels, which side it leans to (-1, 0, 1), and
    how busy the picture is there, 0 to 1."""

    x: int
    y: int
    side: int
    busy: float


class Ground:
    """The picture as text sees it: where the product is, and how busy the rest.

    `rgb` is (height, width, 3). `product` is (height, width), True where text must not be; None
    where it may be anywhere.
    """

    def __init__(self, rgb: Rgb, product: Region | None) -> None:
        self._height, self._width = rgb.shape[:2]
        self.shorter = min(self._height, self._width)
        self._scale = min(1.0, _MAP_PX / max(self._height, self._width))
        self._busy = _integral(_busyness(rgb, self._scale))
        forbidden = np.zeros((self._height, self._width), np.bool_) if product is None else product
        self._forbidden = _integral(self._widened(forbidden))

    @property
    def margin(self) -> int:
        """Between text and frame, in pixels."""
        return round(MARGIN * self.shorter)

    @property
    def room(self) -> tuple[int, int]:
        """The widest and the highest that a block can be."""
        return self._width - 2 * self.margin, self._height - 2 * self.margin

    def best(self, width: int, height: int, anchor: Anchor, padding: int = 0) -> Spot | None:
        """The best place for a block of that size at an anchor; None where there is none.

        `padding` is what a plate needs around it.
        """
        spots = [
            spot
            for side, x, y, extra in self._candidates(width, height, anchor, padding)
            if (spot := self._spot(x, y, width, height, padding, side, extra)) is not None
        ]
        return min(spots, key=lambda spot: spot.busy, default=None)

    def _candidates(
        self, width: int, height: int, anchor: Anchor, padding: int
    ) -> list[tuple[int, int, int, float]]:
        inset = self.margin + padding
        free_x, free_y = self._width - width - 2 * inset, self._height - height - 2 * inset
        if free_x < 0 or free_y < 0:
            return []
        if anchor is not Anchor.AUTO:
            x = inset + round(free_x * (anchor.column + 1) / 2)
            return [(anchor.column, x, inset + round(free_y * (anchor.row + 1) / 2), 0.0)]
        found = []
        for side in _COLUMNS:
            x = inset + round(free_x * (side + 1) / 2)
            for row in range(_ROWS + 1):
                share = row / _ROWS
                usual = min(abs(share), abs(share - 0.5), abs(share - 1.0)) * 4.0
                extra = _CALM * usual + (0.0 if side == 0 else _CALM / 2)
                found.append((side, x, inset + round(free_y * share), extra))
        return found

    def _spot(
        self, x: int, y: int, width: int, height: int, padding: int, side: int, extra: float
    ) -> Spot | None:
        box = (x - padding, y - padding, x + width + padding, y + height + padding)
        if self._sum(self._forbidden, box) > 0.0:
            return None
        return Spot(x=x, y=y, side=side, busy=self._mean(self._busy, box) + extra)

    def _widened(self, forbidden: Region) -> Plane:
        """The product at the map's scale with the distance that text keeps from it."""
        height, width = _map_size(self._height, self._width, self._scale)
        plane = forbidden.astype(np.float32)
        small = cv2.resize(plane, (width, height), interpolation=cv2.INTER_AREA)
        touched = (small > 0.02).astype(np.uint8)
        reach = max(1, round(_DISTANCE * self.shorter * self._scale))
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
        return cv2.dilate(touched, kernel).astype(np.float32)

    def _sum(self, integral: Plane, box: tuple[int, int, int, int]) -> float:
        left, top, right, bottom = self._scaled(box)
        return float(
            integral[bottom, right]
            - integral[top, right]
            - integral[bottom, left]
            + integral[top, left]
        )

    def _mean(self, integral: Plane, box: tuple[int, int, int, int]) -> float:
        left, top, right, bottom = self._scaled(box)
        return self._sum(integral, box) / ((right - left) * (bottom - top))

    def _scaled(self, box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
        """The box on the map, at least one pixel large."""
        height, width = _map_size(self._height, self._width, self._scale)
        left = min(max(0, int(box[0] * self._scale)), width - 1)
        top = min(max(0, int(box[1] * self._scale)), height - 1)
        right = min(width, max(left + 1, int(np.ceil(box[2] * self._scale))))
        bottom = min(height, max(top + 1, int(np.ceil(box[3] * self._scale))))
        return left, top, right, bottom


def _map_size(height: int, width: int, scale: float) -> tuple[int, int]:
    return max(1, round(height * scale)), max(1, round(width * scale))


def _busyness(rgb: Rgb, scale: float) -> Plane:
    """Local contrast of lightness, 0 to 1, at the map's scale."""
    height, width = _map_size(rgb.shape[0], rgb.shape[1], scale)
    small = cv2.resize(rgb, (width, height), interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2LAB)[..., 0].astype(np.float32)
    sigma = max(1.0, _SCALE_OF_DETAIL * max(height, width))
    mean = cv2.GaussianBlur(grey, (0, 0), sigma)
    variance = cv2.GaussianBlur(grey * grey, (0, 0), sigma) - mean * mean
    deviation = np.sqrt(np.maximum(variance, 0.0))
    return np.clip(deviation / _BUSY_AT, 0.0, 1.0).astype(np.float32)


def _integral(plane: Plane) -> Plane:
    return np.asarray(cv2.integral(plane, sdepth=cv2.CV_64F))
