"""Wood: boards cut from noisy logs, so that cathedrals and straight grain come out by themselves.

A board is a plane through a log whose growth rings are noisy cylinders (solid texturing, Peachey
1985). Rings darken slowly from early to late wood and end abruptly; pores are short dark dashes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.engines.arrays import Plane
from bot.engines.studio.colour import Colours
from bot.engines.studio.noise import fbm, standardised, value_noise
from bot.engines.studio.sampling import gaussian
from bot.engines.studio.textures import Extent, ramp


@dataclass(frozen=True, slots=True, kw_only=True)
class _Species:
    """`stops` from late to early wood; `rings` per unit across the grain; `contrast` of the
    rings, `pores` of the dashes and `fibre` of the finest streaks, 0 to 1."""

    stops: tuple[str, str, str, str]
    rings: float
    contrast: float
    pores: float
    fibre: float


_SPECIES = {
    "oak": _Species(
        stops=("#7b5634", "#a87b4f", "#bf9566", "#d3ae80"),
        rings=46.0,
        contrast=0.75,
        pores=0.55,
        fibre=0.5,
    ),
    "walnut": _Species(
        stops=("#2c1b12", "#4a3020", "#63432e", "#7f5b40"),
        rings=34.0,
        contrast=0.95,
        pores=0.4,
        fibre=0.55,
    ),
    "ash": _Species(
        stops=("#a88d6e", "#cbb493", "#dcc9ab", "#e9dac1"),
        rings=38.0,
        contrast=0.8,
        pores=0.45,
        fibre=0.35,
    ),
    "teak": _Species(
        stops=("#6a3d1e", "#935a2f", "#ad713f", "#c48a55"),
        rings=52.0,
        contrast=0.7,
        pores=0.3,
        fibre=0.5,
    ),
}


def wood(
    rng: np.random.Generator, extent: Extent, tone: str, *, board: float, gap: float
) -> Colours:
    """Boards that run to the right. `board` is the width of one in units, `gap` the darkness of
    the joints from 0 (glued) to 1 (decking)."""
    species = _SPECIES[tone]
    count = max(1, round(extent.depth / board))
    edges = np.linspace(0, extent.rows, count + 1).round().astype(int)
    boards = []
    for first, last in zip(edges[:-1], edges[1:], strict=True):
        figure = _board(rng, extent, last - first, board, species)
        seam = _seam(last - first, extent.along, gap)
        boards.append(np.clip(figure, 0.0, 1.0) * seam[:, None])
    value = np.concatenate(boards, axis=0)
    late, mid, light, early = species.stops
    return ramp(value, [(0.0, _darker(late)), (0.2, late), (0.45, mid), (0.7, light), (1.0, early)])


def _board(
    rng: np.random.Generator, extent: Extent, rows: int, width: float, species: _Species
) -> Plane:
    """One board's lightness, around 0 to 1, of shape (rows, extent.columns)."""
    columns = extent.columns
    long = extent.width  # cells along the grain, per unit
    across = np.linspace(0.0, width, rows, dtype=np.float32)[:, None]
    along = np.linspace(0.0, extent.width, columns, dtype=np.float32)[None, :]
    wander = standardised(fbm(rng, rows, columns, 1.0, long * 0.9, octaves=3), spread=0.012)
    ripple = standardised(fbm(rng, rows, columns, 6.0, long * 3.0, octaves=2), spread=0.0022)
    heart = width * np.float32(rng.uniform(-0.6, 1.6)) + wander
    below = np.float32(rng.uniform(0.02, 0.16)) + np.float32(rng.normal(0, 0.05)) * (
        along - np.float32(rng.uniform(0, extent.width))
    )
    radius = np.sqrt((across - heart) ** 2 + below**2) + ripple
    ring = radius * np.float32(species.rings * rng.uniform(0.8, 1.25))
    phase = ring - np.floor(ring)
    # Late wood: a slow darkening that ends within a tenth of a ring.
    late = np.where(phase < 0.9, (phase / 0.9) ** 2.2, (1.0 - phase) * 10.0)
    broad = standardised(fbm(rng, rows, columns, 2.0, long * 1.2, octaves=3), spread=0.10)
    streak = standardised(value_noise(rng, rows, columns, rows / 2.0, long * 5.0), spread=0.055)
    fibre = standardised(value_noise(rng, rows, columns, rows, long * 26.0), spread=0.085)
    board_tone = np.float32(rng.normal(0.0, 0.075))
    value = np.float32(0.68) + board_tone + broad + streak * species.fibre + fibre * species.fibre
    value -= np.float32(0.34 * species.contrast) * (late - 0.35)
    return value - np.float32(0.3 * species.pores) * _pores(rng, extent, rows, late)


def _pores(rng: np.random.Generator, extent: Extent, rows: int, late: Plane) -> Plane:
    """Short dark dashes along the grain, denser in early wood, 0 to 1."""
    columns = extent.columns
    dashes = value_noise(rng, rows, columns, rows, extent.width * 32.0)
    place = value_noise(rng, rows, columns, rows / 5.0, extent.width * 4.0)
    dense = np.clip((dashes - 0.70 + 0.16 * (1.0 - late) + 0.12 * (place - 0.5)) * 6.0, 0.0, 1.0)
    return gaussian(dense, 1.0, 0.35)


def _seam(rows: int, along: float, gap: float) -> Plane:
    """Lightness of a board over its width: dark joints, edges slightly rounded."""
    position = (np.arange(rows, dtype=np.float32) + 0.5) / np.float32(along)
    edge = np.minimum(position, position[::-1])
    joint = np.exp(-((edge / np.float32(0.0022 + 0.004 * gap)) ** 2))
    rounded = np.exp(-edge / 0.010)
    return 1.0 - (0.30 + 0.6 * gap) * joint - 0.06 * rounded


def _darker(color: str) -> str:
    """Half as bright, for joints and pores."""
    channels = (int(color[i : i + 2], 16) // 2 for i in (1, 3, 5))
    return "#" + "".join(f"{channel:02x}" for channel in channels)
