"""Kitchen: a counter before a kitchen out of focus, with a window on the side of the light."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

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
    far = (
        _Room(fittings, Canvas(stage, depth), rng, side).painted(backdrop.wall).developed(aperture)
    )
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


class _Room:
    """Paints the far side of a kitchen; its worktop is as high as the counter in front."""

    def __init__(
        self, fittings: _Fittings, canvas: Canvas, rng: np.random.Generator, side: int
    ) -> None:
        """`side` is where the window is: -1 left, 1 right."""
        self._fittings, self._canvas, self._rng, self._side = fittings, canvas, rng, side
        self._span = canvas.right - canvas.left

    def painted(self, wall: str | None) -> Canvas:
        """The canvas with everything on it, brightest near the window."""
        rng, canvas = self._rng, self._canvas
        canvas.image[:] = parse_hex(wall or self._fittings.wall)
        shelf_height = float(rng.uniform(1.15, 1.45))
        if wall is None:
            self._tiles(low=0.0, high=shelf_height + 0.05)
        self._cabinets(low=-2.6, high=-0.12, width=float(rng.uniform(1.1, 1.5)))
        self._strip(low=-0.12, height=0.14, colour=parse_hex(self._fittings.worktop))
        window_place = self._side * float(rng.uniform(1.1, 1.7))
        self._shelf(height=shelf_height)
        self._worktop(low=0.02, avoid=window_place)
        self._window(place=window_place)
        if rng.random() < 0.45:
            self._pendant(place=-self._side * float(rng.uniform(0.5, 1.6)))
        distance = (canvas.wall.right - np.float32(window_place)) / 2.6
        canvas.lighten(0.62 + 0.5 * np.exp(-(distance**2)))
        return canvas

    def _strip(self, *, low: float, height: float, colour: Colours) -> None:
        """Fill from border to border."""
        self._canvas.box(self._canvas.left - 1.0, low, self._span + 2.0, height, colour)

    def _tiles(self, *, low: float, high: float) -> None:
        """Metro tiles in a running bond, each a little different."""
        width, height, joint = 0.44, 0.2, 0.022
        colour = parse_hex(self._fittings.tile)
        self._strip(low=low, height=high - low, colour=parse_hex(self._fittings.joint))
        for row in range(int((high - low) / height)):
            start = self._canvas.left - width * (1.0 + 0.5 * (row % 2))
            for column in range(int(self._span / width) + 3):
                tone = colour * np.float32(self._rng.uniform(0.9, 1.06))
                place, bottom = start + column * width, low + row * height
                self._canvas.box(place, bottom, width - joint, height - joint, tone)

    def _cabinets(self, *, low: float, high: float, width: float) -> None:
        """Fronts with shadow gaps and handles."""
        front, handle = parse_hex(self._fittings.cabinet), parse_hex(self._fittings.handle)
        self._strip(low=low, height=high - low, colour=front * 0.55)
        for place in np.arange(self._canvas.left - width / 2, self._canvas.right, width):
            left = float(place)
            self._canvas.box(left + 0.03, low, width - 0.06, high - low - 0.05, front)
            self._canvas.box(left + 0.3 * width, high - 0.26, 0.4 * width, 0.06, handle)

    def _shelf(self, *, height: float) -> None:
        """A board on the wall, away from the window, with things on it."""
        start, end = -self._side * float(self._rng.uniform(0.0, 0.5)), -self._side * 3.4
        left, width = min(start, end), abs(end - start)
        shade = parse_hex(self._fittings.tile) * 0.7
        self._canvas.box(left, height - 0.30, width, 0.2, shade)
        self._canvas.box(left, height - 0.10, width, 0.10, parse_hex(self._fittings.shelf))
        place = left + 0.25
        while place < left + width - 0.3:
            size = float(self._rng.uniform(0.22, 0.4))
            self._thing(place, height, size)
            place += size * float(self._rng.uniform(1.1, 1.9)) + 0.08

    def _worktop(self, *, low: float, avoid: float) -> None:
        """Boards against the wall, and things in front of them, none before the window."""
        rng = self._rng
        for _ in range(int(rng.integers(1, 3))):
            place, wide = float(rng.uniform(-2.4, 2.4)), float(rng.uniform(0.45, 0.7))
            board = parse_hex(self._fittings.shelf) * np.float32(rng.uniform(0.9, 1.4))
            tall = float(rng.uniform(0.7, 1.0))
            self._canvas.box(place, low, wide, tall, board)
            self._canvas.ellipse(place + wide / 2, low + tall, (wide / 2, 0.12), board)
        place = self._canvas.left + float(rng.uniform(0.0, 0.5))
        while place < self._canvas.right:
            size = float(rng.uniform(0.22, 0.46))
            if abs(place - avoid) > 0.25:
                self._thing(place, low, size)
            place += size + float(rng.uniform(0.15, 1.0))

    def _thing(self, place: float, low: float, size: float) -> None:
        """A jar with a lid, a bottle, a bowl, a canister or a plant."""
        colour = parse_hex(str(self._rng.choice(self._fittings.pots)))
        tall = size * float(self._rng.uniform(0.9, 1.5))
        body = partial(self._canvas.body, place, lit_from=self._side)
        match str(self._rng.choice(["jar", "bottle", "bowl", "canister", "plant"])):
            case "jar":
                body(low, size, tall, colour)
                body(low + tall, size * 0.9, 0.07, parse_hex(self._fittings.shelf))
            case "bottle":
                body(low, 0.6 * size, tall, colour)
                body(low + tall, 0.6 * size, 0.2 * tall, colour, waist=0.65)
                body(low + 1.2 * tall, 0.2 * size, 0.4 * tall, colour)
            case "bowl":
                body(low, 0.8 * size, 0.45 * size, colour, waist=-0.7)
            case "canister":
                body(low, size, tall, colour, waist=0.04)
            case _:
                body(low, size * 0.8, size * 0.7, colour, waist=-0.15)
                self._leaves(place, low + size * 0.7, size)

    def _leaves(self, place: float, low: float, size: float) -> None:
        for _ in range(16):
            turn = float(self._rng.uniform(0.15, np.pi - 0.15))
            length = size * float(self._rng.uniform(0.5, 1.0))
            leaf = np.array([0.06, 0.17, 0.04], np.float32) * np.float32(
                self._rng.uniform(0.7, 2.2)
            )
            right = place + 0.6 * length * float(np.cos(turn))
            above = low + 0.6 * length * float(np.sin(turn))
            self._canvas.ellipse(right, above, (length * 0.5, length * 0.17), leaf, turn=turn)

    def _window(self, *, place: float) -> None:
        """A bright window with a frame, the sky and garden outside, and its sill."""
        rng, canvas = self._rng, self._canvas
        wide, tall, low = float(rng.uniform(1.6, 2.6)), 2.6, float(rng.uniform(0.35, 0.55))
        left = place - wide / 2 + 0.35 * self._side
        frame = np.array([0.62, 0.61, 0.58], np.float32)
        sky = np.array([1.25, 1.36, 1.46], np.float32)
        canvas.box(left - 0.09, low - 0.09, wide + 0.18, tall + 0.18, frame)
        canvas.box(left, low, wide, tall, sky)
        hedge = float(rng.uniform(0.3, 0.9))
        for depth in np.repeat((0.0, 1.0, 2.0), 40):  # from shade to sun
            gain = np.float32((0.5 + 0.75 * depth) * rng.uniform(0.7, 1.4))
            green = np.array([0.22, 0.34, 0.12], np.float32) * gain
            right = left + float(rng.uniform(0.1, wide - 0.1))
            above = low + hedge * float(rng.beta(1.2, 2.2 + 0.8 * depth))
            size = float(rng.uniform(0.06, 0.16))
            canvas.ellipse(right, above, (size, 0.8 * size), green)
        canvas.box(left - 0.2, low - 0.3, wide + 0.4, 0.3, frame * 0.95)
        canvas.box(left + wide / 2 - 0.05, low, 0.1, tall, frame)
        canvas.box(left, low + float(rng.uniform(1.0, 1.5)), wide, 0.08, frame)

    def _pendant(self, *, place: float) -> None:
        """A lamp that hangs into the picture, lit."""
        canvas, metal = self._canvas, parse_hex(self._fittings.handle)
        low = 0.62 * canvas.top
        canvas.box(place - 0.012, low, 0.024, canvas.top - low + 1.0, metal * 0.5)
        canvas.body(place, low, 0.62, 0.34, metal, lit_from=self._side, waist=0.7)
        canvas.ellipse(place, low, (0.24, 0.05), np.array([3.0, 2.3, 1.4], np.float32))
