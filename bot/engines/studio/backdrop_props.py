"""Props: a plant, a vase or a few books at the far end of a table, out of focus."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.engines.arrays import Plane
from bot.engines.studio.backdrop_canvas import Canvas
from bot.engines.studio.backdrop_lens import blur
from bot.engines.studio.backdrop_light import Light
from bot.engines.studio.colour import Colours, parse_hex
from bot.engines.studio.perspective import Stage

_NARROWEST = 0.13
"""Free width beside the product, in units at the product's base, that a prop needs."""
_MORE_BLUR = 1.5
"""Props are blurred more than their depth asks, so that they never vie with the product."""
_POTS = ("#e9e4da", "#c9a789", "#8f9a94", "#d8cfc2", "#5c6468", "#b98e6c")
_BOOKS = ("#8a5a44", "#d9cfc0", "#4d5f66", "#a9a08f", "#c7b08a")
_LEAVES = ((0.05, 0.12, 0.035), (0.11, 0.20, 0.10), (0.20, 0.24, 0.15))


@dataclass(frozen=True, slots=True, kw_only=True)
class Props:
    """`picture` (height, width, 4): premultiplied linear light and coverage. `ground_light`
    (height, width): what the props' shadow leaves on the table."""

    picture: Colours
    ground_light: Plane


def table_props(
    stage: Stage,
    rng: np.random.Generator,
    light: Light,
    *,
    edge: float,
    aperture: float,
) -> Props | None:
    """A prop beside the product on a table that ends at depth `edge`, None if there is no room."""
    depth = edge - float(rng.uniform(0.05, 0.15))
    side, room = _free_side(stage, rng)
    if room < _NARROWEST * stage.unit:
        return None
    canvas = Canvas(stage, depth, clear=True)
    kind = str(rng.choice(list(_KINDS)))
    half, draw = _KINDS[kind]
    # Rather cut by the border than hidden by the product.
    border = canvas.right if side > 0 else canvas.left
    place = border + side * (half - float(rng.uniform(0.9, 1.25)) * room * depth / stage.unit)
    width = draw(canvas, rng, place, light)
    picture = canvas.developed(_MORE_BLUR * aperture)
    picture[..., 3] = np.minimum(picture[..., 3], 1.0)
    lit = light.ambient * np.float32(0.55) + light.key * np.float32(0.45)
    picture[..., :3] *= lit * np.float32(light.level)
    return Props(picture=picture, ground_light=_shadow(stage, light, depth, place, width))


def _free_side(stage: Stage, rng: np.random.Generator) -> tuple[int, float]:
    """A side with room for a prop (-1 left, 1 right) and how much, in pixels; the wider side
    more often."""
    left = max(stage.column - stage.product_width / 2, 0.0)
    right = max(stage.width - stage.column - stage.product_width / 2, 0.0)
    on_left = rng.random() * (left**3 + right**3) < left**3
    return (-1, left) if on_left else (1, right)


def _plant(canvas: Canvas, rng: np.random.Generator, place: float, light: Light) -> float:
    """A bushy plant in a pot."""
    width = float(rng.uniform(0.34, 0.46))
    pot = parse_hex(str(rng.choice(_POTS)))
    canvas.body(place, 0.0, width * 0.8, width, pot, lit_from=light.side, waist=-0.15)
    leaf = np.array(_LEAVES[int(rng.integers(3))], np.float32)
    for _ in range(70):
        turn = float(rng.uniform(0.1, np.pi - 0.1))
        reach = width * float(rng.uniform(0.4, 1.35))
        facing = 1.0 + 0.35 * np.cos(turn) * light.side
        canvas.ellipse(
            place + reach * float(np.cos(turn)),
            width + 0.9 * reach * float(np.sin(turn)),
            (0.13, 0.045),
            leaf * np.float32(facing * rng.uniform(0.6, 1.7)),
            turn=turn + float(rng.normal(0, 0.5)),
        )
    return width


def _twigs(canvas: Canvas, rng: np.random.Generator, place: float, light: Light) -> float:
    """A vase with a few leafy twigs."""
    width, tall = float(rng.uniform(0.24, 0.34)), float(rng.uniform(0.45, 0.7))
    vase = parse_hex(str(rng.choice(_POTS)))
    canvas.body(place, 0.0, width, 0.75 * tall, vase, lit_from=light.side)
    canvas.body(place, 0.75 * tall, width, 0.12 * tall, vase, lit_from=light.side, waist=0.5)
    canvas.body(place, 0.87 * tall, 0.5 * width, 0.13 * tall, vase, lit_from=light.side)
    leaf = np.array(_LEAVES[int(rng.integers(3))], np.float32)
    for _ in range(int(rng.integers(4, 7))):
        lean = float(rng.normal(0.0, 0.35))
        for step in np.linspace(0.1, float(rng.uniform(0.6, 1.0)), 9):
            right = place + float(step * np.sin(lean) + 0.15 * lean * step**2)
            above = tall + float(step * np.cos(lean))
            turn = np.pi / 2 - lean + float(rng.choice((-0.8, 0.8)))
            tone = leaf * np.float32(rng.uniform(0.7, 1.6))
            canvas.ellipse(right, above, (0.085, 0.035), tone, turn=turn)
    return width


def _books(canvas: Canvas, rng: np.random.Generator, place: float, light: Light) -> float:
    """A small pile of books with a bowl on it."""
    width, low = float(rng.uniform(0.7, 0.95)), 0.0
    for _ in range(int(rng.integers(2, 4))):
        thick, shift = float(rng.uniform(0.06, 0.12)), float(rng.normal(0.0, 0.03))
        cover = parse_hex(str(rng.choice(_BOOKS))) * np.float32(rng.uniform(0.8, 1.1))
        canvas.box(place - width / 2 + shift, low, width, thick, cover)
        low += thick
        width *= float(rng.uniform(0.85, 1.0))
    bowl = parse_hex(str(rng.choice(_POTS)))
    canvas.body(place, low, 0.3, 0.16, bowl, lit_from=light.side, waist=-0.7)
    return width


_KINDS = {"plant": (0.4, _plant), "twigs": (0.24, _twigs), "books": (0.45, _books)}
"""Half width in units, and what draws it."""


def _shadow(stage: Stage, light: Light, depth: float, place: float, width: float) -> Plane:
    """A soft dark ellipse on the table under a prop, drawn away from the light."""
    rows = np.arange(stage.height, dtype=np.float32)[:, None]
    columns = np.arange(stage.width, dtype=np.float32)[None, :]
    unit = stage.unit / depth
    middle = stage.width / 2 + (stage.column - stage.width / 2) / depth + place * unit
    across = (columns - np.float32(middle)) / np.float32(unit * width)
    across = np.where(across * light.away > 0, across * 0.5, across)  # longer away from the light
    along = (rows - np.float32(stage.row_of(depth))) / np.float32(
        unit * width * stage.foreshortening * 0.8
    )
    return blur((1.0 - 0.6 * np.exp(-(across**2) - along**2)).astype(np.float32), 2.0)
