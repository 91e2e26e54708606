"""Drawn products put on a backdrop and photographed: shadow, light, noise and JPEG."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.picture_files import through_jpeg
from benchmarks.products import PRODUCTS, Drawing, Floats, draw

BACKDROPS = ("white", "grey", "colour", "dark", "clutter")
"""Kinds of background; all but the last are plain."""
SIDES = (512, 1600)
"""Longer sides in pixels between which a photo's size is drawn where none is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A photo with its exact mask: `rgb` (height, width, 3) uint8, `mask` (height, width) bool."""

    name: str
    background: str
    rgb: NDArray[np.uint8]
    mask: NDArray[np.bool_]


def generated(
    *, side: int | None, rounds: int, seed: int, backdrops: tuple[str, ...] = BACKDROPS
) -> Iterator[Sample]:
    """Every product on every backdrop, `rounds` times each; the same seed, the same photos.

    `side` is the longer side in pixels; with None each photo has a size of its own.
    """
    for number in range(rounds):
        for product in PRODUCTS:
            for background in backdrops:
                entropy = [seed, number, *map(ord, product), *map(ord, background)]
                rng = np.random.default_rng(entropy)
                size = side or int(np.random.default_rng([*entropy, 1]).integers(*SIDES))
                yield photograph(product, background, side=size, rng=rng)


def photograph(product: str, background: str, *, side: int, rng: np.random.Generator) -> Sample:
    """One product on one kind of backdrop, `side` px on its longer side."""
    height, width = side, round(side * rng.uniform(0.78, 1.0))
    if rng.random() < 0.3:
        height, width = width, height
    drawing = _placed(draw(product, height=height, width=width, rng=rng), rng)
    backdrop = _backdrop(background, height, width, rng)
    lit = backdrop * (1.0 - _shadow(drawing.cover, rng)[..., None])
    cover = drawing.cover[..., None]
    through = drawing.clear[..., None]
    picture = lit * (1.0 - cover) + cover * (
        drawing.colour * (1.0 - through) + lit * through * 0.98
    )
    if background == "white":  # overexposed, as shops like it: the backdrop burns out
        picture = picture * rng.uniform(1.0, 1.12)
    rgb = _camera(picture, rng)
    return Sample(
        name=f"{product}-{background}", background=background, rgb=rgb, mask=drawing.cover > 0.5
    )


def _placed(drawing: Drawing, rng: np.random.Generator) -> Drawing:
    """Tilted, scaled and shifted a little, as a hand-held camera sees it."""
    height, width = drawing.cover.shape
    middle = (width / 2, height / 2)
    turn = cv2.getRotationMatrix2D(middle, rng.uniform(-5, 5), rng.uniform(0.85, 1.3))
    move = np.asarray(turn, np.float64)
    move[:, 2] += rng.uniform(-0.05, 0.05, 2) * (width, height)
    if rng.random() < 0.5:
        move[0] = -move[0]
        move[0, 2] += width

    def warp(plane: Floats) -> Floats:
        moved = cv2.warpAffine(plane, move, (width, height), flags=cv2.INTER_AREA)
        return np.asarray(moved, np.float32)

    return Drawing(
        cover=warp(drawing.cover), colour=warp(drawing.colour), clear=warp(drawing.clear)
    )


def _shadow(cover: Floats, rng: np.random.Generator) -> Floats:
    """Darkening of the backdrop: tight where the product stands, long and soft to one side."""
    height, width = cover.shape
    rows = np.flatnonzero(cover.max(axis=1) > 0.5)
    foot = int(rows[-1])
    lean, squash = rng.uniform(-0.8, 0.8), rng.uniform(0.15, 0.4)
    flat = np.array(
        [[1.0, -lean * squash, lean * squash * foot], [0.0, squash, foot * (1.0 - squash)]],
        np.float32,
    )
    cast = cv2.warpAffine(cover, flat, (width, height), flags=cv2.INTER_AREA)
    blur = min(height, width)
    contact = cv2.GaussianBlur(cast, (0, 0), blur * rng.uniform(0.006, 0.015))
    wide = cv2.GaussianBlur(cast, (0, 0), blur * rng.uniform(0.02, 0.06))
    tight = np.exp(-np.abs(np.arange(height) - foot) / (0.04 * blur))[:, None]
    depth = rng.uniform(0.08, 0.35)
    return np.clip(depth * wide + 0.3 * contact * tight, 0.0, 0.8).astype(np.float32)


def _backdrop(kind: str, height: int, width: int, rng: np.random.Generator) -> Floats:
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    y, x = rows / height - 0.5, columns / width - 0.5
    if kind == "clutter":
        return _clutter(height, width, rng)
    base = {
        "white": np.full(3, rng.uniform(0.93, 1.0)),
        "grey": np.full(3, rng.uniform(0.4, 0.8)) + rng.uniform(-0.02, 0.02, 3),
        "colour": rng.uniform(0.25, 0.85, 3),
        "dark": np.full(3, rng.uniform(0.06, 0.2)) + rng.uniform(-0.01, 0.01, 3),
    }[kind]
    slope, turn = rng.uniform(0.0, 0.12 if kind == "white" else 0.3), rng.uniform(0, 2 * np.pi)
    light = 1.0 + slope * (np.cos(turn) * x + np.sin(turn) * y)
    light -= rng.uniform(0.0, 0.25) * (x**2 + y**2)
    horizon, softness = rng.uniform(-0.1, 0.3), rng.uniform(0.02, 0.15)
    light += rng.uniform(-0.06, 0.06) * np.tanh((y - horizon) / softness)
    return (base * light[..., None]).astype(np.float32)


def _clutter(height: int, width: int, rng: np.random.Generator) -> Floats:
    """A room full of things, more or less out of focus."""
    scene = np.ones((height, width, 3), np.float32) * rng.uniform(0.2, 0.8, 3).astype(np.float32)
    for _ in range(rng.integers(15, 40)):
        centre = (int(rng.integers(width)), int(rng.integers(height)))
        size = (int(rng.integers(10, width // 4)), int(rng.integers(10, height // 4)))
        tint = [float(v) for v in rng.uniform(0.05, 0.95, 3)]
        cv2.ellipse(scene, centre, size, float(rng.uniform(0, 180)), 0, 360, tint, -1, cv2.LINE_AA)
    grain = rng.normal(0, 0.08, (height // 4, width // 4, 3)).astype(np.float32)
    scene += cv2.resize(grain, (width, height), interpolation=cv2.INTER_LINEAR)
    blur = rng.uniform(0.8, 0.02 * min(height, width))
    return np.asarray(cv2.GaussianBlur(scene, (0, 0), blur), np.float32)


def _camera(picture: Floats, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Lens blur, sensor noise, clipping and JPEG."""
    soft = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.4, 1.1))
    grain = rng.normal(0, rng.uniform(0.001, 0.012), picture.shape)
    noisy = soft + grain.astype(np.float32)
    rgb = np.rint(np.clip(noisy, 0, 1) * 255).astype(np.uint8)
    quality = int(rng.integers(70, 96))
    return through_jpeg(rgb, quality)
