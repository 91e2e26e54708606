"""Stone: polished marble, cast concrete, and the rough slabs of a terrace."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.engines.arrays import Plane
from bot.engines.studio.colour import Colours, parse_hex
from bot.engines.studio.noise import displaced, fbm, standardised
from bot.engines.studio.sampling import gaussian
from bot.engines.studio.textures import Extent, ramp


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marble:
    """Colours of the ground (darker, lighter) and of the veins; `haze` is how far a vein's colour
    stains the stone around it, `fineness` narrows the veins."""

    ground: tuple[str, str]
    vein: str
    haze: float
    fineness: float


_MARBLES = {
    "white": _Marble(ground=("#dcdbd9", "#f1f0ee"), vein="#85878c", haze=0.30, fineness=1.0),
    "black": _Marble(ground=("#101013", "#212226"), vein="#c9c2b4", haze=0.05, fineness=2.2),
    "green": _Marble(ground=("#0f231d", "#21433a"), vein="#9db4a3", haze=0.08, fineness=1.7),
}
_CONCRETES = {
    "grey": ("#83837f", "#a3a29f", "#bbbab6"),
    "dark": ("#343537", "#47484b", "#5a5b5e"),
    "warm": ("#a1927f", "#bfb09d", "#d3c6b4"),
}
_SLABS = {
    "garden": ("#948a79", "#b9ae9b", "#d6cdbc"),
    "terrace": ("#b0a795", "#cfc7b7", "#e2dccf"),
    "evening": ("#7d6a58", "#a68f78", "#c6ae94"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Veins:
    """A family of veins: `cells` per unit, half `width` in noise levels, `opacity`."""

    cells: float
    width: float
    opacity: float


_FAMILIES = (
    _Veins(cells=1.1, width=0.011, opacity=0.85),
    _Veins(cells=2.4, width=0.008, opacity=0.5),
    _Veins(cells=5.0, width=0.008, opacity=0.32),
    _Veins(cells=9.0, width=0.008, opacity=0.16),
)


def marble(rng: np.random.Generator, extent: Extent, tone: str) -> Colours:
    """Polished marble: clouded ground, and veins along the level lines of warped noise."""
    finish = _MARBLES[tone]
    rows, columns = extent.rows, extent.columns
    cloud = standardised(_noise(rng, extent, 1.8, octaves=5), spread=0.22) + np.float32(0.55)
    ground = ramp(cloud, [(0.0, finish.ground[0]), (1.0, finish.ground[1])])
    push = np.float32(0.30)
    right = (_noise(rng, extent, 1.6, octaves=4) - 0.5) * push * np.float32(extent.across)
    down = (_noise(rng, extent, 1.6, octaves=4) - 0.5) * push * np.float32(extent.along)
    lean = float(rng.uniform(0.4, 0.75))  # veins run longer one way than the other
    slant = np.linspace(0, extent.width * 0.5 * float(rng.choice((-1.0, 1.0))), columns)
    opacity = np.zeros((rows, columns), np.float32)
    for family in _FAMILIES:
        field = fbm(
            rng,
            rows,
            columns,
            extent.depth * family.cells,
            extent.width * family.cells * lean,
            octaves=4,
            gain=0.45,
        )
        field = displaced(field, right, down + slant.astype(np.float32) * extent.along * 0.5)
        presence = np.clip((_noise(rng, extent, 1.4, octaves=2) - 0.40) * 4.0, 0.0, 1.0)
        distance = np.abs(field - 0.5) / np.float32(family.width / finish.fineness)
        line = np.exp(-distance / (0.4 + 1.4 * presence))
        haze = np.float32(finish.haze) * np.exp(-distance / np.float32(9.0 * finish.fineness))
        opacity = np.maximum(opacity, np.float32(family.opacity) * presence * (line + haze))
    opacity = np.clip(opacity, 0.0, 0.9)[..., None]
    return ground + (parse_hex(finish.vein) - ground) * opacity


def concrete(rng: np.random.Generator, extent: Extent, tone: str) -> Colours:
    """Cast concrete: cloudy cement, trowel marks, fine sand, and a few pinholes."""
    dark, middle, light = _CONCRETES[tone]
    cloud = standardised(_noise(rng, extent, 1.5, octaves=7, gain=0.62), spread=0.15)
    trowel = fbm(rng, extent.rows, extent.columns, extent.depth * 8.0, extent.width * 1.5)
    sand = _noise(rng, extent, 110.0, octaves=2, gain=0.8)
    value = 0.5 + cloud + standardised(trowel, spread=0.05) + standardised(sand, spread=0.06)
    cement = ramp(value, [(0.0, dark), (0.5, middle), (1.0, light)])
    return cement * (1.0 - 0.6 * _pinholes(rng, extent, per_unit=26.0))[..., None]


def slab(rng: np.random.Generator, extent: Extent, tone: str) -> Colours:
    """Rough sawn stone: coarse grain, pits that catch the light on one side, stains."""
    dark, middle, light = _SLABS[tone]
    stain = standardised(_noise(rng, extent, 1.2, octaves=5, gain=0.6), spread=0.12)
    grain = _noise(rng, extent, 120.0, octaves=3, gain=0.8)
    pits = np.clip((0.40 - _noise(rng, extent, 26.0, octaves=3)) * 6.0, 0.0, 1.0)
    relief = standardised(grain, spread=0.05) - 0.12 * pits
    lit = relief - np.roll(relief, (1, 2), axis=(0, 1))  # relief lit from one side
    value = 0.5 + stain + 0.6 * relief + 0.8 * lit
    return ramp(value, [(0.0, dark), (0.5, middle), (1.0, light)])


def joints(extent: Extent, tile: float, *, width: float, offset: float) -> Plane:
    """Joints of square tiles, 1 in the joint and 0 on the tile; sizes in units."""
    right = (np.arange(extent.columns, dtype=np.float32) / extent.across + offset) % tile
    behind = (np.arange(extent.rows, dtype=np.float32) / extent.along + offset) % tile
    near_right = np.minimum(right, tile - right)[None, :]
    near_behind = np.minimum(behind, tile - behind)[:, None]
    distance = np.minimum(near_right, near_behind)
    return np.clip(1.5 - distance / np.float32(width / 2), 0.0, 1.0)


def _noise(
    rng: np.random.Generator, extent: Extent, cells: float, *, octaves: int, gain: float = 0.5
) -> Plane:
    """Isotropic noise of `cells` per unit over an extent."""
    return fbm(
        rng,
        extent.rows,
        extent.columns,
        extent.depth * cells,
        extent.width * cells,
        octaves=octaves,
        gain=gain,
    )


def _pinholes(rng: np.random.Generator, extent: Extent, *, per_unit: float) -> Plane:
    """Air bubbles of various sizes as dark spots, 0 to 1."""
    holes = np.zeros((extent.rows, extent.columns), np.float32)
    count = int(extent.width * extent.depth * per_unit)
    rows = rng.integers(0, extent.rows, count)
    columns = rng.integers(0, extent.columns, count)
    holes[rows, columns] = rng.uniform(4.0, 22.0, count)
    radius = 0.0016
    return np.clip(gaussian(holes, radius * extent.across, radius * extent.along), 0.0, 1.0)
