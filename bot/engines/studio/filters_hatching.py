"""Hatching as a pen does it: strokes across the form, evenly spaced, each drawn by hand."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from bot.engines.arrays import Plane
from bot.engines.studio.smoothing import at_least, blur, resize

_FIELD_SIDE = 256
"""Directions and places of strokes are found with the longer side at this many pixels."""
_REACHES = (6.0, 20.0, 60.0)
"""Sigmas in pixels over which an edge's direction spreads into the areas between."""
_FALL = 0.4
"""What the next wider reach counts against the last one."""
_LEVEL = 2e-5
"""Weight of a level direction, which holds where there are no edges at all."""
_STEEPEST = 1.1
"""Radians that strokes lean at most before a layer turns them: an upright edge has no side that
strokes could come from."""
_NIB = 1.15
"""Width of the thinnest stroke in pixels at 1024."""
_RAGGED = 0.09
"""How far in depth one stroke ends before or after its neighbours."""
_UNEVEN = 0.14
"""How much wider or narrower one stroke is than its neighbours, as a share."""
_STROKES = 512
"""Strokes that differ from one another; then they repeat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hatch:
    """One layer of strokes that lie side by side.

    `place` (height, width) counts strokes: a stroke runs where it is a whole number and a half.
    `spacing` (height, width) is the distance of two strokes in pixels.
    """

    place: Plane
    spacing: Plane

    @classmethod
    def across(cls, lean: Plane, *, turn: float, pitch: float) -> Hatch:
        """Strokes along a field of directions.

        `lean` is (rows, columns) in radians from the x axis, downwards, at any size and any shape;
        `turn` is added to it. `pitch` is the mean distance of strokes in pixels of that field. A
        field whose strokes would run together has no even spacing; the strokes take the places
        that are most even in the sense of least squares (Poisson's equation).
        """
        angle = lean + np.float32(turn)
        place = _potential(-np.sin(angle), np.cos(angle)) / np.float32(pitch)
        return cls(place=place, spacing=np.full(lean.shape, pitch, np.float32))

    def at(self, shape: tuple[int, int]) -> Hatch:
        """The layer at full size; `spacing` is measured there."""
        place = resize(self.place, shape, smooth=True)
        slope_x = np.asarray(cv2.Sobel(self.place, cv2.CV_32F, 1, 0, scale=0.125), np.float32)
        slope_y = np.asarray(cv2.Sobel(self.place, cv2.CV_32F, 0, 1, scale=0.125), np.float32)
        factor = np.float32(max(shape) / max(self.place.shape))
        spacing = factor / at_least(np.hypot(slope_x, slope_y), 1e-3)
        return Hatch(place=place, spacing=resize(spacing, shape))

    def drawn(
        self, depth: Plane, wobble: Plane, *, width: float, scale: float, rng: np.random.Generator
    ) -> Plane:
        """Ink of the strokes, (height, width), 0 to 1.

        `depth` (0 to 1) is how dark the layer is: strokes widen with it from the nib's width to
        `width`, a share of their spacing, and end where it is 0. `wobble` moves them, in
        spacings. `scale` is the picture's longer side over 1024.
        """
        place = self.place + wobble
        stroke = np.floor(place).astype(np.int32) % _STROKES
        offset = np.abs(place - np.floor(place) - np.float32(0.5)) * self.spacing
        early = (_RAGGED * rng.standard_normal(_STROKES).astype(np.float32))[stroke]
        uneven = 1.0 + (_UNEVEN * rng.standard_normal(_STROKES).astype(np.float32))[stroke]
        there = np.clip((depth + early) / np.float32(0.12), 0.0, 1.0) * (depth > 0.01)
        nib = np.float32(_NIB * scale)
        wide = at_least(np.float32(width) * self.spacing - nib, 0.0)
        half = 0.5 * (nib + wide * depth) * uneven * there
        return np.clip(half - offset + 0.5, 0.0, 1.0) * there


def form_lean(lightness: Plane, product: Plane | None) -> Plane:
    """Direction across the form for hatching: (rows, columns) in radians, at most 256 on a side.

    `lightness` is 0 to 1 and `product` the mask's alpha, both (height, width). Edges that lie
    rather than stand say how a form turns: the rim and the foot of a mug, the edges of a box as
    they recede. Their directions spread into the areas between (normalised convolution, Knutsson
    and Westin, 1993).
    """
    longest = max(lightness.shape)
    factor = min(1.0, _FIELD_SIDE / longest)
    size = tuple(max(4, round(side * factor)) for side in lightness.shape)
    light = resize(lightness, (size[0], size[1]))
    if product is None:
        twice_x, twice_y = _leaning_edges(light)
    else:
        # The outline by itself: the scene behind it says nothing about the form.
        inside = resize(product, (size[0], size[1]))
        mean = float((light * inside).sum() / max(float(inside.sum()), 1e-3))
        inner = mean + (light - mean) * inside
        outline_x, outline_y = _leaning_edges(inside)
        twice_x, twice_y = _leaning_edges(inner)
        twice_x, twice_y = twice_x + outline_x, twice_y + outline_y
    x, y = np.full(light.shape, _LEVEL, np.float32), np.zeros(light.shape, np.float32)
    share = 1.0
    for reach in _REACHES:
        sigma = reach * max(light.shape) / _FIELD_SIDE
        x += np.float32(share) * blur(twice_x, sigma)
        y += np.float32(share) * blur(twice_y, sigma)
        share *= _FALL
    lean = 0.5 * np.arctan2(y, x)
    return np.asarray(_STEEPEST * np.tanh(lean / _STEEPEST), np.float32)


def _leaning_edges(plane: Plane) -> tuple[Plane, Plane]:
    """Edges as vectors of twice their direction, strong where they are sharp and lie."""
    dx = np.asarray(cv2.Scharr(plane, cv2.CV_32F, 1, 0, scale=1 / 32), np.float32)
    dy = np.asarray(cv2.Scharr(plane, cv2.CV_32F, 0, 1, scale=1 / 32), np.float32)
    strength = at_least(dx * dx + dy * dy, 1e-12)
    lies = (dy * dy / strength) ** 2
    # The edge's direction is at right angles to (dx, dy); doubled, (dy^2 - dx^2, -2 dx dy).
    return lies * (dy * dy - dx * dx), lies * np.float32(-2.0) * dx * dy


def _potential(x: Plane, y: Plane) -> Plane:
    """The plane whose slopes are nearest to (`x`, `y`), by the discrete cosine transform."""
    rows, columns = x.shape
    even = (rows + rows % 2, columns + columns % 2)  # cv2.dct takes nothing else
    x, y = (np.pad(p, ((0, even[0] - rows), (0, even[1] - columns)), mode="edge") for p in (x, y))
    between_x, between_y = 0.5 * (x[:, 1:] + x[:, :-1]), 0.5 * (y[1:] + y[:-1])
    divergence = np.zeros(even, np.float64)
    divergence[:, :-1] += between_x
    divergence[:, 1:] -= between_x
    divergence[:-1] += between_y
    divergence[1:] -= between_y
    frequency_y = 2.0 * np.cos(np.pi * np.arange(even[0]) / even[0]) - 2.0
    frequency_x = 2.0 * np.cos(np.pi * np.arange(even[1]) / even[1]) - 2.0
    laplace = frequency_y[:, None] + frequency_x[None, :]
    laplace[0, 0] = 1.0
    spectrum = np.asarray(cv2.dct(divergence), np.float64) / laplace
    spectrum[0, 0] = 0.0
    return np.asarray(cv2.idct(spectrum)[:rows, :columns], np.float32)
