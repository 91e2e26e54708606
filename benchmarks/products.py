"""Product photos drawn from numbers, each with its exact mask: shapes that nothing was tuned on.

They look like a catalogue's rejects, which is their use: handles and legs to see through, white on
white, dark on dark, glass, wires, print, soft shadows, noise and JPEG.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A product before it is photographed, all of shape (height, width).

    `cover` is 1 where the product is, `colour` its sRGB from 0 to 1 with shading, (height, width,
    3), and `clear` how much of the scene shines through it (glass), 0 to 1.
    """

    cover: Floats
    colour: Floats
    clear: Floats


class Easel:
    """A canvas of `width` x `height` px on which parts are painted, back to front.

    Coordinates run from 0 to 1 along the shorter side, from the middle of the canvas.
    """

    def __init__(self, height: int, width: int, rng: np.random.Generator) -> None:
        self.rng = rng
        self._scale = float(min(height, width))
        self._middle = (width / 2.0, height / 2.0)
        rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
        self.x: Floats = (columns - self._middle[0]) / self._scale
        self.y: Floats = (rows - self._middle[1]) / self._scale
        self.cover: Floats = np.zeros((height, width), np.float32)
        self.colour: Floats = np.zeros((height, width, 3), np.float32)
        self.clear: Floats = np.zeros((height, width), np.float32)

    def polygon(self, points: list[tuple[float, float]]) -> Floats:
        """Antialiased cover of a polygon."""
        corners = np.array(points, np.float32) * self._scale + self._middle
        canvas = np.zeros(self.cover.shape, np.uint8)
        fixed = np.rint(corners * 16.0).astype(np.int32)
        cv2.fillPoly(canvas, [fixed], 255, lineType=cv2.LINE_AA, shift=4)
        return canvas.astype(np.float32) / 255.0

    def ellipse(self, x: float, y: float, rx: float, ry: float, tilt: float = 0.0) -> Floats:
        """Antialiased cover of an ellipse; `tilt` in radians."""
        turn = np.linspace(0.0, 2.0 * np.pi, 120)
        px, py = rx * np.cos(turn), ry * np.sin(turn)
        c, s = np.cos(tilt), np.sin(tilt)
        return self.polygon(
            list(zip((x + c * px - s * py).tolist(), (y + s * px + c * py).tolist(), strict=True))
        )

    def stroke(self, points: list[tuple[float, float]], thickness: float) -> Floats:
        """Antialiased cover of a line with round ends."""
        corners = np.array(points, np.float32) * self._scale + self._middle
        canvas = np.zeros(self.cover.shape, np.uint8)
        fixed = np.rint(corners * 16.0).astype(np.int32)
        width = max(1, round(thickness * self._scale))
        cv2.polylines(canvas, [fixed], False, 255, width, lineType=cv2.LINE_AA, shift=4)
        return canvas.astype(np.float32) / 255.0

    def paint(self, cover: Floats, colour: Floats, shade: Floats | float, clear: float = 0) -> None:
        """Lay a part over what is there: `colour` (3,) times `shade`."""
        part = cover[..., None]
        lit = np.broadcast_to(np.asarray(shade, np.float32), self.cover.shape)[..., None] * colour
        self.colour = (self.colour * (1.0 - part) + np.clip(lit, 0.0, 1.0) * part).astype(
            np.float32
        )
        self.clear = self.clear * (1.0 - cover) + clear * cover
        self.cover = np.maximum(self.cover, cover)

    def cut(self, cover: Floats) -> None:
        """Take a hole out of everything painted so far."""
        self.cover = self.cover * (1.0 - cover)

    def round_shade(self, x: float, half_width: Floats | float, ambient: float = 0.45) -> Floats:
        """Light on an upright cylinder at `x`, brightest left of its middle."""
        across = np.clip((self.x - x) / np.maximum(half_width, 1e-3), -1.0, 1.0)
        lit = np.clip(np.cos((across + 0.35) * 1.35), 0.0, 1.0)
        return (ambient + (1.0 - ambient) * lit).astype(np.float32)

    def ball_shade(self, x: float, y: float, rx: float, ry: float) -> Floats:
        """Light on an ellipsoid from the upper left, with a highlight."""
        across, down = (self.x - x) / rx, (self.y - y) / ry
        depth = np.sqrt(np.clip(1.0 - across**2 - down**2, 0.0, 1.0))
        lit = np.clip(-0.45 * across - 0.55 * down + 0.7 * depth, 0.0, 1.0)
        return (0.45 + 0.6 * lit + 0.5 * lit**24).astype(np.float32)

    def drawing(self) -> Drawing:
        """What was painted."""
        return Drawing(cover=self.cover, colour=self.colour, clear=self.clear)


