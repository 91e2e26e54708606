"""Extending a scene beyond its frame, so that a picture gets another shape without bars.

Two parts are added up. The ground colour continues what the frame shows: every row (or column) goes
on in the colour that it has at the edge, so that horizons and table edges run on, and calms down
with the distance, so that no streaks remain. The texture (grain, cloth, wood) is taken from the
scene beside the edge, mirrored, without its large shapes and without the product.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane, Region, Rgb

Colours = NDArray[np.float32]

_EDGE = 0.02
"""Depth of the strip whose colour goes on, as a share of the side that is extended."""
_CALMING = 0.16
"""How fast the ground calms down: sigma across the direction per pixel of distance."""
_KEPT_SIDEWAYS, _KEPT_UPRIGHT = 0.25, 0.06
"""Share of the ground that never calms down: to the sides horizons and table edges go on."""
_TEXTURE = 0.010
"""Sigma that parts texture from shapes, as a share of the picture's shorter side."""
_LIMIT = 18.0
"""Texture beyond this many levels is an object and not texture."""
_CALM_SHAPES, _BUSY_SHAPES = 3.0, 12.0
"""Levels by which shapes stand out from their surroundings: up to the first their texture is taken
whole, from the second on not at all, as lights and leaves would leave ghosts."""


def extended(rgb: Rgb, product: Region, left: int, top: int, right: int, bottom: int) -> Rgb:
    """`rgb` (height, width, 3) with so many pixels more on each side; its own stay as they are.

    `product` is (height, width), True where the scene cannot be seen.
    """
    scene = rgb.astype(np.float32)
    hidden = product.copy()
    # Upright first: what stands on the ground is then continued to the sides as one.
    upright, sideways = _KEPT_UPRIGHT, _KEPT_SIDEWAYS
    scene, hidden = _down(scene, hidden, bottom, upright)
    scene, hidden = _flipped(*_down(*_flipped(scene, hidden), top, upright))
    scene, hidden = _turned(*_down(*_turned(scene, hidden), right, sideways))
    turned = _turned(*_mirrored(scene, hidden))
    scene, hidden = _mirrored(*_turned(*_down(*turned, left, sideways)))
    return np.clip(np.rint(scene), 0, 255).astype(np.uint8)


def _flipped(scene: Colours, hidden: Region) -> tuple[Colours, Region]:
    return scene[::-1], hidden[::-1]


def _mirrored(scene: Colours, hidden: Region) -> tuple[Colours, Region]:
    return scene[:, ::-1], hidden[:, ::-1]


def _turned(scene: Colours, hidden: Region) -> tuple[Colours, Region]:
    return scene.transpose(1, 0, 2), hidden.T


def _down(scene: Colours, hidden: Region, rows: int, kept: float) -> tuple[Colours, Region]:
    """The scene with so many rows more below it. `kept` is the share of the ground that never calms
    down."""
    if rows <= 0:
        return scene, hidden
    scene = np.ascontiguousarray(scene)
    ground = _ground_below(scene, hidden, rows, kept)
    texture = _texture_below(scene, hidden, rows)
    below = ground + texture
    out = np.concatenate([scene, below], axis=0)
    return out, np.concatenate([hidden, np.zeros((rows, hidden.shape[1]), np.bool_)], axis=0)


def _ground_below(scene: Colours, hidden: Region, rows: int, kept: float) -> Colours:
    """(rows, width, 3): the colour of each column at the edge, calmer the further away."""
    height, width = hidden.shape
    depth = max(2, round(_EDGE * height))
    seen = (~hidden[-depth:]).astype(np.float32)[..., None]
    edge = (scene[-depth:] * seen).sum(axis=0)
    weight = seen.sum(axis=0)
    edge = _filled(edge, weight[:, 0])
    levels = _calmed(edge, width, kept)
    distance = np.arange(1, rows + 1, dtype=np.float32)
    sigmas = np.minimum(_CALMING * distance, 0.5 * width)
    places = np.log2(1.0 + sigmas)
    low = np.minimum(places.astype(int), len(levels) - 2)
    share = (places - low)[:, None, None].astype(np.float32)
    calm = levels[low] * (1.0 - share) + levels[low + 1] * share
    return calm.astype(np.float32)


