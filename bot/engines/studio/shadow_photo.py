"""Photo shadow: the product's own soft shadow, taken from a photo with a plain background."""

from __future__ import annotations

import cv2
import numpy as np

from bot.engines.arrays import Plane
from bot.engines.studio.backdrop_lens import enlarged
from bot.engines.studio.colour import Colours, luminance
from bot.engines.studio.perspective import stage_of
from bot.engines.studio.sampling import gaussian, shrunk, spread_in

_WORK_SIDE = 192
_PLAIN = 0.045
"""Largest deviation of a plain background from a smooth surface, as a share of its brightness."""
_REACHES = (16.0, 6.0, 2.0)
"""Sigmas in pixels over which the shadow spreads in under the product."""
_DARKEST = 0.35
"""What looks darker than this share of its background is not taken for a shadow."""


def photo_shadow(linear: Colours, alpha: Plane) -> Plane | None:
    """Brightness of the photo's ground over that of its background, (height, width), up to 1.

    None if the background is not plain. Only what is soft and near the product's base counts, so
    that no shape of the old background reaches the new scene. Under the product and near its edge
    the values are spread in from around it.
    """
    height, width = alpha.shape
    factor = min(1.0, _WORK_SIDE / max(height, width))
    size = max(16, round(width * factor)), max(16, round(height * factor))
    light, product = shrunk(luminance(linear), *size), shrunk(alpha, *size)
    background = _background(light, product)
    if background is None:
        return None
    ratio = (light / np.maximum(background, np.float32(1e-3))).astype(np.float32)
    ratio = np.minimum(np.maximum(ratio, np.float32(_DARKEST)), np.float32(1.0))
    outside = (cv2.dilate(product, np.ones((5, 5), np.uint8)) < 0.02).astype(np.float32)
    nearby = spread_in(ratio, outside, _REACHES)
    seen = gaussian(ratio, 1.5)  # shadows are soft; anything finer is not one
    filled = nearby + (seen - nearby) * outside * np.float32(0.5)
    faded = 1.0 - (1.0 - filled) * _around_base(product)
    return np.minimum(enlarged(faded.astype(np.float32), width, height), 1.0)


def leaning(shadow: Plane, column: float) -> float:
    """Which side of `column` a shadow (1: none) falls to: from -1, all left, to 1, all right."""
    taken = (1.0 - shadow).sum(axis=0)
    left, right = float(taken[: round(column)].sum()), float(taken[round(column) :].sum())
    return (right - left) / max(right + left, 1e-6)


def _background(light: Plane, product: Plane) -> Plane | None:
    """A quadratic surface through the border of the picture, None where it fits badly."""
    rows, columns = light.shape
    y, x = np.meshgrid(
        np.linspace(-1, 1, rows, dtype=np.float32),
        np.linspace(-1, 1, columns, dtype=np.float32),
        indexing="ij",
    )
    basis = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)
    edge = max(2, round(0.05 * min(rows, columns)))
    border = np.ones(light.shape, bool)
    border[edge:-edge, edge:-edge] = False
    border &= product < 0.02
    if border.sum() < 40:
        return None
    solution, *_ = np.linalg.lstsq(basis[border], light[border], rcond=None)
    surface = np.maximum(basis @ solution, 0.0)
    misfit = np.abs(light - surface)[border] / np.maximum(surface[border], 1e-3)
    plain = float(np.percentile(misfit, 90)) <= _PLAIN and float(surface.min()) > 0.02
    return surface.astype(np.float32) if plain else None


def _around_base(product: Plane) -> Plane:
    """1 around the product's base, 0 far from it: what is dark there is not its shadow."""
    stage = stage_of(product)
    rows = np.arange(stage.height, dtype=np.float32)[:, None]
    columns = np.arange(stage.width, dtype=np.float32)[None, :]
    across = 0.7 * stage.product_width + 0.2 * stage.product_size
    along = 0.12 * stage.product_width + 0.14 * stage.product_size
    distance = ((columns - stage.column) / across) ** 2
    distance = distance + ((rows - stage.base_row + 0.3 * along) / along) ** 2
    return np.exp(-(distance**2)).astype(np.float32)