def _colour(rng: np.random.Generator) -> Floats:
    """White, near black, grey or a colour of some saturation, in sRGB."""
    kind = rng.choice(["white", "black", "grey", "colour"], p=[0.18, 0.14, 0.13, 0.55])
    if kind == "colour":
        hsv = np.array([[[rng.uniform(0, 360), rng.uniform(0.3, 0.9), rng.uniform(0.3, 0.9)]]])
        return cv2.cvtColor(hsv.astype(np.float32), cv2.COLOR_HSV2RGB)[0, 0]
    level = {"white": rng.uniform(0.88, 0.97), "black": rng.uniform(0.05, 0.16)}.get(
        str(kind), rng.uniform(0.35, 0.7)
    )
    return np.full(3, level, np.float32)


def _print_text(easel: Easel, x: float, y: float, width: float, lines: int) -> None:
    """Bars that stand for a label's lines of text."""
    ink = _colour(easel.rng)
    for line in range(lines):
        top = y + line * 0.035
        half = width * easel.rng.uniform(0.5, 1.0) / 2.0
        bar = easel.polygon(
            [(x - half, top), (x + half, top), (x + half, top + 0.015), (x - half, top + 0.015)]
        )
        easel.paint(bar, ink, 0.9)


def _carton(easel: Easel) -> None:
    rng, colour = easel.rng, _colour(easel.rng)
    w, h, d = rng.uniform(0.14, 0.24), rng.uniform(0.16, 0.3), rng.uniform(0.05, 0.12)
    front = [(-w, -h), (w * 0.6, -h * 1.04), (w * 0.6, h), (-w, h * 0.96)]
    side = [(w * 0.6, -h * 1.04), (w * 0.6 + d, -h), (w * 0.6 + d, h * 0.92), (w * 0.6, h)]
    top = [(-w, -h), (w * 0.6, -h * 1.04), (w * 0.6 + d, -h), (-w + d * 1.4, -h * 0.97)]
    easel.paint(easel.polygon(top), colour, 1.05)
    easel.paint(easel.polygon(side), colour, 0.6)
    easel.paint(easel.polygon(front), colour, 0.9)
    panel = [(-w * 0.7, -h * 0.4), (w * 0.4, -h * 0.4), (w * 0.4, h * 0.4), (-w * 0.7, h * 0.4)]
    easel.paint(easel.polygon(panel), _colour(rng), 0.95)
    _print_text(easel, -w * 0.15, -h * 0.25, w * 0.8, 4)


def _profile(easel: Easel, knots: list[tuple[float, float]]) -> Floats:
    """Half widths of a turned shape by row, from (y, half width) knots."""
    y, half = zip(*knots, strict=True)
    return np.interp(easel.y, y, half, left=0.0, right=0.0).astype(np.float32)


def _turned(easel: Easel, knots: list[tuple[float, float]], colour: Floats) -> None:
    half = _profile(easel, knots)
    edge = 1.2 / min(easel.cover.shape)
    cover = np.clip((half - np.abs(easel.x)) / edge + 0.5, 0.0, 1.0) * (half > 0.0)
    easel.paint(cover.astype(np.float32), colour, easel.round_shade(0.0, half))


def _bottle(easel: Easel) -> None:
    rng = easel.rng
    w, h = rng.uniform(0.08, 0.14), rng.uniform(0.26, 0.36)
    neck = w * rng.uniform(0.3, 0.6)
    body = [(-h * 0.7, neck), (-h * 0.45, neck), (-h * 0.2, w), (h * 0.95, w), (h, w * 0.93)]
    _turned(easel, body, _colour(rng))
    _turned(easel, [(-h, neck * 1.2), (-h * 0.7, neck * 1.25)], _colour(rng))
    _turned(easel, [(0.05, w * 1.003), (0.05 + h * 0.5, w * 1.003)], _colour(rng))
    _print_text(easel, 0.0, 0.09, w * 1.3, 3)


