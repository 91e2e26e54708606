"""Shadow: how the product darkens the ground and the wall, from its silhouette alone.

Three parts, each a share of light taken away: contact (tight and dark where the product touches
the ground), occlusion (the wide soft darkening under the sky that the product hides), and the
cast shadow of the key light. For the last the silhouette is a screen that stands upright on its
base line; the ground and the wall are traced back along the light to that screen.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane, Region
from bot.engines.studio.backdrop_lens import blur, enlarged
from bot.engines.studio.backdrop_light import Light
from bot.engines.studio.perspective import Stage, stage_of
from bot.engines.studio.sampling import gaussian, shrunk
from bot.engines.studio.shadow_base import BaseLine, base_line

_WORK_SIDE = 512
"""Long side in pixels at which shadows are computed; they are soft."""
_USUAL = 0.75
"""Value of a backdrop's `shadow` that leaves the shadow as it was computed."""
_PENUMBRA_STEPS = (0.0, 0.06, 0.2, 0.5, 1.0)
"""Heights above the ground, in product sizes, at which the cast shadow's blur is computed."""
_DEEPEST = 0.8
"""A body's rearmost screen, as a share of its depth behind its front."""
_SCREEN_ROWS = 2.0
"""Rows between the screens that stand for a body."""
_GAP = 5
"""Points of a shadow at most this many pixels apart, side by side, belong together."""
_FINER = 3
"""Rows of the grid on which shadows are cast, for each row of the picture."""
_FADE = 8.0
"""How fast a soft light's shadow weakens with the height that casts it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shadow:
    """Light that is left, 1 where nothing is hidden: `key` of the key light, `ambient` of the
    ambient light, both (height, width)."""

    key: Plane
    ambient: Plane

    def under(self, light: Light, arriving: Plane) -> NDArray[np.float32]:
        """What is left of `light` on the scene, (height, width, 3), 1 outside the shadow.

        `arriving` (height, width) is how much of the key light there was before.
        """
        share = np.float32(light.key_share)
        key = arriving[..., None] * (light.key * share)
        ambient = light.ambient * (1.0 - share)
        return (self.key[..., None] * key + self.ambient[..., None] * ambient) / (key + ambient)


def cast_shadow(
    alpha: Plane, light: Light, *, strength: float, wall_depth: float | None = None
) -> Shadow:
    """The shadow of a product with this alpha (height, width).

    `strength` runs from 0 (none) over 0.75 (as computed) to 1; an empty alpha casts none.
    A wall at `wall_depth` catches the part that reaches it.
    """
    height, width = alpha.shape
    factor = min(1.0, _WORK_SIDE / max(height, width))
    small = shrunk(alpha, max(8, round(width * factor)), max(8, round(height * factor)))
    if strength <= 0 or not (small > 0.5).any():
        none = np.ones((height, width), np.float32)
        return Shadow(key=none, ambient=none)
    stage = stage_of(small)
    base = base_line(small, stage)
    contact = _contact(small, stage, base)
    occlusion = _occlusion(small, stage, base)
    cast = _cast(small, stage, base, light, wall_depth)
    key = (1.0 - cast) * (1.0 - contact) * (1.0 - 0.35 * occlusion)
    ambient = (1.0 - contact) * (1.0 - occlusion)
    power = np.float32(strength / _USUAL)
    return Shadow(
        key=np.minimum(enlarged(key**power, width, height), 1.0),
        ambient=np.minimum(enlarged(ambient**power, width, height), 1.0),
    )


def _contact(alpha: Plane, stage: Stage, base: BaseLine) -> Plane:
    """Darkness where the product touches the ground, 0 to 1, in a tight and a wider ring."""
    touching = np.where(base.contact, 1.0, 0.0).astype(np.float32)
    band = _band(alpha.shape, base, touching, 0.03 * stage.product_size)
    size = stage.product_size
    tight = gaussian(band, 0.010 * size + 0.4, 0.0055 * size + 0.35)
    wider = gaussian(band, 0.040 * size + 0.6, 0.024 * size + 0.5)
    dark = 0.72 * np.clip(2.0 * tight, 0.0, 1.0) + 0.48 * np.clip(2.0 * wider, 0.0, 1.0)
    return np.clip(dark, 0.0, 0.94)


def _occlusion(alpha: Plane, stage: Stage, base: BaseLine) -> Plane:
    """Share of the sky that the body hides from the ground around it, 0 to 1."""
    size = stage.product_size
    lift = np.maximum(base.row - base.lowest, 0.0)  # how high the body hangs over its ground
    weight = np.where(base.lowest >= 0, np.exp(-lift / (0.22 * size)), 0.0)
    band = _band(alpha.shape, base, weight.astype(np.float32), 0.10 * stage.product_width)
    near = gaussian(band, 0.07 * size + 0.8, 0.026 * size + 0.6)
    far = gaussian(band, 0.17 * size + 1.0, 0.06 * size + 0.8)
    return np.clip(0.5 * np.clip(1.6 * near, 0, 1) + 0.4 * np.clip(1.6 * far, 0, 1), 0.0, 0.88)


def _band(
    shape: tuple[int, int], base: BaseLine, weight: NDArray[np.float32], thickness: float
) -> Plane:
    """The footprint: `weight` per column, from the base line `thickness` rows back."""
    rows = np.arange(shape[0], dtype=np.float32)[:, None]
    inside = np.clip(base.row[None, :] + 1.0 - rows, 0.0, 1.0)
    inside *= np.clip(rows - base.row[None, :] + np.float32(thickness) + 1.0, 0.0, 1.0)
    return inside * weight[None, :]


def _cast(
    alpha: Plane, stage: Stage, base: BaseLine, light: Light, wall_depth: float | None
) -> Plane:
    """Key light that the silhouette takes from the ground (and a wall), 0 to 1.

    Each pixel of the silhouette is thrown along the light; what comes from higher up is blurred
    more and, as the light is not a point, weaker.
    """
    silhouette = alpha > 0.5
    bulk = _bulk(silhouette, stage)
    depth = _body_depth(stage, base)
    rows_covered = _DEEPEST * depth * stage.foreshortening * stage.unit
    screens = 1 + int(np.clip(rows_covered / _SCREEN_ROWS, 3, 24))
    thrown = [
        _throw(bulk if recess else silhouette, stage, base, light, float(recess), wall_depth)
        for recess in np.linspace(0.0, _DEEPEST * depth, screens)  # a body: screens in a row
    ]
    layers = _layers(thrown, stage)
    spread = light.softness * stage.product_size
    fade = [float(np.exp(-_FADE * light.softness * height)) for height in _PENUMBRA_STEPS]
    cast = np.zeros_like(alpha)
    for layer, height, kept in zip(layers, _PENUMBRA_STEPS, fade, strict=True):
        if layer.any():
            cast += np.float32(kept) * blur(layer, 0.7 + spread * height)
    return np.clip(cast, 0.0, 1.0)


def _bulk(silhouette: Region, stage: Stage) -> Region:
    """The silhouette without its thin parts, which are no deeper than they are wide."""
    width = max(3, round(0.12 * stage.product_width)) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
    return cv2.morphologyEx(silhouette.astype(np.uint8), cv2.MORPH_OPEN, kernel) > 0


def _body_depth(stage: Stage, base: BaseLine) -> float:
    """Depth of the product in units, from how far its base line recedes."""
    touching = base.lowest[base.contact]
    recedes = float(stage.base_row - touching.min()) if len(touching) else 0.0
    depth = 2.0 * recedes / (stage.foreshortening * stage.unit)
    width = stage.product_width / stage.unit
    return float(np.clip(depth, 0.25 * width, 0.8 * width))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Thrown:
    """Points of a shadow: pixel `rows` and `columns`, and the `heights` (in product sizes) of the
    parts that cast them."""

    rows: NDArray[np.float32]
    columns: NDArray[np.float32]
    heights: NDArray[np.float32]


def _throw(
    screen: Region,
    stage: Stage,
    base: BaseLine,
    light: Light,
    recess: float,
    wall_depth: float | None,
) -> _Thrown:
    """Throw a silhouette, set back by `recess` units, along the key light."""
    rows, columns = (index.astype(np.float32) for index in np.nonzero(screen))
    column = columns.astype(np.intp)
    foot_row = base.row[column]
    # What is high up belongs to the whole body, not to the leg that happens to be below it.
    whole = gaussian(base.row[None, :], 0.15 * stage.product_width + 0.5)[0]
    lifted = np.clip((foot_row - rows) / np.float32(0.2 * stage.product_size), 0.0, 1.0)
    lifted = np.where(base.contact[column], lifted, 1.0)
    foot_row = foot_row + (whole[column] - foot_row) * lifted
    foot_depth = stage.depth_of(foot_row)
    # The silhouette is drawn where it stands, so lengths there shrink with its depth.
    right = (columns - stage.width / 2) * foot_depth / np.float32(stage.unit)
    height = np.maximum(foot_row - rows, 0.0) * foot_depth / np.float32(stage.unit)
    behind = stage.behind(foot_depth) + np.float32(recess)
    travel = height / np.float32(light.elevation)
    if wall_depth is not None:
        to_wall = (np.float32(stage.behind(wall_depth)) - behind) / np.float32(light.recede)
        travel = np.clip(travel, 0.0, np.maximum(to_wall, 0.0))
    left_over = height - travel * np.float32(light.elevation)  # caught by the wall at this height
    depth = stage.depth_behind(behind + travel * np.float32(light.recede))
    right = right + np.float32(light.away) * travel
    return _Thrown(
        rows=stage.row_of(depth) - left_over * np.float32(stage.unit) / depth,
        columns=np.float32(stage.width / 2) + right * np.float32(stage.unit) / depth,
        heights=height * np.float32(stage.unit / stage.product_size),
    )


def _layers(thrown: list[_Thrown], stage: Stage) -> list[Plane]:
    """Cover of the ground by what is cast from each height of `_PENUMBRA_STEPS`, 0 to 1.

    Points are shared between the two nearest heights. They are counted on finer rows, as the
    ground is foreshortened and shadows of thin parts would come out as steps.
    """
    rows = np.concatenate([points.rows for points in thrown]) * np.float32(_FINER)
    columns = np.concatenate([points.columns for points in thrown])
    heights = np.concatenate([points.heights for points in thrown])
    row, column = np.rint(rows), np.rint(columns)
    shape = stage.height * _FINER, stage.width
    seen = (row >= 0) & (row < shape[0]) & (column >= 0) & (column < shape[1])
    index = (row[seen] * shape[1] + column[seen]).astype(np.intp)
    place = np.interp(heights[seen], _PENUMBRA_STEPS, np.arange(len(_PENUMBRA_STEPS)))
    size = shape[0] * shape[1]
    total = np.maximum(np.bincount(index, minlength=size), 1)
    layers = []
    for number in range(len(_PENUMBRA_STEPS)):
        weight = np.maximum(1.0 - np.abs(place - number), 0.0)
        share = np.bincount(index, weight, minlength=size) / total
        fine = share.reshape(shape).astype(np.float32)
        # Where the shadow is drawn out sideways, its points lie apart like the teeth of a comb.
        closed = cv2.morphologyEx(fine, cv2.MORPH_CLOSE, np.ones((1, _GAP), np.uint8))
        layers.append(shrunk(np.asarray(closed, np.float32), stage.width, stage.height))
    return layers
