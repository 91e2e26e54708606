"""Kitchen: a counter before a kitchen out of focus, with a window on the side of the light."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.domain.recipe import Backdrop
from bot.engines.studio.backdrop_canvas import Canvas
from bot.engines.studio.backdrop_light import Light, jittered, warmth, window
from bot.engines.studio.backdrop_scene import Scene
from bot.engines.studio.backdrop_surface import Table, table_scene
from bot.engines.studio.backdrop_tables import extent_of
from bot.engines.studio.colour import Colours, parse_hex
from bot.engines.studio.perspective import Stage, Texture
from bot.engines.studio.textures_stone import marble
from bot.engines.studio.textures_wood import wood


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fittings:
    """Colours of one kitchen; `top` names the wood or stone of the counter in front."""

    wall: str
    tile: str
    joint: str
    cabinet: str
    worktop: str
    shelf: str
    handle: str
    pots: tuple[str, ...]
    top: str
    level: float
    kelvin: float


_KITCHENS = {
    "bright": _Fittings(
        wall="#f1efeb",
        tile="#eceae5",
        joint="#cfccc4",
        cabinet="#e9e8e4",
        worktop="#c9a67c",
        shelf="#b98f62",
        handle="#8d8a85",
        pots=("#f4f2ee", "#c7d3d6", "#d9b48c", "#8fa58c", "#b9b3a9", "#d88f6a"),
        top="oak",
        level=1.0,
        kelvin=5300.0,
    ),
    "warm": _Fittings(
        wall="#ead9bf",
        tile="#e4cfae",
        joint="#c9b18d",
        cabinet="#b98d60",
        worktop="#e6ddcd",
        shelf="#8a5f3a",
        handle="#5b4632",
        pots=("#b5573a", "#e8dcc7", "#d7a24e", "#7a8b5a", "#8c5a3c", "#f0e6d5"),
        top="walnut",
        level=0.95,
        kelvin=4600.0,
    ),
    "dark": _Fittings(
        wall="#3c4247",
        tile="#4a5257",
        joint="#343a3e",
        cabinet="#26353d",
        worktop="#8d8880",
        shelf="#7c5637",
        handle="#c39a55",
        pots=("#c99d5a", "#e3dfd6", "#5b6d62", "#a5593c", "#2b2f31", "#b8b2a6"),
        top="black",
        level=0.8,
        kelvin=5000.0,
    ),
}


def paint_kitchen(stage: Stage, backdrop: Backdrop, rng: np.random.Generator) -> Scene:
    """A counter top, and behind it cabinets, tiles, a shelf and a window, all blurred."""
    fittings = _KITCHENS[backdrop.finish]
    side = -1 if backdrop.light == "left" else 1
    light = jittered(
        rng,
        Light(
            side=side,
            key=warmth(fittings.kelvin),
            ambient=warmth(5700),
            key_share=0.5,
            elevation=0.9,
            recede=0.4,
            softness=0.045,
            level=fittings.level,
        ),
    )
    gobo = window(rng, softness=0.09)
    aperture = float(rng.uniform(0.026, 0.034))
    depth = float(rng.uniform(3.6, 4.8))
    far = _room(stage, fittings, rng, side=side, depth=depth).developed(aperture)
    far *= light.ambient * np.float32(0.6 * light.level) + light.key * np.float32(0.4)
    extent = extent_of(stage)
    stone = fittings.top == "black"
    if stone:
        albedo = marble(rng, extent, fittings.top)
    else:
        albedo = wood(rng, extent, fittings.top, board=float(rng.uniform(0.10, 0.16)), gap=0.0)
    table = Table(
        texture=Texture(albedo=albedo, across=extent.across, along=extent.along),
        turn=float(rng.normal(0.0, 0.03)),
        edge=float(rng.uniform(1.65, 2.0)),
        wall_depth=depth,
        gloss=0.6 if stone else 0.28,
        roughness=0.03 if stone else 0.14,
        aperture=aperture,
    )
    return table_scene(stage, table, far, light, gobo)


def _room(
    stage: Stage, fittings: _Fittings, rng: np.random.Generator, *, side: int, depth: float
) -> Canvas:
    """The far side of the kitchen; its worktop is as high as the counter in front."""
    canvas = Canvas(stage, depth)
    canvas.image[:] = parse_hex(fittings.wall)
    shelf_height = float(rng.uniform(1.15, 1.45))
    _tiles(canvas, fittings, rng, low=0.0, high=shelf_height + 0.05)
    _cabinets(canvas, fittings, low=-2.6, high=-0.12, width=float(rng.uniform(1.1, 1.5)))
    canvas.box(canvas.left - 1, -0.12, 20.0, 0.14, parse_hex(fittings.worktop))
    window_place = side * float(rng.uniform(1.1, 1.7))
    on_shelf = -side
    _shelf(canvas, fittings, rng, height=shelf_height, side=on_shelf, lit_from=side)
    _things(canvas, fittings, rng, low=0.02, avoid=window_place, lit_from=side)
    _window(canvas, rng, place=window_place, side=side)
    if rng.random() < 0.45:
        _pendant(canvas, fittings, place=-side * float(rng.uniform(0.5, 1.6)), lit_from=side)
    distance = (canvas.wall.right - np.float32(window_place)) / 2.6
    canvas.lighten(0.62 + 0.5 * np.exp(-(distance**2)))
    return canvas


def _tiles(
    canvas: Canvas, fittings: _Fittings, rng: np.random.Generator, *, low: float, high: float
) -> None:
    """Metro tiles in a running bond, each a little different."""
    width, height, joint = 0.44, 0.2, 0.022
    colour, joints = parse_hex(fittings.tile), parse_hex(fittings.joint)
    canvas.box(canvas.left - 1, low, 20.0, high - low, joints)
    for row in range(int((high - low) / height)):
        start = canvas.left - width * (1.0 + 0.5 * (row % 2))
        for column in range(int((canvas.right - canvas.left) / width) + 3):
            tone = colour * np.float32(rng.uniform(0.9, 1.06))
            canvas.box(
                start + column * width, low + row * height, width - joint, height - joint, tone
            )


def _cabinets(
    canvas: Canvas, fittings: _Fittings, *, low: float, high: float, width: float
) -> None:
    """Fronts with shadow gaps and handles."""
    front, handle = parse_hex(fittings.cabinet), parse_hex(fittings.handle)
    canvas.box(canvas.left - 1, low, 20.0, high - low, front * 0.55)
    place = canvas.left - width / 2
    while place < canvas.right:
        canvas.box(place + 0.03, low, width - 0.06, high - low - 0.05, front)
        canvas.box(place + 0.3 * width, high - 0.26, 0.4 * width, 0.06, handle)
        place += width


def _shelf(
    canvas: Canvas,
    fittings: _Fittings,
    rng: np.random.Generator,
    *,
    height: float,
    side: int,
    lit_from: int,
) -> None:
    """A board on the wall with cups, jars and a plant on it."""
    start, end = float(rng.uniform(0.0, 0.5)) * side, 3.4 * side
    left, width = min(start, end), abs(end - start)
    canvas.box(left, height - 0.30, width, 0.2, parse_hex(fittings.tile) * 0.7)  # its shadow
    canvas.box(left, height - 0.10, width, 0.10, parse_hex(fittings.shelf))
    place = left + 0.25
    while place < left + width - 0.3:
        size = float(rng.uniform(0.22, 0.4))
        _thing(canvas, fittings, rng, place, height, size, lit_from)
        place += size * float(rng.uniform(1.1, 1.9)) + 0.08


def _things(
    canvas: Canvas,
    fittings: _Fittings,
    rng: np.random.Generator,
    *,
    low: float,
    avoid: float,
    lit_from: int,
) -> None:
    """What stands on the worktop: boards against the wall, jars, bottles, a plant."""
    for _ in range(int(rng.integers(1, 3))):
        place, wide = float(rng.uniform(-2.4, 2.4)), float(rng.uniform(0.45, 0.7))
        board = parse_hex(fittings.shelf) * np.float32(rng.uniform(0.9, 1.4))
        tall = float(rng.uniform(0.7, 1.0))
        canvas.box(place, low, wide, tall, board)
        canvas.ellipse(place + wide / 2, low + tall, (wide / 2, 0.12), board)
    place = canvas.left + float(rng.uniform(0.0, 0.5))
    while place < canvas.right:
        size = float(rng.uniform(0.22, 0.46))
        if abs(place - avoid) > 0.25:
            _thing(canvas, fittings, rng, place, low, size, lit_from)
        place += size + float(rng.uniform(0.15, 1.0))


def _thing(
    canvas: Canvas,
    fittings: _Fittings,
    rng: np.random.Generator,
    place: float,
    low: float,
    size: float,
    lit_from: int,
) -> None:
    """A jar with a lid, a bottle, a bowl, a canister or a plant."""
    colour = parse_hex(str(rng.choice(fittings.pots)))
    tall = size * float(rng.uniform(0.9, 1.5))
    match str(rng.choice(["jar", "bottle", "bowl", "canister", "plant"])):
        case "jar":
            canvas.body(place, low, size, tall, colour, lit_from=lit_from)
            lid = parse_hex(fittings.shelf)
            canvas.body(place, low + tall, size * 0.9, 0.07, lid, lit_from=lit_from)
        case "bottle":
            canvas.body(place, low, 0.6 * size, tall, colour, lit_from=lit_from)
            shoulder = low + tall
            canvas.body(
                place, shoulder, 0.6 * size, 0.2 * tall, colour, lit_from=lit_from, waist=0.65
            )
            canvas.body(
                place, shoulder + 0.2 * tall, 0.2 * size, 0.4 * tall, colour, lit_from=lit_from
            )
        case "bowl":
            canvas.body(place, low, 0.8 * size, 0.45 * size, colour, lit_from=lit_from, waist=-0.7)
        case "canister":
            canvas.body(place, low, size, tall, colour, lit_from=lit_from, waist=0.04)
        case _:
            _plant(canvas, rng, place, low, size, colour, lit_from)


def _plant(
    canvas: Canvas,
    rng: np.random.Generator,
    place: float,
    low: float,
    size: float,
    pot: Colours,
    lit_from: int,
) -> None:
    """A pot plant."""
    canvas.body(place, low, size * 0.8, size * 0.7, pot, lit_from=lit_from, waist=-0.15)
    for _ in range(16):
        turn = float(rng.uniform(0.15, np.pi - 0.15))
        length = size * float(rng.uniform(0.5, 1.0))
        leaf = np.array([0.06, 0.17, 0.04], np.float32) * np.float32(rng.uniform(0.7, 2.2))
        canvas.ellipse(
            place + 0.6 * length * float(np.cos(turn)),
            low + size * 0.7 + 0.6 * length * float(np.sin(turn)),
            (length * 0.5, length * 0.17),
            leaf,
            turn=turn,
        )


def _window(canvas: Canvas, rng: np.random.Generator, *, place: float, side: int) -> None:
    """A bright window with a frame, the sky and garden outside, and its sill."""
    wide, tall, low = float(rng.uniform(1.6, 2.6)), 2.6, float(rng.uniform(0.35, 0.55))
    left = place - wide / 2 + 0.35 * side
    frame = np.array([0.62, 0.61, 0.58], np.float32)
    sky = np.array([1.25, 1.36, 1.46], np.float32)
    canvas.box(left - 0.09, low - 0.09, wide + 0.18, tall + 0.18, frame)
    canvas.box(left, low, wide, tall, sky)
    hedge = float(rng.uniform(0.3, 0.9))
    for layer in range(3):
        for _ in range(40):
            green = np.array([0.22, 0.34, 0.12], np.float32) * np.float32(
                (0.5 + 0.75 * layer) * rng.uniform(0.7, 1.4)
            )
            above = low + hedge * float(rng.beta(1.2, 2.2 + 0.8 * layer))
            size = float(rng.uniform(0.06, 0.16))
            canvas.ellipse(
                left + float(rng.uniform(0.1, wide - 0.1)), above, (size, 0.8 * size), green
            )
    canvas.box(left - 0.2, low - 0.3, wide + 0.4, 0.3, frame * 0.95)
    canvas.box(left + wide / 2 - 0.05, low, 0.1, tall, frame)
    canvas.box(left, low + float(rng.uniform(1.0, 1.5)), wide, 0.08, frame)


def _pendant(canvas: Canvas, fittings: _Fittings, *, place: float, lit_from: int) -> None:
    """A lamp that hangs into the picture, lit."""
    low = 0.62 * canvas.top
    metal = parse_hex(fittings.handle)
    canvas.box(place - 0.012, low, 0.024, canvas.top - low + 1.0, metal * 0.5)
    canvas.body(place, low, 0.62, 0.34, metal, lit_from=lit_from, waist=0.7)
    canvas.ellipse(place, low, (0.24, 0.05), np.array([3.0, 2.3, 1.4], np.float32))