def _vase(easel: Easel) -> None:
    rng = easel.rng
    w, h = rng.uniform(0.14, 0.2), rng.uniform(0.25, 0.34)
    y = np.linspace(-h, h, 24)
    half = w * (0.62 + 0.38 * np.sin((y / h) * 2.2 + 0.4)) + 0.01
    _turned(easel, list(zip(y.tolist(), half.tolist(), strict=True)), _colour(rng))


def _mug(easel: Easel) -> None:
    rng, colour = easel.rng, _colour(easel.rng)
    w, h = rng.uniform(0.13, 0.17), rng.uniform(0.14, 0.2)
    easel.paint(easel.ellipse(w * 1.05, 0.0, w * 0.75, h * 0.62), colour, 0.8)
    easel.cut(easel.ellipse(w * 1.05, 0.0, w * 0.48, h * 0.38))
    _turned(easel, [(-h, w), (h * 0.93, w), (h, w * 0.9)], colour)
    easel.paint(easel.ellipse(0.0, -h, w, w * 0.22), colour, 0.7)
    _print_text(easel, -0.02, -0.03, w, 2)


def _ring(easel: Easel) -> None:
    rng = easel.rng
    radius, band = rng.uniform(0.16, 0.24), rng.uniform(0.02, 0.06)
    metal = np.array([[0.83, 0.66, 0.3], [0.75, 0.75, 0.77], [0.8, 0.5, 0.38]], np.float32)
    turn = np.arctan2(easel.y, easel.x)
    shade = (0.75 + 0.3 * np.sin(3.0 * turn + rng.uniform(0, 6))).astype(np.float32)
    easel.paint(easel.ellipse(0, 0, radius, radius), metal[rng.integers(3)], shade)
    easel.cut(easel.ellipse(0, 0, radius - band, radius - band))


def _stool(easel: Easel) -> None:
    rng, legs, seat = easel.rng, _colour(easel.rng), _colour(easel.rng)
    w, h, thick = rng.uniform(0.12, 0.18), rng.uniform(0.2, 0.28), rng.uniform(0.012, 0.03)
    for side, foot in ((-0.8, -1.25), (0.85, 1.3), (-0.4, -0.55), (0.45, 0.6)):
        easel.paint(
            easel.stroke([(side * w, -h * 0.6), (foot * w, h)], thick), legs, rng.uniform(0.6, 1)
        )
    easel.paint(easel.stroke([(-w * 1.0, h * 0.35), (w * 1.05, h * 0.35)], thick * 0.8), legs, 0.75)
    easel.paint(easel.ellipse(0, -h * 0.6, w * 1.15, w * 0.35), seat, 0.9)


def _shoe(easel: Easel) -> None:
    rng = easel.rng
    parts = [(0.1, 0.02, 0.2, 0.09), (-0.08, -0.03, 0.14, 0.13), (-0.15, -0.06, 0.09, 0.13)]
    blob = np.zeros_like(easel.cover)
    for x, y, rx, ry in parts:
        blob = np.maximum(blob, easel.ellipse(x, y, rx, ry))
    smooth = cv2.GaussianBlur(blob, (0, 0), min(easel.cover.shape) / 60.0)
    upper = np.clip((smooth - 0.5) * min(easel.cover.shape) / 14.0 + 0.5, 0, 1)
    upper = (upper * (easel.y < 0.09)).astype(np.float32)
    easel.paint(upper, _colour(rng), easel.ball_shade(-0.02, -0.02, 0.34, 0.2))
    sole = [(-0.25, 0.06), (0.3, 0.06), (0.31, 0.09), (0.28, 0.115), (-0.23, 0.115), (-0.26, 0.09)]
    easel.paint(easel.polygon(sole), _colour(rng), 0.92)
    for lace in range(3):
        x = 0.02 + lace * 0.04
        easel.paint(easel.stroke([(x, -0.08), (x + 0.05, -0.05)], 0.01), _colour(rng), 0.9)


