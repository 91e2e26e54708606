"""Noise: the irregularity of wood, stone, cloth and plaster, from a seeded generator.

Value noise (random lattice, cubic interpolation) summed over octaves as fractional Brownian
motion, after Ebert et al., "Texturing and Modeling: A Procedural Approach" (3rd ed., 2003).
"""

from __future__ import annotations

import cv2
import numpy as np

from bot.engines.arrays import Plane
from bot.engines.studio.sampling import grown, looked_up

_SAMPLES_PER_CELL = 8
"""Resolution at which a lattice cell is interpolated before it is enlarged bilinearly."""


def value_noise(
    rng: np.random.Generator, height: int, width: int, rows: float, columns: float
) -> Plane:
    """Smooth noise from 0 to 1, of shape (height, width), with `rows` by `columns` cells.

    Cells may be as small as a pixel; more cells than pixels are the same as one per pixel.
    """
    rows, columns = min(max(rows, 0.5), height), min(max(columns, 0.5), width)
    lattice = rng.random((int(np.ceil(rows)) + 3, int(np.ceil(columns)) + 3), dtype=np.float32)
    small_height = min(height, int(np.ceil(rows * _SAMPLES_PER_CELL)))
    small_width = min(width, int(np.ceil(columns * _SAMPLES_PER_CELL)))
    down, across = small_height / rows, small_width / columns  # samples per cell
    full = grown(
        lattice, int(np.ceil(lattice.shape[1] * across)), int(np.ceil(lattice.shape[0] * down))
    )
    # The outermost half cell is flat, as nothing lies beyond the lattice: start inside.
    top, left = int(down * (0.5 + rng.random())), int(across * (0.5 + rng.random()))
    small = full[top : top + small_height, left : left + small_width]
    if small.shape != (height, width):
        small = grown(small, width, height, smooth=False)
    return np.clip(small, 0.0, 1.0)


def fbm(
    rng: np.random.Generator,
    height: int,
    width: int,
    rows: float,
    columns: float,
    *,
    octaves: int = 4,
    gain: float = 0.5,
) -> Plane:
    """Fractional Brownian motion around 0.5, shape (height, width).

    The first octave has `rows` by `columns` cells, each further one twice as many with `gain`
    times the amplitude. Octaves finer than a pixel are left out.
    """
    total = np.zeros((height, width), np.float32)
    amplitude, sum_of_amplitudes = 1.0, 0.0
    for octave in range(octaves):
        finer = 2.0**octave
        if octave and rows * finer > height and columns * finer > width:
            break
        noise = value_noise(rng, height, width, rows * finer, columns * finer)
        total += np.float32(amplitude) * noise
        sum_of_amplitudes += amplitude
        amplitude *= gain
    return total / np.float32(sum_of_amplitudes)


def standardised(plane: Plane, *, spread: float = 1.0) -> Plane:
    """`plane` with mean 0 and standard deviation `spread`; a constant plane becomes 0."""
    mean, deviation = float(plane.mean()), float(plane.std())
    return (plane - np.float32(mean)) * np.float32(spread / max(deviation, 1e-6))


def displaced(plane: Plane, right: Plane, down: Plane) -> Plane:
    """`plane` looked up at each pixel moved by (`right`, `down`) pixels, mirrored at the border.

    All of shape (height, width).
    """
    height, width = plane.shape[:2]
    columns = np.arange(width, dtype=np.float32)[None, :] + right
    rows = np.arange(height, dtype=np.float32)[:, None] + down
    return looked_up(plane, columns, rows, border=cv2.BORDER_REFLECT)
