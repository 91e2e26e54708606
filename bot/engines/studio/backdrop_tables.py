"""Table scenes: wood, marble, concrete and linen before a wall out of focus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from bot.domain.recipe import Backdrop, BackdropKind
from bot.engines.studio.backdrop_light import Gobo, Light, any_gobo, falloff, jittered, warmth
from bot.engines.studio.backdrop_props import table_props
from bot.engines.studio.backdrop_scene import Scene, Wall, illuminated, out_of_focus
from bot.engines.studio.backdrop_surface import Table, table_scene
from bot.engines.studio.colour import Colours, parse_hex
from bot.engines.studio.noise import fbm
from bot.engines.studio.perspective import Stage, Texture
from bot.engines.studio.textures import Extent
from bot.engines.studio.textures_cloth import linen
from bot.engines.studio.textures_stone import concrete, marble
from bot.engines.studio.textures_wood import wood

_EXTENT_WIDTH, _EXTENT_DEPTH = 1.95, 2.45
"""Units of ground that the camera sees between the lower border and the table's rear edge."""
_WALLS = {
    "oak": "#e7e2da",
    "walnut": "#d9d3ca",
    "ash": "#e4e6e4",
    "teak": "#dfe3e0",
    "white": "#e3e4e3",
    "black": "#6a6a6c",
    "green": "#d8d0c2",
    "grey": "#b9b8b5",
    "dark": "#55565a",
    "warm": "#d8cbb9",
    "natural": "#ebe4d8",
    "blue": "#dfe4e8",
    "sage": "#e4e6dd",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Surface:
    """A kind of table: maker of its texture, polish, how hard the sun is on it, and how often
    (0 to 1) something else stands on it."""

    make: Callable[[np.random.Generator, Extent, str], tuple[Colours, float]]
    gloss: float
    roughness: float
    key_share: float
    light_softness: float
    props: float


def extent_of(stage: Stage) -> Extent:
    """The texture that covers a table on this stage, with as many texels as pixels show."""
    return Extent(
        width=_EXTENT_WIDTH,
        depth=_EXTENT_DEPTH,
        across=0.9 * stage.unit,
        along=1.1 * stage.unit * stage.foreshortening,
    )


def _boards(rng: np.random.Generator, extent: Extent, tone: str) -> tuple[Colours, float]:
    """A table of boards that run to the side or away from the camera, a little askew."""
    board = float(rng.uniform(0.17, 0.34))
    turn = float(rng.normal(0.0, 0.05))
    if rng.random() < 0.5:
        return wood(rng, extent, tone, board=board, gap=0.15), turn
    away = wood(rng, extent.turned(), tone, board=board, gap=0.2)
    return np.ascontiguousarray(away.transpose(1, 0, 2)), turn


def _marble_top(rng: np.random.Generator, extent: Extent, tone: str) -> tuple[Colours, float]:
    return marble(rng, extent, tone), float(rng.uniform(-0.3, 0.3))


def _concrete_top(rng: np.random.Generator, extent: Extent, tone: str) -> tuple[Colours, float]:
    return concrete(rng, extent, tone), float(rng.uniform(-0.3, 0.3))


def _cloth(rng: np.random.Generator, extent: Extent, tone: str) -> tuple[Colours, float]:
    return linen(rng, extent, tone), float(rng.uniform(-0.25, 0.25))


_SURFACES = {
    BackdropKind.WOOD: _Surface(
        make=_boards, gloss=0.22, roughness=0.16, key_share=0.62, light_softness=0.05, props=0.5
    ),
    BackdropKind.MARBLE: _Surface(
        make=_marble_top, gloss=0.5, roughness=0.03, key_share=0.5, light_softness=0.08, props=0.45
    ),
    BackdropKind.CONCRETE: _Surface(
        make=_concrete_top,
        gloss=0.10,
        roughness=0.2,
        key_share=0.55,
        light_softness=0.07,
        props=0.2,
    ),
    BackdropKind.LINEN: _Surface(
        make=_cloth, gloss=0.0, roughness=0.3, key_share=0.5, light_softness=0.09, props=0.45
    ),
}


def paint_table(stage: Stage, backdrop: Backdrop, rng: np.random.Generator) -> Scene:
    """A table of the backdrop's kind and tone before a painted wall with daylight on it."""
    surface = _SURFACES[backdrop.backdrop]
    light = _daylight(rng, backdrop, surface)
    gobo = any_gobo(rng, softness=surface.light_softness)
    edge = float(rng.uniform(1.7, 2.15))
    wall_depth = edge + float(rng.uniform(0.25, 0.6))
    aperture = float(rng.uniform(0.022, 0.030))
    colour = parse_hex(backdrop.wall or _WALLS[backdrop.finish])
    far = _plaster_wall(stage, rng, colour * 1.04, light, gobo, depth=wall_depth, aperture=aperture)
    extent = extent_of(stage)
    albedo, turn = surface.make(rng, extent, backdrop.finish)
    table = Table(
        texture=Texture(albedo=albedo, across=extent.across, along=extent.along),
        turn=turn,
        edge=edge,
        wall_depth=wall_depth,
        gloss=surface.gloss,
        roughness=surface.roughness,
        aperture=aperture,
    )
    scene = table_scene(stage, table, far, light, gobo)
    if rng.random() > surface.props:
        return scene
    props = table_props(stage, rng, light, edge=edge, aperture=aperture)
    if props is None:
        return scene
    ground_light = props.ground_light[scene.first_row :, :, None]
    return replace(scene, ground=scene.ground * ground_light, props=props.picture)


def _daylight(rng: np.random.Generator, backdrop: Backdrop, surface: _Surface) -> Light:
    """Sun through a window on the side, and the sky's light in the room."""
    kelvin = float(rng.uniform(4600, 5500))
    return jittered(
        rng,
        Light(
            side=-1 if backdrop.light == "left" else 1,
            key=warmth(kelvin),
            ambient=warmth(float(rng.uniform(5500, 6000))),
            key_share=surface.key_share,
            elevation=0.85,
            recede=0.45,
            softness=0.5 * surface.light_softness + 0.01,
        ),
    )


def _plaster_wall(
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
