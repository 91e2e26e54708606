"""Textures: what the surfaces of the scenes are made of, seen from straight above.

Each maker takes a generator and an `Extent` and returns (rows, columns, 3) float32 in linear
light. One unit is the picture's long side at the product's base, 40 cm or so on a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.engines.arrays import Plane
from bot.engines.studio.colour import Colours, parse_hex

_RAMP_STEPS = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """Size of a texture: units and texels per unit, `across` to the right, `along` in depth.

    `along` is coarser where the camera looks at the surface from the side.
    """

    width: float
    depth: float
    across: float
    along: float

    @property
    def columns(self) -> int:
        """Texels to the right."""
        return max(16, round(self.width * self.across))

    @property
    def rows(self) -> int:
        """Texels in depth."""
        return max(16, round(self.depth * self.along))

    def turned(self) -> Extent:
        """The extent with right and depth swapped."""
        return Extent(width=self.depth, depth=self.width, across=self.along, along=self.across)


def ramp(values: Plane, stops: Sequence[tuple[float, str]]) -> Colours:
    """Colours for `values` (0 to 1): `stops` are (position, `#rrggbb`), mixed in linear light.

    Returns (height, width, 3) linear light.
    """
    positions = [position for position, _ in stops]
    colours = np.stack([parse_hex(color) for _, color in stops])
    grid = np.linspace(0.0, 1.0, _RAMP_STEPS)
    table = np.stack([np.interp(grid, positions, channel) for channel in colours.T], axis=-1)
    steps = (np.clip(values, 0.0, 1.0) * np.float32(_RAMP_STEPS - 1)).astype(np.int32)
    return table.astype(np.float32)[steps]
