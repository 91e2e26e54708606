"""Light: the key light of a scene, and the window or foliage that it falls through.

Sunlight is parallel. Everything that stands in its way is drawn once, on the upright plane through
the product that runs from front to back; a point of the scene is traced back along the light to
that plane. One drawing thus gives patches on table and wall that fit each other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane
from bot.engines.studio.colour import Colours, luminance
from bot.engines.studio.perspective import Stage
from bot.engines.studio.sampling import gaussian, looked_up

_RASTER = 320
"""Side of a gobo's drawing in pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """Key light and ambient light of a scene.

    `side` is where the key comes from: -1 left, 1 right. `key` and `ambient` are linear colours
    of luminance 1; `key_share` is the key's share of the light on the ground, 0 to 1.
    `elevation` is the tangent of the key's height, `recede` how far it travels back for each unit
    it travels sideways. `softness` is the width of a shadow's edge per unit of height.
    `level` is the brightness of the scene against daylight (1).
    """

    side: int
    key: Colours
    ambient: Colours
    key_share: float
    elevation: float
    recede: float
    softness: float
    level: float = 1.0

    @property
    def away(self) -> int:
        """The side that shadows fall to: 1 right, -1 left."""
        return -self.side


def warmth(kelvin: float) -> Colours:
    """Linear colour of a light of `kelvin` on a picture balanced for 5600 K, luminance 1.

    A gentle fit by hand: red and blue move with the reciprocal temperature (mired).
    """
    mired = 1e6 / kelvin - 1e6 / 5600.0
    colour = np.array([np.exp(0.0042 * mired), 1.0, np.exp(-0.0062 * mired)], np.float32)
    return colour / np.float32(luminance(colour))


def jittered(rng: np.random.Generator, light: Light) -> Light:
    """A light like `light`, as another hour of the day would have it."""
    return replace(
        light,
        elevation=light.elevation * float(rng.uniform(0.85, 1.2)),
        recede=light.recede * float(rng.uniform(0.6, 1.3)),
        key_share=float(np.clip(light.key_share * rng.uniform(0.9, 1.1), 0.0, 0.9)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gobo:
    """What the key light falls through: `drawing` is (_RASTER, _RASTER), 1 where it passes.

    It covers `span` units in depth (columns) and height (rows), the product's base at its middle.
    """

    drawing: Plane
    span: float

    def sunlit(self, light: Light, right: Plane, above: Plane, behind: Plane) -> Plane:
        """How much key light reaches points given in units from the product's base, 0 to 1."""
        towards = right * np.float32(-light.side)  # way travelled since the product's plane
        depth = behind - towards * np.float32(light.recede)
        height = above + towards * np.float32(light.elevation)
        scale, middle = np.float32(_RASTER / self.span), np.float32(_RASTER / 2)
        columns, rows = depth * scale + middle, middle - height * scale
        return looked_up(self.drawing, columns, rows, border=cv2.BORDER_REPLICATE)


def window(rng: np.random.Generator, *, softness: float) -> Gobo:
    """A window with glazing bars, its lit panes around the product."""
    span = 9.0
    drawing = np.zeros((_RASTER, _RASTER), np.float32)
    pane_width, pane_height = float(rng.uniform(1.0, 1.7)), float(rng.uniform(0.9, 1.5))
    bar = float(rng.uniform(0.10, 0.18))
    left = -pane_width * float(rng.uniform(0.30, 0.62))
    low = -pane_height * float(rng.uniform(0.35, 0.65)) - pane_height
    rows = int(rng.integers(3, 5))
    for column in range(4):
        for row in range(rows):
            depth, height = left + column * pane_width, low + row * pane_height
            _fill(drawing, span, depth, height, pane_width - bar, pane_height - bar)
    return Gobo(drawing=_blurred(drawing, span, softness), span=span)


def blinds(rng: np.random.Generator, *, softness: float) -> Gobo:
    """Venetian blinds, half open."""
    span = 8.0
    drawing = np.zeros((_RASTER, _RASTER), np.float32)
    pitch, open_share = float(rng.uniform(0.22, 0.34)), float(rng.uniform(0.55, 0.7))
    first = float(rng.uniform(-1.0, 0.0)) * pitch
    for slat in range(-12, 13):
        _fill(drawing, span, -1.4, first + slat * pitch, 5.0, pitch * open_share)
    return Gobo(drawing=_blurred(drawing, span, softness), span=span)


