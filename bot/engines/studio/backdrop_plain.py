"""Plain scenes: a seamless paper sweep, and a plastered wall with light from a window."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bot.domain.recipe import Backdrop
from bot.engines.arrays import Plane
from bot.engines.studio.backdrop_lens import enlarged
from bot.engines.studio.backdrop_light import Light, any_gobo, falloff, jittered, warmth
from bot.engines.studio.backdrop_scene import Scene, Wall, illuminated, out_of_focus
from bot.engines.studio.backdrop_surface import Table, table_scene
from bot.engines.studio.colour import Colours, luminance, parse_hex
from bot.engines.studio.noise import fbm
from bot.engines.studio.perspective import Stage, Texture
from bot.engines.studio.textures import Extent

_PAPERS = {"light": "#eceded", "warm": "#efe4d6", "grey": "#b4b6b9", "dark": "#3b3d42"}
_PAINTS = {
    "plaster": "#e9e1d6",
    "warm": "#e3c9ae",
    "grey": "#c3c5c6",
    "sage": "#b4bea7",
    "clay": "#cc9478",
}
_PURE_WHITE = 0.985
"""Luminance from which a paper is lit until it is white all over."""
_OVEREXPOSED = 1.06
"""Brightness of such a paper: enough to swallow the faint outer parts of the shadow."""
_CORNER = 0.22
"""How much light floor and wall take from each other in their corner."""


def paint_studio(stage: Stage, backdrop: Backdrop, rng: np.random.Generator) -> Scene:
    """A paper sweep: floor and wall in one, a pool of light behind the product, soft box to one
    side."""
    paper = parse_hex(backdrop.color or _PAPERS[backdrop.finish])
    light = jittered(
        rng,
        Light(
            side=-1 if backdrop.light == "left" else 1,
            key=warmth(5600),
            ambient=warmth(5700),
            key_share=0.45,
            elevation=1.3,
            recede=0.55,
            softness=0.11,
        ),
    )
    white = float(luminance(paper)) >= _PURE_WHITE
    sweep = _sweep(stage, rng, light, paper)
    if white:
        sweep = np.full_like(sweep, _OVEREXPOSED)
    picture = enlarged(sweep, stage.width, stage.height)[..., None] * paper
    return Scene(
        far=picture,
        key=np.ones((stage.height, stage.width), np.float32),
        ground=picture,
        sheen=np.zeros_like(picture),
        first_row=0,
        ground_share=np.ones(stage.height, np.float32),
        polish=np.zeros(stage.height, np.float32),
        light=light,
        vignette=0.0 if white else 0.05,
        grain=0.0015 if white else 0.004,
        knee=1.0 if white else 0.8,
    )


def _sweep(stage: Stage, rng: np.random.Generator, light: Light, paper: Colours) -> Plane:
    """Brightness of the sweep on a small grid; darker papers show the pool of light more."""
    down = np.linspace(0.0, 1.0, 96, dtype=np.float32)[:, None] * stage.height
    across = np.linspace(0.0, 1.0, 96, dtype=np.float32)[None, :] * stage.width
    right = (across - np.float32(stage.column)) / np.float32(stage.unit)
    above = (np.float32(stage.base_row) - down) / np.float32(stage.unit)
    drift = light.side * float(rng.uniform(0.02, 0.32))
    height, spread = float(rng.uniform(0.15, 0.5)), float(rng.uniform(0.42, 0.8))
    pool = np.exp(-(((right - drift) / spread) ** 2) - ((above - height) / (0.9 * spread)) ** 2)
    floor = np.exp(-(((right - 0.5 * drift) / 0.7) ** 2) - ((above + 0.05) / 0.16) ** 2)
    bend, softness = float(rng.uniform(0.14, 0.28)), float(rng.uniform(0.03, 0.07))
    on_wall = 1.0 / (1.0 + np.exp(-(above - bend) / softness))
    depth = 0.34 + 0.5 * (1.0 - float(luminance(paper))) ** 2
    wall = 1.02 - depth * (1.0 - pool)
    ground = 1.0 - 0.35 * depth * (1.0 - floor)
    side = 1.0 + float(rng.uniform(0.05, 0.16)) * np.tanh(right * light.side)
    return ((ground + (wall - ground) * on_wall) * side).astype(np.float32)


def paint_wall(stage: Stage, backdrop: Backdrop, rng: np.random.Generator) -> Scene:
    """A plastered wall close behind a matt floor of the same paint, slanted light on both."""
    paint = parse_hex(backdrop.color or _PAINTS[backdrop.finish])
    light = jittered(
        rng,
        Light(
            side=-1 if backdrop.light == "left" else 1,
            key=warmth(float(rng.uniform(4300, 5300))),
            ambient=warmth(float(rng.uniform(5600, 6100))),
            key_share=0.55,
            elevation=0.8,
            recede=0.7,
            softness=0.03,
        ),
    )
    gobo = any_gobo(rng, softness=0.035)
    depth, aperture = float(rng.uniform(1.3, 1.5)), float(rng.uniform(0.012, 0.018))
    wall = Wall.at(stage, depth, side=512)
    key = falloff(stage, light, wall.pixel_rows, wall.pixel_columns, 0.4)
    key = key * gobo.sunlit(light, wall.right, wall.above, wall.behind)
    lit = illuminated(light, key) * _plaster(rng, wall, light)[..., None] * paint
    far = out_of_focus(lit, stage, depth, aperture)
    scene = table_scene(stage, _floor(stage, rng, paint, depth, aperture), far, light, gobo)
    rows = np.arange(scene.first_row, stage.height, dtype=np.float32)
    to_wall = stage.behind(depth) - stage.behind(stage.depth_of(rows))
    corner = 1.0 - _CORNER * np.exp(-np.maximum(to_wall, 0.0) / 0.16)
    on_wall = enlarged(key, stage.width, stage.height)[: scene.first_row]
    return replace(
        scene,
        ground=scene.ground * corner.astype(np.float32)[:, None, None],
        key=np.concatenate([on_wall, scene.key[scene.first_row :]]),
        wall_depth=depth,
    )


def _plaster(rng: np.random.Generator, wall: Wall, light: Light) -> Plane:
    """Brightness of trowelled plaster: relief lit from the side, darker in the corner below."""
    rows, columns = wall.shape
    wider = fbm(rng, rows + 4, columns + 4, 5.0, 5.0, octaves=6, gain=0.6)
    relief = wider[2:-2, 2:-2]
    beside = 2 - 2 * light.side
    lit = relief - wider[:-4, beside : beside + columns]
    corner = 1.0 - _CORNER * np.exp(-np.abs(wall.above) / 0.10)
    return ((0.96 + 0.08 * relief + 0.5 * lit) * corner).astype(np.float32)


def _floor(
    stage: Stage, rng: np.random.Generator, paint: Colours, depth: float, aperture: float
) -> Table:
    """A matt floor in the wall's paint that ends at the wall."""
    extent = Extent(width=1.95, depth=2.0, across=0.6 * stage.unit, along=0.2 * stage.unit)
    plaster = fbm(rng, extent.rows, extent.columns, 6.0, 6.0, octaves=6, gain=0.65)
    albedo = paint * (0.93 + 0.14 * plaster)[..., None]
    return Table(
        texture=Texture(albedo=albedo, across=extent.across, along=extent.along),
        turn=0.0,
        edge=depth,
        wall_depth=depth,
        gloss=0.0,
        roughness=0.3,
        aperture=aperture,
    )
