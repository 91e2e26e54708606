"""Outdoor: a ledge or terrace in daylight before greenery and sky, out of focus."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.domain.recipe import Backdrop
from bot.engines.studio.backdrop_canvas import Canvas
from bot.engines.studio.backdrop_light import Light, foliage, jittered, warmth
from bot.engines.studio.backdrop_scene import Scene
from bot.engines.studio.backdrop_surface import Table, table_scene
from bot.engines.studio.backdrop_tables import extent_of
from bot.engines.studio.colour import Colours, luminance, parse_hex
from bot.engines.studio.noise import fbm
from bot.engines.studio.perspective import Stage, Texture
from bot.engines.studio.textures import Extent
from bot.engines.studio.textures_stone import joints, slab
from bot.engines.studio.textures_wood import wood


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Colours of a place: sky from top to horizon, leaves from shade to sun, lawn, sparkle."""

    sky: tuple[str, str]
    leaves: tuple[str, ...]
    lawn: str
    sparkle: tuple[float, float, float]
    tree_line: float
    gaps: int
    kelvin: float
    key_share: float
    level: float


_PLACES = {
    "garden": _Place(
        sky=("#dcebf2", "#eef4e6"),
        leaves=("#1f3a17", "#35581f", "#55802f", "#82a548", "#aac46c"),
        lawn="#7f9f4c",
        sparkle=(1.5, 1.7, 1.0),
        tree_line=2.6,
        gaps=70,
        kelvin=5100.0,
        key_share=0.62,
        level=1.22,
    ),
    "terrace": _Place(
        sky=("#8fbfe6", "#e3eef3"),
        leaves=("#35522f", "#557645", "#7d9a62", "#a3b987"),
        lawn="#a8b98a",
        sparkle=(1.3, 1.35, 1.15),
        tree_line=0.75,
        gaps=12,
        kelvin=5200.0,
        key_share=0.68,
        level=1.1,
    ),
    "evening": _Place(
        sky=("#a9b4cf", "#ffd09a"),
        leaves=("#2a2413", "#4a3d1c", "#7a6228", "#b58c3e", "#d9b266"),
        lawn="#9a7f45",
        sparkle=(2.6, 1.7, 0.8),
        tree_line=1.5,
        gaps=55,
        kelvin=3900.0,
        key_share=0.6,
        level=0.92,
    ),
}


def paint_outdoor(stage: Stage, backdrop: Backdrop, rng: np.random.Generator) -> Scene:
    """Stone slabs or decking in the sun, trees and sky behind."""
    place = _PLACES[backdrop.finish]
    side = -1 if backdrop.light == "left" else 1
    light = jittered(
        rng,
        Light(
            side=side,
            key=warmth(place.kelvin),
            ambient=warmth(6300),
            key_share=place.key_share,
            elevation=0.75 if backdrop.finish == "evening" else 1.0,
            recede=0.45,
            softness=0.022,
            level=place.level,
        ),
    )
    aperture = float(rng.uniform(0.030, 0.038))
    far = _greenery(stage, place, rng, side).developed(aperture)
    extent = extent_of(stage)
    table = Table(
        texture=Texture(
            albedo=_paving(rng, extent, backdrop.finish),
            across=extent.across,
            along=extent.along,
        ),
        turn=float(rng.normal(0.0, 0.06)),
        edge=float(rng.uniform(1.55, 1.9)),
        wall_depth=8.0,
        gloss=0.06,
        roughness=0.3,
        aperture=0.8 * aperture,
    )
    return table_scene(stage, table, far, light, foliage(rng, softness=0.07))


def _paving(rng: np.random.Generator, extent: Extent, finish: str) -> Colours:
    """One slab in the garden, tiles on the terrace, decking in the evening."""
    if finish == "evening":
        boards = wood(rng, extent, "teak", board=float(rng.uniform(0.2, 0.28)), gap=0.9)
        grey = luminance(boards)[..., None]
        return boards + (grey - boards) * np.float32(rng.uniform(0.25, 0.5))  # weathered
    stone = slab(rng, extent, finish)
    if finish == "terrace":
        tile = float(rng.uniform(1.1, 1.5))
        seams = joints(extent, tile, width=0.02, offset=float(rng.uniform(0.2, 0.8)) * tile)
        stone = stone * (1.0 - 0.5 * seams)[..., None]
    return stone


def _greenery(stage: Stage, place: _Place, rng: np.random.Generator, side: int) -> Canvas:
    """Sky, trees in three depths of leaves, lawn, and sun through the gaps."""
    depth = 8.0
    canvas = Canvas(stage, depth)
    rows = canvas.wall.shape[0]
    fade = np.linspace(0.0, 1.0, rows, dtype=np.float32)[:, None, None] ** 0.8
    high, low = (parse_hex(color) * np.float32(1.25) for color in place.sky)
    canvas.image[:] = high + (low - high) * fade
    left, right = canvas.left, canvas.right
    leaves = [parse_hex(color) for color in place.leaves]
    for layer, colour in enumerate(leaves):
        share = layer / max(len(leaves) - 1, 1)
        count, radius = 60 + 60 * layer, 0.75 - 0.5 * share
        for _ in range(count):
            x = float(rng.uniform(left, right))
            crown = place.tree_line * (1.0 + 0.45 * np.sin(1.3 * x + 2.0 * layer))
            y = float(rng.uniform(-1.2, max(crown, 0.2) - 0.3 * share))
            tone = colour * np.float32(rng.uniform(0.75, 1.3))
            size = radius * float(rng.uniform(0.5, 1.2))
            canvas.ellipse(x, y, (size, size * 0.7), tone, turn=float(rng.uniform(0, np.pi)))
    sparkle = np.array(place.sparkle, np.float32)
    for _ in range(place.gaps):
        x = float(np.clip(rng.normal(side * 1.2, 2.4), left, right))
        y = float(rng.uniform(-0.2, max(0.0, min(canvas.top, 0.85 * place.tree_line))))
        size = float(rng.uniform(0.03, 0.09))
        canvas.ellipse(x, y, (size, size), sparkle * np.float32(rng.uniform(0.6, 1.6)))
    _lawn(canvas, place, rng)
    sunward = (canvas.wall.right * side).clip(-4.0, 4.0)
    canvas.lighten((0.86 + 0.05 * sunward).astype(np.float32))
    return canvas


def _lawn(canvas: Canvas, place: _Place, rng: np.random.Generator) -> None:
    """The ground behind the ledge, a good deal lower than it."""
    far_edge = -0.45
    below = canvas.wall.above < far_edge
    patches = fbm(rng, *canvas.wall.shape, 10.0, 4.0, octaves=3)[..., None]
    lawn = parse_hex(place.lawn) * (0.6 + 0.8 * patches)
    canvas.image[below] = lawn[below]
