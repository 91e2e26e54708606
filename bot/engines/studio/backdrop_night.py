"""Dark scenes: a low-key studio with one light, and an interior at night with lights in bokeh."""

from __future__ import annotations

import numpy as np

from bot.domain.recipe import Backdrop
from bot.engines.arrays import Plane
from bot.engines.studio.backdrop_canvas import Canvas
from bot.engines.studio.backdrop_light import Light, jittered, warmth
from bot.engines.studio.backdrop_scene import Scene, Wall, out_of_focus
from bot.engines.studio.backdrop_surface import Table, table_scene
from bot.engines.studio.backdrop_tables import extent_of
from bot.engines.studio.colour import Colours, parse_hex
from bot.engines.studio.noise import fbm
from bot.engines.studio.perspective import Stage, Texture
from bot.engines.studio.textures import Extent
from bot.engines.studio.textures_stone import concrete, marble
from bot.engines.studio.textures_wood import wood

_CANVASES = {"neutral": "#54565a", "warm": "#6a503c", "cool": "#43566b"}
_LOW_KEY_KELVIN = {"neutral": 5400.0, "warm": 4300.0, "cool": 6600.0}
_ROOMS = {
    "warm": ("#1b110b", "#432a18", ("#ffc27a", "#ff9a45", "#ffe0b0", "#f07838")),
    "cool": ("#0c131d", "#20384f", ("#9fd2ff", "#5d9dff", "#dcefff", "#86dcd6")),
    "green": ("#10180d", "#3a5526", ("#d6e685", "#a0c84c", "#f6f1b4", "#ffd98a")),
}
"""Lower and upper wall, and the lights."""
_ROOM_KELVIN = {"warm": 4200.0, "cool": 6300.0, "green": 5000.0}


def paint_low_key(stage: Stage, backdrop: Backdrop, rng: np.random.Generator) -> Scene:
    """A dark stone table before a painted canvas, one light from the side and a glow behind."""
    side = -1 if backdrop.light == "left" else 1
    light = jittered(
        rng,
        Light(
            side=side,
            key=warmth(_LOW_KEY_KELVIN[backdrop.finish]),
            ambient=warmth(6000),
            key_share=0.8,
            elevation=0.8,
            recede=0.3,
            softness=0.05,
            level=0.55,
        ),
    )
    depth, aperture = float(rng.uniform(2.2, 2.8)), 0.022
    wall = Wall.at(stage, depth)
    place, height = side * float(rng.uniform(-0.5, 0.9)), float(rng.uniform(0.3, 1.1))
    wide, tall = float(rng.uniform(0.7, 1.3)), float(rng.uniform(0.6, 1.1))
    glow = np.exp(-(((wall.right - place) / wide) ** 2) - ((wall.above - height) / tall) ** 2)
    mottle = fbm(rng, *wall.shape, 5.0, 5.0, octaves=5, gain=0.6)
    paint = parse_hex(backdrop.wall or _CANVASES[backdrop.finish])
    lit = (0.035 + 0.42 * glow * (0.55 + 0.9 * mottle))[..., None] * light.key * paint
    far = out_of_focus(lit.astype(np.float32), stage, depth, aperture)
    extent = extent_of(stage)
    table = Table(
        texture=Texture(albedo=_dark_top(rng, extent), across=extent.across, along=extent.along),
        turn=0.0,
        edge=float(rng.uniform(1.6, 1.9)),
        wall_depth=depth,
        gloss=0.35,
        roughness=0.05,
        aperture=aperture,
    )
    scene = table_scene(stage, table, far, light, None)
    scene.ground[:] *= _pool(stage, scene.first_row, light)[..., None]
    return scene


def _dark_top(rng: np.random.Generator, extent: Extent) -> Colours:
    """Slate, dark concrete or dark boards."""
    choice = rng.random()
    if choice < 0.4:
        return concrete(rng, extent, "dark")
    if choice < 0.7:
        return marble(rng, extent, "black")
    return wood(rng, extent, "walnut", board=0.3, gap=0.3) * np.float32(0.6)


def _pool(stage: Stage, first_row: int, light: Light) -> Plane:
    """A pool of light on the ground around the product, (height - first_row, width)."""
    rows = np.arange(first_row, stage.height, dtype=np.float32)
    right, behind = stage.ground_at(rows, np.arange(stage.width, dtype=np.float32))
    off_side = (right - np.float32(0.12 * light.side)) / 0.62
    lobe = np.exp(-(off_side**2) - ((behind - 0.05) / 0.75) ** 2)
    return (0.06 + 1.25 * lobe).astype(np.float32)


def paint_bokeh(stage: Stage, backdrop: Backdrop, rng: np.random.Generator) -> Scene:
    """A dark, glossy table before a room at night whose lamps have become discs."""
    side = -1 if backdrop.light == "left" else 1
    light = jittered(
        rng,
        Light(
            side=side,
            key=warmth(_ROOM_KELVIN[backdrop.finish]),
            ambient=warmth(_ROOM_KELVIN[backdrop.finish]),
            key_share=0.55,
            elevation=1.0,
            recede=0.35,
            softness=0.07,
            level=0.9,
        ),
    )
    depth, aperture = 9.0, float(rng.uniform(0.030, 0.042))
    far = _lamps(stage, backdrop.finish, rng, depth).developed(aperture)
    extent = extent_of(stage)
    table = Table(
        texture=Texture(
            albedo=wood(rng, extent, "walnut", board=0.3, gap=0.1) * np.float32(0.55),
            across=extent.across,
            along=extent.along,
        ),
        turn=float(rng.normal(0.0, 0.05)),
        edge=float(rng.uniform(1.7, 2.2)),
        wall_depth=depth,
        gloss=0.85,
        roughness=0.035,
        aperture=0.7 * aperture,
    )
    return table_scene(stage, table, far, light, None)


def _lamps(stage: Stage, finish: str, rng: np.random.Generator, depth: float) -> Canvas:
    """A dim room with strings and clusters of lamps in several sizes."""
    lower, upper, colours = _ROOMS[finish]
    canvas = Canvas(stage, depth)
    height = canvas.wall.shape[0]
    fade = np.linspace(1.0, 0.0, height, dtype=np.float32)[:, None, None]
    clouds = fbm(rng, *canvas.wall.shape, 3.0, 3.0, octaves=3)[..., None]
    canvas.image[:] = (parse_hex(lower) * (1 - fade) + parse_hex(upper) * fade) * (
        0.3 + 1.0 * clouds
    )
    left, right, top = canvas.left, canvas.right, canvas.top
    for _ in range(int(rng.integers(5, 9))):  # furniture and shelves as dim shapes
        wide, tall = float(rng.uniform(0.6, 2.0)), float(rng.uniform(0.8, 3.5))
        tone = parse_hex(upper) * np.float32(rng.uniform(0.2, 1.3))
        canvas.box(float(rng.uniform(left, right)), -2.0, wide, 2.0 + tall, tone)
    for brightness, count in ((5.0, 30), (14.0, 22), (36.0, 10)):
        for _ in range(int(count * rng.uniform(0.7, 1.3))):
            colour = parse_hex(str(rng.choice(colours))) * np.float32(
                brightness * rng.uniform(0.5, 1.3)
            )
            size = float(rng.uniform(0.035, 0.075))
            x = float(rng.uniform(left, right))
            y = float(-0.6 + (top + 0.6) * rng.beta(1.5, 1.7))
            canvas.ellipse(x, y, (size, size), colour)
    return canvas