def _filled(total: Colours, weight: Plane) -> Colours:
    """(width, 3) mean colours; columns that are hidden take those of their neighbours."""
    known = np.flatnonzero(weight > 0)
    if not len(known):
        return np.full_like(total, total.mean() if total.any() else 255.0)
    mean = total[known] / weight[known, None]
    columns = np.arange(len(weight))
    return np.stack([np.interp(columns, known, mean[:, c]) for c in range(3)], axis=1).astype(
        np.float32
    )


def _calmed(edge: Colours, width: int, kept: float) -> Colours:
    """(levels, width, 3): the edge blurred by sigma 2^level - 1, ready to be interpolated."""
    most = int(np.ceil(np.log2(1.0 + 0.5 * width))) + 2
    line = edge[None]
    levels = [edge]
    for level in range(1, most + 1):
        sigma = float(2**level - 1)
        blurred = cv2.GaussianBlur(line, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)[0]
        levels.append((1.0 - kept) * blurred + kept * _bounded(line, sigma)[0])
    return np.stack(levels).astype(np.float32)


def _bounded(line: Colours, sigma: float) -> Colours:
    """The line blurred no further than a horizon stands."""
    blurred = cv2.GaussianBlur(line, (0, 0), min(sigma, 3.0), borderType=cv2.BORDER_REPLICATE)
    return np.asarray(blurred, np.float32)


def _texture_below(scene: Colours, hidden: Region, rows: int) -> Colours:
    """(rows, width, 3): the texture next to the edge, mirrored as often as it takes."""
    height = hidden.shape[0]
    period = max(2, height // 3)
    scene, hidden = scene[-period:], hidden[-period:]
    sigma = max(1.0, _TEXTURE * min(height, hidden.shape[1]))
    seen = (~hidden).astype(np.float32)
    weight = cv2.GaussianBlur(seen, (0, 0), sigma) + np.float32(1e-3)
    shapes = cv2.GaussianBlur(scene * seen[..., None], (0, 0), sigma) / weight[..., None]
    fine = scene - shapes
    tame = fine * np.clip(1.0 - (np.abs(fine) - _LIMIT) / _LIMIT, 0.0, 1.0)
    strip = _reflected_into(tame * _calmness(shapes, sigma), hidden)
    order = np.concatenate([np.arange(period - 1, -1, -1), np.arange(period)])
    return strip[np.resize(order, rows)].astype(np.float32)


def _calmness(shapes: Colours, sigma: float) -> Colours:
    """(height, width, 1), from 0 where shapes stand out to 1 where there are none."""
    standing_out = np.abs(shapes - cv2.GaussianBlur(shapes, (0, 0), 4.0 * sigma)).max(axis=2)
    around = cv2.GaussianBlur(standing_out, (0, 0), 2.0 * sigma)
    share = (_BUSY_SHAPES - around) / (_BUSY_SHAPES - _CALM_SHAPES)
    return np.clip(share, 0.0, 1.0)[..., None].astype(np.float32)


def _reflected_into(texture: Colours, hidden: Region) -> Colours:
    """The texture with its hidden parts filled from beside them, row by row, mirrored at the nearer
    end of the gap."""
    height, width = hidden.shape
    columns = np.broadcast_to(np.arange(width), hidden.shape)
    left = np.maximum.accumulate(np.where(hidden, -width, columns), axis=1)
    right = np.minimum.accumulate(np.where(hidden, 2 * width, columns)[:, ::-1], axis=1)[:, ::-1]
    nearer = np.where(columns - left <= right - columns, left, right)
    source = np.where(hidden, 2 * nearer - columns, columns)
    inside = (source >= 0) & (source < width)
    source = np.clip(source, 0, width - 1)
    rows = np.arange(height)[:, None]
    usable = inside & ~hidden[rows, source]
    return np.where(usable[..., None], texture[rows, source], 0.0).astype(np.float32)
