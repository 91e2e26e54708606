"""Perspective: where the product stands in the picture, and the ground plane under it.

The camera is a shift lens: verticals stay vertical and a ground point at depth z (1 at the
product's base) lies `drop / z` pixels below the horizon. Lengths on the ground are counted in
units of the picture's `unit` pixels at the base.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane
from bot.engines.studio.sampling import gaussian, looked_up, shrunk

Length = TypeVar("Length", float, NDArray[np.float32])
"""One length, or an array of them."""

_FOCAL = 2.08
"""Focal length over the long side: a 75 mm lens on a 36 mm frame, usual for products."""
_TILT = 0.25
"""Tangent of the angle under which the camera looks down at the product's base: 14 degrees."""
_WIDEST = 1.5
"""Beyond this aspect ratio a longer side shows more of the scene instead of enlarging it."""
_DEFAULT_BASE, _DEFAULT_SIDE = 0.82, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The picture's size and the product's place in it, in pixels.

    `base_row` is where the product meets the ground, `column` its middle, `product_width` and
    `product_height` its bounding box.
    """

    width: int
    height: int
    base_row: float
    column: float
    product_width: float
    product_height: float

    @property
    def unit(self) -> float:
        """Pixels of one ground unit at the product's base."""
        return min(max(self.width, self.height), _WIDEST * min(self.width, self.height))

    @property
    def product_size(self) -> float:
        """The longer side of the product's bounding box in pixels."""
        return max(self.product_width, self.product_height)

    @property
    def drop(self) -> float:
        """Rows between horizon and base."""
        return _TILT * _FOCAL * self.unit

    @property
    def horizon(self) -> float:
        """Row of the horizon; often above the picture."""
        return self.base_row - self.drop

    @property
    def foreshortening(self) -> float:
        """Rows that one ground unit of depth covers at the base, in units."""
        return _TILT

    def row_of(self, depth: Length) -> Length:
        """Row of the ground at a depth (1: the product's base)."""
        return self.horizon + self.drop / depth

    def behind(self, depth: Length) -> Length:
        """Units from the product's base back to a depth."""
        return (depth - 1.0) * _FOCAL

    def depth_behind(self, behind: Length) -> Length:
        """Depth so many units behind the product's base; the inverse of `behind`."""
        return 1.0 + behind / _FOCAL

    def depth_of(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Depth of the ground at rows; rows at or above the horizon count as just below it."""
        below = np.maximum(rows - np.float32(self.horizon), np.float32(0.01 * self.drop))
        return np.float32(self.drop) / below

    def ground_at(
        self, rows: NDArray[np.float32], columns: NDArray[np.float32]
    ) -> tuple[Plane, Plane]:
        """Ground coordinates (right of the product, behind its base) in units, for a grid of
        pixels: two arrays of shape (len(rows), len(columns)). Lines of depth vanish in the
        picture's middle column."""
        depth = self.depth_of(rows)[:, None]
        off_axis = np.float32(self.column - self.width / 2)
        right = (columns[None, :] - np.float32(self.width / 2)) * depth - off_axis
        right /= np.float32(self.unit)
        behind = np.broadcast_to((depth - 1.0) * np.float32(_FOCAL), right.shape)
        return right, np.ascontiguousarray(behind)

    def grazing(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Sine of the angle between the line of sight and the ground at rows."""
        tangent = np.float32(_TILT) / self.depth_of(rows)
        return np.sin(np.arctan(tangent))


def stage_of(alpha: Plane) -> Stage:
    """The stage for a product's alpha of shape (height, width).

    An empty alpha gives the place where a product usually stands.
    """
    height, width = alpha.shape
    product = alpha > 0.5
    rows, columns = np.flatnonzero(product.any(axis=1)), np.flatnonzero(product.any(axis=0))
    if not len(rows):
        side = _DEFAULT_SIDE * min(width, height)
        return Stage(
            width=width,
            height=height,
            base_row=_DEFAULT_BASE * height,
            column=width / 2,
            product_width=side,
            product_height=side,
        )
    return Stage(
        width=width,
        height=height,
        base_row=float(rows[-1]),
        column=(float(columns[0]) + float(columns[-1])) / 2,
        product_width=float(columns[-1] - columns[0] + 1),
        product_height=float(rows[-1] - rows[0] + 1),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Texture:
    """A ground texture seen from above.

    `albedo` is (rows, columns, 3) linear light: columns run to the right with `across` texels
    per ground unit, rows towards the camera with `along` texels per unit of depth.
    """

    albedo: NDArray[np.float32]
    across: float
    along: float


def lay_texture(
    texture: Texture, stage: Stage, first_row: int, *, turn: float = 0.0
) -> NDArray[np.float32]:
    """The texture on the ground, seen by the stage's camera, for the rows from `first_row` on.

    `turn` rotates it by so many radians. Returns (height - first_row, width, 3) linear light.
    Rows so far away that texels fall between the pixels take a coarser copy.
    """
    rows = np.arange(first_row, stage.height, dtype=np.float32)
    columns = np.arange(stage.width, dtype=np.float32)
    right, behind = stage.ground_at(rows, columns)
    cos, sin = np.float32(np.cos(turn)), np.float32(np.sin(turn))
    middle = texture.albedo.shape[1] / 2, texture.albedo.shape[0] * 0.78
    map_x = (right * cos - behind * sin) * np.float32(texture.across) + np.float32(middle[0])
    map_y = (right * sin + behind * cos) * np.float32(-texture.along) + np.float32(middle[1])
    near = looked_up(texture.albedo, map_x, map_y)
    far_rows = int(np.searchsorted(-stage.depth_of(rows), -1.25))  # depth falls row by row
    if far_rows > 0:
        rows_half, columns_half = texture.albedo.shape[0] // 2, texture.albedo.shape[1] // 2
        half = gaussian(shrunk(texture.albedo, columns_half, rows_half), 0.7)
        far = looked_up(half, map_x[:far_rows] * 0.5, map_y[:far_rows] * 0.5)
        share = np.clip((stage.depth_of(rows[:far_rows]) - 1.25) * 4.0, 0.0, 1.0)[:, None, None]
        near[:far_rows] += (far - near[:far_rows]) * share
    return near