def foliage(rng: np.random.Generator, *, softness: float) -> Gobo:
    """Leaves on branches before the sun, clear around the product."""
    span = 9.0
    drawing = np.ones((_RASTER, _RASTER), np.float32)
    scale = _RASTER / span
    for _ in range(int(rng.integers(9, 14))):
        start = np.array([rng.uniform(-2.0, 4.4), rng.uniform(-1.6, 3.4)])
        heading = float(rng.uniform(0, 2 * np.pi))
        ahead = start + 0.6 * np.array([np.cos(heading), np.sin(heading)])
        if min(np.hypot(*start), np.hypot(*ahead)) < 0.9:
            continue
        middle = start * scale * (1.0, -1.0) + _RASTER / 2
        _branch(rng, drawing, middle, heading, scale)
    return Gobo(drawing=_blurred(drawing, span, softness), span=span)


def any_gobo(rng: np.random.Generator, *, softness: float) -> Gobo:
    """What the sun falls through: mostly a window, at times leaves or blinds."""
    choice = rng.random()
    if choice < 0.6:
        return window(rng, softness=softness)
    return foliage(rng, softness=softness) if choice < 0.8 else blinds(rng, softness=softness)


def _branch(
    rng: np.random.Generator,
    drawing: Plane,
    start: NDArray[np.float64],
    heading: float,
    scale: float,
) -> None:
    """A twig with leaves on both sides, dark on the drawing."""
    point = start.copy()
    length = 0.42 * scale * float(rng.uniform(0.8, 1.3))
    for leaf in range(int(rng.integers(7, 12))):
        side = 1.0 if leaf % 2 else -1.0
        direction = heading + side * float(rng.uniform(0.5, 0.95))
        middle = point + 0.5 * length * np.array([np.cos(direction), np.sin(direction)])
        axes = (length * 0.55, length * float(rng.uniform(0.13, 0.2)))
        box = ((float(middle[0]), float(middle[1])), (2 * axes[0], 2 * axes[1]))
        cv2.ellipse(drawing, (*box, float(np.degrees(direction))), 0.0, -1, cv2.LINE_8)
        point += 0.15 * scale * np.array([np.cos(heading), np.sin(heading)])
        heading += float(rng.normal(0, 0.12))
        length *= 0.94


def _fill(
    drawing: Plane, span: float, depth: float, height: float, width: float, tall: float
) -> None:
    """Let light through a rectangle given in units from the product's base."""
    scale, middle = _RASTER / span, _RASTER / 2
    first_column, last_column = middle + depth * scale, middle + (depth + width) * scale
    first_row, last_row = middle - (height + tall) * scale, middle - height * scale
    corners = np.array(
        [
            [first_column, first_row],
            [last_column, first_row],
            [last_column, last_row],
            [first_column, last_row],
        ]
    )
    fixed = np.round(corners * 16).astype(np.int32)  # cv2 takes 4 fractional bits
    cv2.fillConvexPoly(drawing, fixed, 1.0, cv2.LINE_8, 4)


def _blurred(drawing: Plane, span: float, softness: float) -> Plane:
    return gaussian(drawing, max(0.6, softness * _RASTER / span))


def falloff(stage: Stage, light: Light, rows: Plane, columns: Plane, strength: float) -> Plane:
    """Key light dying away from its side: 1 near the product, brighter towards the light.

    `rows` and `columns` are (n, 1) and (1, m) pixel positions; returns (n, m).
    """
    across = (columns - np.float32(stage.column)) / np.float32(stage.unit) * light.side
    up = (np.float32(stage.base_row) - rows) / np.float32(stage.unit)
    lobe = np.exp(-(((across - 0.35) / 1.0) ** 2) - ((up - 0.25) / 1.1) ** 2)
    return 1.0 + np.float32(strength) * (lobe - np.float32(0.86))
