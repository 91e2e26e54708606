"""Oil painting: brush strokes that follow the forms, large ones first, and catch the light."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane, Rgb
from bot.engines.studio.colour import Colours, from_cielab, to_bytes, to_cielab
from bot.engines.studio.filters_sitter import Sitter
from bot.engines.studio.smoothing import blur
from bot.engines.studio.strokes import grain, lit_relief


@dataclass(frozen=True, slots=True, kw_only=True)
class _Brush:
    """A round of strokes. Lengths in pixels at 1024: half the stroke's width, the distance of the
    strokes and their length. Strokes lie where the canvas is off by more than `tolerance` CIELAB
    units; 0: everywhere."""

    radius: float
    spacing: float
    length: float
    tolerance: float


_BRUSHES = (
    _Brush(radius=14.0, spacing=13.0, length=90.0, tolerance=0.0),
    _Brush(radius=7.5, spacing=8.0, length=64.0, tolerance=3.5),
    _Brush(radius=4.0, spacing=5.6, length=42.0, tolerance=6.0),
    _Brush(radius=2.1, spacing=3.8, length=24.0, tolerance=9.0),
)


def draw_oil(sitter: Sitter) -> Colours:
    """A painting of curved strokes from coarse to fine (Hertzmann, "Painterly rendering with
    curved brush strokes of multiple sizes", 1998), with bristle marks lit from the top left."""
    amount = sitter.amount
    # Colour and body of the paint in one picture of bytes: OpenCV smooths lines only there.
    wet = np.dstack([to_bytes(sitter.picture), np.zeros(sitter.shape, np.uint8)])
    coarse = 0.45 + 0.55 * amount
    brushes = _BRUSHES if sitter.detail > 0.3 else _BRUSHES[:-1]
    for index, brush in enumerate(brushes):
        radius = sitter.px(brush.radius * coarse * (1.25 - 0.5 * sitter.detail))
        reference = blur(sitter.picture, 0.55 * radius)
        strokes = _plan(sitter, brush, radius, reference, wet[..., :3], stream=index)
        _paint(wet, strokes, max(1, round(2 * radius)))
    canvas, height = np.split(wet.astype(np.float32) / np.float32(255.0), [3], axis=-1)
    bristles = _bristles(sitter)
    relief = 0.9 * blur(np.ascontiguousarray(height[..., 0]), 0.7) + 0.55 * bristles
    light = np.clip(lit_relief(relief), -1.0, 1.0)
    lab = to_cielab(np.clip(blur(np.ascontiguousarray(canvas), 0.4 * sitter.scale), 0.0, 1.0))
    lab[..., 0] += np.float32(amount) * (7.5 * light + 1.4 * bristles)
    lab[..., 0] = 50.0 + (lab[..., 0] - 50.0) * np.float32(1.0 + 0.07 * amount)
    lab[..., 1:] *= np.float32(1.0 + 0.16 * amount)
    lab[..., 0] = np.clip(lab[..., 0], 0.0, 100.0)
    return sitter.with_print(from_cielab(lab))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Strokes:
    """Paths (n, points, 2) as x and y in pixels, colours (n, 3) in sRGB, and body (n,): how thick
    the paint of each stroke is."""

    paths: NDArray[np.float32]
    colours: Colours
    body: NDArray[np.float32]


def _plan(
    sitter: Sitter, brush: _Brush, radius: float, reference: Colours, canvas: Rgb, stream: int
) -> _Strokes:
    """Strokes from a jittered grid, along the flow, as long as the colour under them holds."""
    rng = sitter.rng(10 + stream)
    spacing = max(2.0, brush.spacing * radius / brush.radius)
    rows, columns = sitter.shape
    y, x = np.meshgrid(
        np.arange(spacing / 2, rows, spacing),
        np.arange(spacing / 2, columns, spacing),
        indexing="ij",
    )
    x = (x + rng.uniform(-0.5, 0.5, x.shape) * spacing).ravel().clip(0, columns - 1)
    y = (y + rng.uniform(-0.5, 0.5, y.shape) * spacing).ravel().clip(0, rows - 1)
    if brush.tolerance > 0:
        off = np.linalg.norm(to_cielab(np.clip(reference, 0, 1)) - to_cielab(canvas), axis=-1)
        off = blur(off, 0.5 * spacing)
        wanted = off[y.astype(int), x.astype(int)] > brush.tolerance
        x, y = x[wanted], y[wanted]
    order = rng.permutation(len(x))
    return _traced(sitter, brush, radius, reference, x[order], y[order], rng)


def _traced(
    sitter: Sitter,
    brush: _Brush,
    radius: float,
    reference: Colours,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    rng: np.random.Generator,
) -> _Strokes:
    points = 4
    step = np.float32(brush.length * radius / brush.radius / (2 * points))
    start = np.stack([x, y], axis=-1).astype(np.float32)
    colours = _sample(reference, start)
    ways = []
    for sign in (1.0, -1.0):
        place, path = start, []
        heading = np.float32(sign) * _sample(np.stack([sitter.flow.x, sitter.flow.y], -1), start)
        alive = np.ones(len(x), np.bool_)
        for _ in range(points):
            ahead = place + step * heading
            alive = alive & (np.abs(_sample(reference, ahead) - colours).sum(axis=1) < 0.16)
            place = np.where(alive[:, None], ahead, place)
            path.append(place)
            turn = _sample(np.stack([sitter.flow.x, sitter.flow.y], -1), place)
            back = np.where((turn * heading).sum(axis=1) < 0, -1.0, 1.0)
            heading = (turn * back[:, None]).astype(np.float32)
        ways.append(path)
    paths = np.stack([*reversed(ways[1]), start, *ways[0]], axis=1)
    jitter = rng.normal(0.0, 0.016, (len(x), 1)) + rng.normal(0.0, 0.008, (len(x), 3))
    colours = np.clip(colours + np.float32(sitter.amount) * jitter.astype(np.float32), 0.0, 1.0)
    body = rng.uniform(0.0, 1.0, len(x)).astype(np.float32)
    return _Strokes(paths=paths, colours=colours, body=body)


def _sample(values: NDArray[np.float32], places: NDArray[np.float32]) -> NDArray[np.float32]:
    """Values (n, channels) of a picture at places (n, 2), clamped to it."""
    rows, columns = values.shape[:2]
    column = np.clip(np.rint(places[:, 0]), 0, columns - 1).astype(np.intp)
    row = np.clip(np.rint(places[:, 1]), 0, rows - 1).astype(np.intp)
    return values[row, column]


def _paint(wet: NDArray[np.uint8], strokes: _Strokes, thickness: int) -> None:
    """Lay the strokes on the wet picture (height, width, 4): colour and body, in place."""
    paths = np.rint(strokes.paths * 8.0).astype(np.int32)  # fixed point with three binary digits
    paints = np.concatenate([strokes.colours, strokes.body[:, None]], axis=1) * 255.0
    for path, paint in zip(paths, paints.tolist(), strict=True):
        cv2.polylines(wet, [path], False, paint, thickness, cv2.LINE_AA, 3)


def _bristles(sitter: Sitter) -> Plane:
    """Furrows that the brush leaves along its way, mean 0 and deviation 1."""
    noise = grain(sitter.rng(1), sitter.shape, sitter.px(0.8))
    furrows = sitter.flow.smear(noise, levels=3, stride=1.0 * sitter.scale)
    return (furrows - furrows.mean()) / np.float32(furrows.std() + 1e-6)
