"""Plain scenes: a seamless paper sweep, and a plastered wall with light from a window."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bot.domain.recipe import Backdrop
from bot.engines.arrays import Plane
from bot.engines.studio.backdrop_lens import circle_of_confusion, defocus_rows, enlarged
from bot.engines.studio.backdrop_light import Light, blinds, foliage, jittered, warmth, window
from bot.engines.studio.backdrop_scene import Scene, Wall, ground_light, illuminated, out_of_focus
from bot.engines.studio.backdrop_light import falloff
from bot.engines.studio.colour import Colours, luminance, parse_hex
from bot.engines.studio.noise import fbm
from bot.engines.studio.perspective import Stage, Texture, lay_texture
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
"""Papers brighter than this are lit until they are white all over."""


def paint_studio(stage: Stage, backdrop: Backdrop, rng: np.random.Generator) -> Scene:
    """A paper sweep: floor and wall in one, brightest behind the product, soft box to one side."""
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
    shade = np.ones((16, 16), np.float32) * 1.6 if white else _sweep(stage, rng, light, paper)
    ground = enlarged(shade, stage.width, stage.height)[..., None] * paper
    return Scene(
        far=ground,
        ground=ground,
        sheen=np.zeros_like(ground),
        first_row=0,
        ground_share=np.ones(stage.height, np.float32),
        polish=np.zeros(stage.height, np.float32),
        light=light,
        vignette=0.0 if white else 0.05,
        grain=0.0 if white else 0.004,
    )


def _sweep(stage: Stage, rng: np.random.Generator, light: Light, paper: Colours) -> Plane:
    """Brightness of the sweep, on a small grid; darker papers show the pool of light more."""
    rows, columns = 96, 96
    down = np.linspace(0.0, 1.0, rows, dtype=np.float32)[:, None] * stage.height
    across = np.linspace(0.0, 1.0, columns, dtype=np.float32)[None, :] * stage.width
    right = (across - np.float32(stage.column)) / np.float32(stage.unit)
    above = (np.float32(stage.base_row) - down) / np.float32(stage.unit)
    drift = np.float32(light.side * rng.uniform(0.05, 0.22))
    height, spread = rng.uniform(0.25, 0.45), rng.uniform(0.55, 0.75)
    pool = np.exp(-(((right - drift) / spread) ** 2) - ((above - height) / (0.9 * spread)) ** 2)
    floor = np.exp(-(((right - 0.5 * drift) / 0.7) ** 2) - ((above + 0.05) / 0.16) ** 2)
    bend = 1.0 / (1.0 + np.exp(-(above - rng.uniform(0.16, 0.26)) / 0.05))  # 1 on the wall
    depth = np.float32(0.34 + 0.5 * (1.0 - luminance(paper)) ** 2)
    wall = 1.02 - depth * (1.0 - pool)
    ground = 1.0 - 0.35 * depth * (1.0 - floor)
    side = 1.0 + np.float32(0.10) * np.tanh(right * light.side)
    return ((ground + (wall - ground) * bend) * side).astype(np.float32)


def paint_wall(stage: Stage, backdrop: Backdrop, rng: np.random.Generator) -> Scene:
    """A plastered wall close behind a matt floor of the same paint, slanted light on both."""
    paint = parse_hex(backdrop.color or _PAINTS[backdrop.finish])
    light = jittered(
        rng,
        Light(
            side=-1 if backdrop.light == "left" else 1,
            key=warmth(float(rng.uniform(4300, 5300))),
            ambient=warmth(float(rng.uniform(5600, 6200))),
            key_share=0.55,
            elevation=0.8,
            recede=0.7,
            softness=0.03,
        ),
    )
    makers = (window, window, foliage, blinds)
    gobo = makers[int(rng.integers(len(makers)))](rng, softness=0.035)
    depth = float(rng.uniform(1.3, 1.5))
    aperture = float(rng.uniform(0.012, 0.018))
    wall = Wall.at(stage, depth, side=512)
    key = falloff(stage, light, wall.pixel_rows, wall.pixel_columns, 0.4)
    key = key * gobo.sunlit(light, wall.right, wall.above, wall.behind)
    relief = fbm(rng, *wall.shape, 5.0, 5.0, octaves=6, gain=0.6)
    trowelled = relief - np.roll(relief, (2, 2 * light.side), axis=(0, 1))
    lit = illuminated(light, key) * paint * (0.96 + 0.08 * relief + 0.5 * trowelled)[..., None]
    # The corner: floor and wall hide the sky from each other.
    corner = 1.0 - 0.22 * np.exp(-np.abs(wall.above) / 0.10)
    far = out_of_focus(lit * corner[..., None], stage, depth, aperture)
    foot = stage.row_of(depth)
    first_row = int(np.clip(foot - 2, 0, stage.height - 2))
    rows = np.arange(first_row, stage.height, dtype=np.float32)
    extent = Extent(width=1.95, depth=2.0, across=0.6 * stage.unit, along=0.2 * stage.unit)
    plaster = fbm(rng, extent.rows, extent.columns, 6.0, 6.0, octaves=6, gain=0.65)
    albedo = paint * (0.93 + 0.14 * plaster)[..., None]
    floor = lay_texture(
        Texture(albedo=albedo, across=extent.across, along=extent.along), stage, first_row
    )
    floor = defocus_rows(floor, circle_of_confusion(stage, stage.depth_of(rows), aperture))
    near_wall = (stage.behind(depth) - stage.behind(stage.depth_of(rows))).clip(0.0)
    floor = floor * ground_light(stage, replace(light), gobo, first_row, contrast=0.35)
    floor *= (1.0 - 0.22 * np.exp(-near_wall / 0.16))[:, None, None]
    half = max(1.0, float(circle_of_confusion(stage, np.array([depth], np.float32), aperture)[0]))
    share = np.clip(
        (np.arange(stage.height, dtype=np.float32) - np.float32(foot)) / (2 * half) + 0.5, 0, 1
    )
    return Scene(
        far=far,
        ground=floor,
        sheen=np.zeros_like(floor),
        first_row=first_row,
        ground_share=share.astype(np.float32),
        polish=np.zeros(len(rows), np.float32),
        light=light,
        wall_depth=depth,
    )
