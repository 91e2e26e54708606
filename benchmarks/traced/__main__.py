"""Render product photos with exact masks for `benchmarks/masks.py`, by path tracing.

Run as `python -m benchmarks.traced FOLDER [--seed N] [--products NAME ...]` in an environment of
its own with Mitsuba 3 (`pip install mitsuba opencv-python-headless`): Restage needs none of it. A
photo takes about 20 s on two cores. The folder gets photos, masks and an `index.json`; those in
`benchmarks/traced/photos` are of seed 1. A set too large to keep, 21 more products with labels and
glass in softer light, is rendered anew by `--goods --seed 7 --sides 1024 --softbox 0.5 1.6
--png-from 88 --samples 16`, in half an hour; the README's figures are of 30 of its photos: both
backdrops of the first 15 products in `goods.py`.

Light, camera, colours, size (512 to 1600 px) and JPEG quality (70 to 95) come from the seed.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import mitsuba
import numpy as np
from numpy.typing import NDArray

from benchmarks.traced.goods import GOODS
from benchmarks.traced.products import PRODUCTS
from benchmarks.traced.studio import Move, Point, Shape, Studio

EVERY = {**PRODUCTS, **GOODS}
BACKDROPS = ("white", "grey")
COLOUR_NOISE, GRAIN = 4.0, (0.3, 1.8)
"""Strength of the camera's noise reduction, and the grain that is left, in 8-bit steps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What is drawn from `seed`: `sides` are the longer sides that a photo may have, in pixels,
    `softbox` the least and the most half width of the key light, in sizes of the product. Instead
    of a JPEG of quality `png_from` or more it is a PNG. `samples` are the paths per pixel of a
    photo of 720 px; larger photos get fewer, since all are looked at small."""

    seed: int = 1
    sides: tuple[int, ...] = (512, 640, 800, 1024, 1280, 1600)
    softbox: tuple[float, float] = (0.4, 1.0)
    png_from: int = 101
    samples: int = 64


def _lights(
    rng: np.random.Generator, size: float, ambient: float, widths: tuple[float, float]
) -> dict[str, Shape]:
    """A key light from one side, a weak one from the other, and some from all around."""
    side, power = float(rng.choice([-1, 1])), float(rng.uniform(8, 14))

    def softbox(at: Point, width: float, radiance: float) -> Shape:
        place = Move().look_at(origin=[size * v for v in at], target=[0, 0, 0.2], up=[0, 0.1, 1])
        return {
            "type": "rectangle",
            "to_world": place.scale([width * size, width * size, 1]),
            "emitter": {"type": "area", "radiance": {"type": "rgb", "value": [radiance] * 3}},
        }

    return {
        "key": softbox(
            (side * float(rng.uniform(1.2, 2.6)), float(rng.uniform(-2.2, -0.8)), 2.6),
            float(rng.uniform(*widths)),
            power * float(rng.uniform(1.0, 2.0)),
        ),
        "fill": softbox((-side * 2.6, -2.2, 1.8), 1.0, power * float(rng.uniform(0.15, 0.5))),
        "all_around": {
            "type": "constant",
            "radiance": {"type": "rgb", "value": [ambient] * 3},
        },
    }


def _camera_at(
    rng: np.random.Generator,
    low: NDArray[np.floating],
    high: NDArray[np.floating],
    shape: tuple[int, int],
) -> Shape:
    """A camera of `shape` (height, width) pixels that has the whole product in view."""
    size, middle = float(np.linalg.norm(high - low)), float(low[2] + high[2]) / 2
    elevation, view = math.radians(rng.uniform(6, 32)), float(rng.uniform(22, 34))
    distance = size / (2 * math.tan(math.radians(view / 2))) * float(rng.uniform(1.05, 1.5))
    aim = [
        float(rng.uniform(-0.06, 0.06)) * size,
        0,
        middle + float(rng.uniform(-0.05, 0.05)) * size,
    ]
    eye = [aim[0], -distance * math.cos(elevation), aim[2] + distance * math.sin(elevation)]
    return {
        "type": "perspective",
        "fov": view,
        "fov_axis": "smaller",
        "to_world": Move().look_at(origin=eye, target=aim, up=[0, 0, 1]),
        "film": {"type": "hdrfilm", "height": shape[0], "width": shape[1]},
    }


def _bounds(parts: dict[str, Shape]) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """The lowest and the highest corner of a box around all parts."""
    box = mitsuba.load_dict({"type": "scene", **parts}).bbox()
    return np.array(box.min).ravel(), np.array(box.max).ravel()


def photograph(
    product: str, background: str, session: Session, folder: Path
) -> tuple[NDArray[np.uint8], NDArray[np.uint8], int]:
    """A photo (height, width, 3) RGB, its mask (height, width) 0 or 255, and its JPEG quality."""
    rng = np.random.default_rng([session.seed, *map(ord, product), *map(ord, background)])
    studio = Studio(folder, rng)
    parts = {f"part{i}": part for i, part in enumerate(EVERY[product](studio))}
    low, high = _bounds(parts)
    aside = [-float(low[0] + high[0]) / 2, -float(low[1] + high[1]) / 2, 0.0]
    turn = Move().rotate([0, 0, 1], float(rng.uniform(-50, 50))).translate(aside)
    for part in parts.values():
        part["to_world"] = turn @ part["to_world"] if "to_world" in part else turn
    low, high = _bounds(parts)
    size = max(1.2, float(np.linalg.norm(high - low)))
    side = int(rng.choice(session.sides))
    shape = (side, round(side * float(rng.uniform(0.75, 1.0))))
    if rng.random() < 0.4:
        shape = shape[::-1]
    paper = [0.92] * 3 if background == "white" else [float(rng.uniform(0.15, 0.5))] * 3
    eye = _camera_at(rng, low, high, shape)
    ambient = float(rng.uniform(0.2, 0.5) if background == "grey" else 1.0)
    scene = {
        "type": "scene",
        "integrator": {"type": "path", "max_depth": 8},
        "sensor": eye,
        "paper": studio.sweep(paper, size),
        **_lights(rng, size, ambient, session.softbox),
        **parts,
    }
    samples = max(12, round(session.samples * (720 / side) ** 2))
    seen = mitsuba.render(mitsuba.load_dict(scene), spp=samples, seed=session.seed)
    light = np.array(seen)[..., :3]
    mask = _mask(scene, parts)
    return _developed(light, mask, background, rng), mask, int(rng.integers(70, 96))


def _mask(scene: dict[str, Any], parts: dict[str, Shape]) -> NDArray[np.uint8]:
    """255 where the product covers at least half a pixel."""
    film = {**scene["sensor"]["film"], "rfilter": {"type": "box"}}
    bare = {
        "type": "scene",
        "integrator": {"type": "aov", "aovs": "depth:depth"},
        "sensor": {**scene["sensor"], "film": film},
        **parts,
    }
    depth = np.array(mitsuba.render(mitsuba.load_dict(bare), spp=16, seed=1))
    # Mean depth falls with cover; compare with the mean over hits only, from a dilated neighbour.
    depth = depth[..., -1].astype(np.float32)
    full = cv2.dilate(depth, np.ones((5, 5), np.uint8))
    return np.where(depth > 0.5 * np.maximum(full, 1e-6), 255, 0).astype(np.uint8)


def _developed(
    light: NDArray[np.floating], mask: NDArray[np.uint8], background: str, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """From linear light to an sRGB picture: exposed by the backdrop, its noise reduced."""
    steady = cv2.medianBlur(light.astype(np.float32), 5)
    sparks = light.max(axis=2, keepdims=True) > 1.6 * steady.max(axis=2, keepdims=True) + 0.02
    light = np.where(sparks, steady, light)
    level = float(np.median(light[mask == 0]))
    aim = float(rng.uniform(0.8, 1.08) if background == "white" else rng.uniform(0.16, 0.5))
    light = light * (aim / level) * rng.uniform(0.97, 1.03, 3)
    if rng.random() < 0.7:  # highlights roll off instead of clipping
        over = np.maximum(light - 0.7, 0.0)
        light = np.where(light < 0.7, light, 0.7 + 0.3 * (1.0 - np.exp(-over / 0.24)))
    light = np.clip(light, 0.0, 1.0)
    srgb = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    picture = np.rint(srgb * 255).astype(np.uint8)
    picture = cv2.fastNlMeansDenoisingColored(picture, None, COLOUR_NOISE, COLOUR_NOISE, 5, 13)
    grain = rng.normal(0.0, rng.uniform(*GRAIN), picture.shape)
    return np.clip(np.rint(picture + grain), 0, 255).astype(np.uint8)


def render(folder: Path, products: list[str], session: Session) -> Iterator[dict[str, str]]:
    """Render each product on each backdrop into `folder`; yields the rows of its index."""
    with tempfile.TemporaryDirectory() as meshes:
        for product in products:
            for background in BACKDROPS:
                stem = f"{product}_{background}"
                mask_file = folder / f"{stem}_mask.png"
                if not mask_file.exists():
                    rgb, mask, quality = photograph(product, background, session, Path(meshes))
                    suffix = "png" if quality >= session.png_from else "jpg"
                    flags = [cv2.IMWRITE_JPEG_QUALITY, quality] if suffix == "jpg" else []
                    cv2.imwrite(str(folder / f"{stem}.{suffix}"), rgb[..., ::-1], flags)
                    cv2.imwrite(str(mask_file), mask, [cv2.IMWRITE_PNG_BILEVEL, 1])
                photo = next(folder.glob(f"{stem}.[jp][pn]g"))
                yield {
                    "file": photo.name,
                    "mask": mask_file.name,
                    "product": product,
                    "background": background,
                }


def main() -> None:
    """Render and write the index."""
    parser = argparse.ArgumentParser(description="Path-traced product photos with exact masks.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--products", nargs="+", choices=EVERY, default=list(PRODUCTS))
    parser.add_argument("--sides", type=int, nargs="+", default=Session().sides)
    parser.add_argument("--softbox", type=float, nargs=2, default=Session().softbox)
    parser.add_argument("--png-from", type=int, default=Session().png_from)
    parser.add_argument("--samples", type=int, default=Session().samples)
    parser.add_argument("--goods", action="store_true", help="the products of `goods.py`")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    session = Session(
        seed=options.seed,
        sides=tuple(options.sides),
        softbox=tuple(options.softbox),
        png_from=options.png_from,
        samples=options.samples,
    )
    products = list(GOODS) if options.goods else options.products
    rows = list(render(options.folder, products, session))
    (options.folder / "index.json").write_text(json.dumps(rows, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