def _plant(easel: Easel) -> None:
    rng = easel.rng
    green = np.array([0.2, 0.5, 0.2], np.float32) * rng.uniform(0.7, 1.3, 3).astype(np.float32)
    for _ in range(rng.integers(5, 10)):
        lean, reach = rng.uniform(-0.22, 0.22), rng.uniform(0.2, 0.34)
        tip = (lean, 0.05 - reach)
        bend = (lean * 0.4, 0.05 - reach * 0.7)
        base = rng.uniform(0.015, 0.03)
        leaf = [(-base, 0.06), (bend[0] - base, bend[1]), tip, (bend[0] + base, bend[1])]
        easel.paint(easel.polygon([*leaf, (base, 0.06)]), green, rng.uniform(0.7, 1.2))
    pot = [(-0.13, 0.04), (0.13, 0.04), (0.1, 0.28), (-0.1, 0.28)]
    easel.paint(easel.polygon(pot), _colour(rng), easel.round_shade(0.0, 0.13))


def _spectacles(easel: Easel) -> None:
    rng, frame = easel.rng, _colour(easel.rng)
    tint = np.full(3, rng.uniform(0.08, 0.3), np.float32)
    band = rng.uniform(0.012, 0.025)
    for side in (-0.14, 0.14):
        easel.paint(easel.ellipse(side, 0, 0.11, 0.09), frame, 0.9)
        easel.paint(easel.ellipse(side, 0, 0.11 - band, 0.09 - band), tint, 1.0)
        outer = side + np.sign(side) * 0.11
        arm = [(outer, -0.02), (outer + np.sign(side) * 0.04, -0.1), (outer, -0.16)]
        easel.paint(easel.stroke([(float(x), y) for x, y in arm], band), frame, 0.8)
    easel.paint(easel.stroke([(-0.04, -0.02), (0.04, -0.02)], band), frame, 0.9)


def _lamp(easel: Easel) -> None:
    rng, metal = easel.rng, _colour(easel.rng)
    h, thick = rng.uniform(0.26, 0.34), rng.uniform(0.01, 0.025)
    easel.paint(easel.ellipse(0, h, 0.12, 0.03), metal, 0.8)
    easel.paint(easel.stroke([(0, h), (0, -h * 0.4)], thick), metal, 0.9)
    shade = [(-0.08, -h), (0.08, -h), (0.15, -h * 0.35), (-0.15, -h * 0.35)]
    easel.paint(easel.polygon(shade), _colour(rng), easel.round_shade(0.0, 0.15, 0.6))


def _ball(easel: Easel) -> None:
    rx, ry = easel.rng.uniform(0.12, 0.22, 2)
    easel.paint(easel.ellipse(0, 0, rx, ry), _colour(easel.rng), easel.ball_shade(0, 0, rx, ry))


def _glass(easel: Easel) -> None:
    """Clear glass: the rim darkens the scene, the middle lets it through, two highlights."""
    rng = easel.rng
    w, h = rng.uniform(0.1, 0.15), rng.uniform(0.2, 0.3)
    half = _profile(easel, [(-h, w * 0.9), (h * 0.8, w), (h, w * 0.9)])
    inside = np.clip((half - np.abs(easel.x)) * min(easel.cover.shape) + 0.5, 0, 1) * (half > 0)
    rim = np.clip(np.abs(easel.x) / np.maximum(half, 1e-3), 0, 1) ** 10
    rim = np.maximum(rim, np.clip((easel.y - h * 0.86) / 0.02, 0, 1) * 0.8)
    easel.paint(inside.astype(np.float32), np.full(3, rng.uniform(0.2, 0.4), np.float32), 1.0)
    easel.clear = (inside * np.clip(0.96 - 0.7 * rim, 0, 1)).astype(np.float32)
    shine = easel.polygon(
        [(-w * 0.6, -h * 0.7), (-w * 0.45, -h * 0.7), (-w * 0.45, h * 0.4), (-w * 0.6, h * 0.4)]
    )
    easel.paint(shine * inside.astype(np.float32), np.ones(3, np.float32), 1.0, clear=0.3)


PRODUCTS: dict[str, Callable[[Easel], None]] = {
    "carton": _carton,
    "bottle": _bottle,
    "vase": _vase,
    "mug": _mug,
    "ring": _ring,
    "stool": _stool,
    "shoe": _shoe,
    "plant": _plant,
    "spectacles": _spectacles,
    "lamp": _lamp,
    "ball": _ball,
    "glass": _glass,
}


def draw(product: str, *, height: int, width: int, rng: np.random.Generator) -> Drawing:
    """One product on an empty canvas. Raises `KeyError` for a product that is not drawn here."""
    easel = Easel(height, width, rng)
    PRODUCTS[product](easel)
    return easel.drawing()
