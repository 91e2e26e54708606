"""Cloth: linen with slubs in its yarn and soft folds."""

from __future__ import annotations

import numpy as np

from bot.engines.arrays import Plane
from bot.engines.studio.colour import Colours
from bot.engines.studio.noise import displaced, fbm, standardised, value_noise
from bot.engines.studio.sampling import gaussian
from bot.engines.studio.textures import Extent, ramp

_LINENS = {
    "natural": ("#b8a68d", "#dccfbb", "#f0e8da"),
    "white": ("#cdcac4", "#e6e3de", "#f6f4f0"),
    "blue": ("#52677d", "#7c92a8", "#9fb2c3"),
    "sage": ("#74826c", "#9daa92", "#bcc6b2"),
}
_YARNS_PER_UNIT = 290.0


def linen(rng: np.random.Generator, extent: Extent, tone: str) -> Colours:
    """Plain-woven linen lying with a few soft folds."""
    dark, middle, light = _LINENS[tone]
    value = 0.5 + _weave(rng, extent) + _folds(rng, extent)
    return ramp(value, [(0.0, dark), (0.5, middle), (1.0, light)])


def _weave(rng: np.random.Generator, extent: Extent) -> Plane:
    """Yarn of uneven thickness crossing over and under, around 0."""
    rows, columns = extent.rows, extent.columns
    warp_yarns, weft_yarns = extent.width * _YARNS_PER_UNIT, extent.depth * _YARNS_PER_UNIT
    warp = value_noise(rng, rows, columns, extent.depth * 14.0, warp_yarns)
    weft = value_noise(rng, rows, columns, weft_yarns, extent.width * 14.0)
    slubs = value_noise(rng, rows, columns, weft_yarns * 0.4, extent.width * 6.0)
    slubs = np.clip((slubs - 0.74) * 4.0, 0.0, 1.0)
    crossing = value_noise(rng, rows, columns, weft_yarns, warp_yarns)
    yarn = 0.20 * (warp - 0.5) + 0.20 * (weft - 0.5) + 0.26 * (crossing - 0.5)
    return (yarn + 0.09 * slubs).astype(np.float32)


def _folds(rng: np.random.Generator, extent: Extent) -> Plane:
    """Shading of soft folds lit from the side, around 0."""
    rows, columns = extent.rows, extent.columns
    height = fbm(rng, rows, columns, extent.depth * 0.5, extent.width * 2.2, octaves=2)
    push = (fbm(rng, rows, columns, extent.depth * 0.8, extent.width * 0.8, octaves=2) - 0.5) * (
        0.5 * extent.across
    )
    height = displaced(height, push.astype(np.float32), np.zeros_like(push))
    crease = np.float32(1.0) - np.abs(standardised(height)).clip(0.0, 1.0)  # at the mean level
    relief = gaussian(crease**2, 0.02 * extent.across, 0.02 * extent.along)
    slope = np.gradient(relief, axis=1) * np.float32(extent.across)
    return np.clip(standardised(slope, spread=0.13), -0.36, 0.36)
