"""Seeded noise that can be read at any coordinates, so that textures bend with a form."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from bot.engines.arrays import Plane

_TILE = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """A square tile of noise that repeats without a seam; values have mean 0 and deviation 1."""

    tile: Plane

    @classmethod
    def fractal(cls, rng: np.random.Generator, *, octaves: int = 5, cells: int = 4) -> Noise:
        """Value noise from `cells` per tile up; each octave is twice as fine and half as strong."""
        total = np.zeros((_TILE, _TILE), np.float32)
        for octave in range(octaves):
            count = cells * 2**octave
            grid = rng.standard_normal((count, count)).astype(np.float32)
            ringed = np.pad(grid, 2, mode="wrap")
            size = round(_TILE * (count + 4) / count)
            wide = np.asarray(cv2.resize(ringed, (size, size), interpolation=cv2.INTER_CUBIC))
            edge = (size - _TILE) // 2
            total += wide[edge : edge + _TILE, edge : edge + _TILE] * np.float32(0.5**octave)
        return cls(tile=(total - total.mean()) / total.std())

    @classmethod
    def white(cls, rng: np.random.Generator) -> Noise:
        """Independent values, smooth between neighbours."""
        return cls(tile=rng.standard_normal((_TILE, _TILE)).astype(np.float32))

    def at(self, x: Plane, y: Plane) -> Plane:
        """Values at coordinates in tiles: from x = 0 to x = 1 the tile is crossed once."""
        columns, rows = (np.mod(v, np.float32(1.0)) * np.float32(_TILE) for v in (x, y))
        found = cv2.remap(
            self.tile,
            columns.astype(np.float32),
            rows.astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_WRAP,
        )
        return np.asarray(found, np.float32)
