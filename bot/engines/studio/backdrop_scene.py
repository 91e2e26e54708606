"""Scene: a backdrop in layers, so that shadows fall on its ground and reflections lie over it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane
from bot.engines.studio.backdrop_lens import blur, circle_of_confusion, defocus_rows, enlarged
from bot.engines.studio.backdrop_light import Gobo, Light, falloff
from bot.engines.studio.colour import Colours
from bot.engines.studio.noise import fbm
from bot.engines.studio.perspective import Stage, Texture, lay_texture

FAR_SIDE = 320
"""Long side in pixels at which what lies behind the focus is painted."""
_LIGHT_STEP = 4
"""The light on the ground is computed at every so many pixels."""
_PLAIN_REFLECTANCE = 0.04
"""Of a varnished or polished surface looked at from above (refractive index 1.5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A backdrop without its product, in linear light.

    `far` is (height, width, 3). `ground` and `sheen` are (height - first_row, width, 3): what the
    ground scatters, and what it mirrors. `ground_share` (height,) mixes ground over far, row by
    row. `polish` (height - first_row,) is how much of a product's mirror image shows.
    `wall_depth` is where an upright wall catches the product's shadow, None: too far away.
    `vignette` darkens the corners by that share, `grain` is the noise's standard deviation.
    """

    far: Colours
    ground: Colours
    sheen: Colours
    first_row: int
    ground_share: NDArray[np.float32]
    polish: NDArray[np.float32]
    light: Light
    wall_depth: float | None = None
    vignette: float = 0.10
    grain: float = 0.006


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """An upright plane at `depth`, seen at reduced size.

    `right`, `above` and `behind` are (rows, columns): where each point lies in units from the
    product's base; `pixel_rows` (rows, 1) and `pixel_columns` (1, columns) where it appears.
    """

    depth: float
    right: Plane
    above: Plane
    behind: Plane
    pixel_rows: Plane
    pixel_columns: Plane

    @classmethod
    def at(cls, stage: Stage, depth: float, *, side: int = FAR_SIDE) -> Wall:
        """The wall at a depth, sampled with `side` points along the picture's long side."""
        step = max(1.0, max(stage.width, stage.height) / side)
        count = round(stage.height / step), round(stage.width / step)
        rows = ((np.arange(count[0], dtype=np.float32) + 0.5) * stage.height / count[0])[:, None]
        columns = ((np.arange(count[1], dtype=np.float32) + 0.5) * stage.width / count[1])[None, :]
        unit = stage.unit / depth
        right = (columns - stage.width / 2) / unit - (stage.column - stage.width / 2) / stage.unit
        above = (stage.row_of(depth) - rows) / unit
        shape = count[0], count[1]
        return cls(
            depth=depth,
            right=np.broadcast_to(right, shape).astype(np.float32),
            above=np.broadcast_to(above, shape).astype(np.float32),
            behind=np.full(shape, stage.behind(depth), np.float32),
            pixel_rows=rows.astype(np.float32),
            pixel_columns=columns.astype(np.float32),
        )

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.right.shape[0], self.right.shape[1]


def illuminated(light: Light, key: Plane) -> Colours:
    """Colour of the light where `key` (0 to 1 and a little more) of the key light arrives."""
    share = np.float32(light.key_share)
    lit = key[..., None] * light.key * share + light.ambient * (1.0 - share)
    return lit * np.float32(light.level)


def plaster_wall(
    stage: Stage,
    rng: np.random.Generator,
    colour: Colours,
    light: Light,
    gobo: Gobo | None,
    *,
    depth: float,
    aperture: float,
) -> Colours:
    """A painted wall out of focus with the key light on it, (height, width, 3)."""
    wall = Wall.at(stage, depth)
    key = falloff(stage, light, wall.pixel_rows, wall.pixel_columns, 0.55)
    if gobo is not None:
        key = key * gobo.sunlit(light, wall.right, wall.above, wall.behind)
    mottle = fbm(rng, *wall.shape, 3.0, 3.0, octaves=4)
    lit = illuminated(light, key) * colour * (0.965 + 0.07 * mottle)[..., None]
    return out_of_focus(lit, stage, depth, aperture)


def out_of_focus(small: Colours, stage: Stage, depth: float, aperture: float) -> Colours:
    """A reduced picture of what lies at `depth`, blurred as the lens does, at full size."""
    radius = float(circle_of_confusion(stage, np.array([depth], np.float32), aperture)[0])
    step = stage.width / small.shape[1]
    return enlarged(blur(small, 0.5 * radius / step), stage.width, stage.height)


def ground_light(
    stage: Stage, light: Light, gobo: Gobo | None, first_row: int, *, contrast: float = 0.5
) -> Colours:
    """Light on the ground for the rows from `first_row` on, (height - first_row, width, 3)."""
    rows = np.arange(first_row, stage.height, _LIGHT_STEP, dtype=np.float32)
    columns = np.arange(0, stage.width, _LIGHT_STEP, dtype=np.float32)
    right, behind = stage.ground_at(rows, columns)
    key = falloff(stage, light, rows[:, None], columns[None, :], contrast)
    if gobo is not None:
        key = key * gobo.sunlit(light, right, np.zeros_like(right), behind)
    return enlarged(illuminated(light, key), stage.width, stage.height - first_row)


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
    return Scene(
        far=far,
        ground=laid * ground_light(stage, light, gobo, first_row),
        sheen=sheen,
        first_row=first_row,
        ground_share=share * share * (3.0 - 2.0 * share),
        polish=mirror,
        light=light,
    )
