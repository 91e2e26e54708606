"""Surface: the ground that the product stands on, in perspective, with light and reflections."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane
from bot.engines.studio.backdrop_lens import blur, circle_of_confusion, defocus_rows, enlarged
from bot.engines.studio.backdrop_light import Gobo, Light, falloff
from bot.engines.studio.backdrop_scene import Scene, illuminated
from bot.engines.studio.colour import Colours
from bot.engines.studio.perspective import Stage, Texture, lay_texture

_LIGHT_STEP = 4
"""The light on the ground is computed at every so many pixels."""
_PLAIN_REFLECTANCE = 0.04
"""Of a varnished or polished surface looked at from above (refractive index 1.5)."""


def ground_key(
    stage: Stage, light: Light, gobo: Gobo | None, first_row: int, *, contrast: float = 0.5
) -> Plane:
    """Key light that arrives on the ground from `first_row` on, (height - first_row, width)."""
    rows = np.arange(first_row, stage.height, _LIGHT_STEP, dtype=np.float32)
    columns = np.arange(0, stage.width, _LIGHT_STEP, dtype=np.float32)
    right, behind = stage.ground_at(rows, columns)
    key = falloff(stage, light, rows[:, None], columns[None, :], contrast)
    if gobo is not None:
        key = key * gobo.sunlit(light, right, np.zeros_like(right), behind)
    return enlarged(key, stage.width, stage.height - first_row)


def mirrored(far: Colours, stage: Stage, first_row: int, depth: float, roughness: float) -> Colours:
    """What a level mirror from `first_row` on shows of a wall at `depth`.

    `roughness` smears it upright by so many units.
    """
    rows = np.arange(first_row, stage.height)
    foot = stage.row_of(depth)
    source = np.clip(np.rint(2 * foot - rows), 0, stage.height - 1).astype(np.intp)
    image = blur(far, 0.35 * roughness * stage.unit)
    return image[source]


def reflectance(stage: Stage, rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Share of light that a smooth ground mirrors at rows (Schlick 1994), 0 to 1."""
    grazing = 1.0 - stage.grazing(rows)
    return np.float32(_PLAIN_REFLECTANCE) + np.float32(1 - _PLAIN_REFLECTANCE) * grazing**5


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table before a far view: its `texture`, turned by `turn` radians; `edge` and
    `wall_depth` are the depths of its rear edge and of what is behind it; `gloss` is its polish
    from 0 (matt) to 1 (a mirror), `roughness` the width of its reflections in units."""

    texture: Texture
    turn: float
    edge: float
    wall_depth: float
    gloss: float
    roughness: float
    aperture: float


def table_scene(stage: Stage, table: Table, far: Colours, light: Light, gobo: Gobo | None) -> Scene:
    """A scene with a table top before `far`."""
    edge_row = stage.row_of(table.edge)
    edge_blur = float(
        circle_of_confusion(stage, np.array([table.edge], np.float32), table.aperture)[0]
    )
    half = max(1.0, 0.9 * edge_blur)
    first_row = int(np.clip(edge_row - half, 0, stage.height - 2))
    rows = np.arange(first_row, stage.height, dtype=np.float32)
    laid = lay_texture(table.texture, stage, first_row, turn=table.turn)
    laid = defocus_rows(laid, circle_of_confusion(stage, stage.depth_of(rows), table.aperture))
    mirror = reflectance(stage, rows) * np.float32(table.gloss)
    sheen = mirrored(far, stage, first_row, table.wall_depth, table.roughness)
    sheen *= mirror[:, None, None]
    all_rows = np.arange(stage.height, dtype=np.float32)
    share = np.clip((all_rows - np.float32(edge_row)) / np.float32(2 * half) + 0.5, 0.0, 1.0)
    key = ground_key(stage, light, gobo, first_row)
    return Scene(
        far=far,
        key=np.concatenate([np.ones((first_row, stage.width), np.float32), key]),
        ground=laid * illuminated(light, key),
        sheen=sheen,
        first_row=first_row,
        ground_share=share * share * (3.0 - 2.0 * share),
        polish=mirror,
        light=light,
    )
