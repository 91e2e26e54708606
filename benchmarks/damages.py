"""What can be done to a product on purpose, and the name that a receipt should give to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.picture_files import through_jpeg
from bot.domain.receipt import Change

Picture = NDArray[np.uint8]
Alpha = NDArray[np.float32]

_LEAST_CHROMA = 8.0
"""The hue of a grey product can be turned without anything to be seen."""

Plane: TypeAlias = NDArray[Any]
"""A picture of 0 to 255, or a cover of 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """A damaged picture. `change` is its right name, None where it does no harm."""

    name: str
    change: Change | None
    picture: Picture


def damages(source: Picture, alpha: Alpha, strokes: NDArray[np.bool_]) -> Iterator[Damage]:
    """Every kind, on the product alone and in front of a new scene. `alpha` (0 to 1) is where the
    product is, `strokes` its print."""
    for name, change, picture, where in _damaged(source, alpha, strokes):
        yield Damage(name=name, change=change, picture=_on_scene(picture, where))


def _damaged(
    source: Picture, alpha: Alpha, strokes: NDArray[np.bool_]
) -> Iterator[tuple[str, Change | None, Picture, Alpha]]:
    yield "untouched", None, source, alpha
    yield "JPEG 95", None, through_jpeg(source, 95), alpha
    yield "noise", None, noisy(source, 2.0), alpha
    yield "shift 0.3 px", None, *_both(moved, source, alpha, across=0.3)
    for pixels in (1, 2, 3, 5):
        yield f"shift {pixels} px", Change.SHIFTED, *_both(moved, source, alpha, across=pixels)
    for percent in (-4, -2, 2, 4):
        scale = 1.0 + percent / 100.0
        yield f"size {percent:+} %", Change.RESCALED, *_both(moved, source, alpha, scale=scale)
    for percent in (1, 2, 3, 5):
        share = percent / 100.0
        yield f"warp {percent} %", Change.WARPED, *_both(warped, source, alpha, share=share)
    coloured = _chroma(source, alpha) > _LEAST_CHROMA
    for degrees in (20, 45, 90) if coloured else ():
        yield f"hue {degrees}", Change.RECOLOURED, hue_turned(source, degrees), alpha
    for gain in (0.8, 1.2):
        yield f"light x {gain}", Change.RELIT, lit(source, gain), alpha
    for sigma in (1.0, 1.5, 2.5):
        yield f"blur {sigma} px", Change.BLURRED, blurred(source, sigma), alpha
    if strokes.any():
        yield "print scrambled", Change.LABEL, scrambled(source, strokes), alpha
        yield "print gone", Change.LABEL, without_print(source, strokes), alpha
    yield "redrawn", Change.REDRAWN, painted_over(source, alpha), alpha


def _both(damage: object, source: Picture, alpha: Alpha, **how: float) -> tuple[Picture, Alpha]:
    """The same done to a picture and to where its product is."""
    middle = _middle(alpha)
    size = float(np.sqrt((alpha > 0.5).sum()))
    how = {**how, **({"size": size} if damage is warped else {"x": middle[0], "y": middle[1]})}
    return damage(source, **how), damage(alpha, **how)  # type: ignore[operator]


def _chroma(source: Picture, alpha: Alpha) -> float:
    """Of the product, mean distance from grey in CIELAB."""
    lab = cv2.cvtColor(source.astype(np.float32) / 255.0, cv2.COLOR_RGB2LAB)
    return float(np.hypot(lab[..., 1], lab[..., 2])[alpha > 0.5].mean())


def _middle(alpha: Alpha) -> tuple[float, float]:
    rows, columns = np.nonzero(alpha > 0.5)
    return float(columns.mean()), float(rows.mean())


def _on_scene(picture: Picture, alpha: Alpha) -> Picture:
    """In front of a soft gradient with a few blurred things in it, always the same."""
    height, width = picture.shape[:2]
    fall = np.linspace(225, 120, height, dtype=np.float32)[:, None, None]
    wall = fall * np.array([1.0, 0.93, 0.84], np.float32)
    scene: NDArray[np.float32] = np.broadcast_to(wall, (height, width, 3)).copy()
    random = np.random.default_rng(11)
    for _ in range(12):
        x, y = int(random.integers(0, width)), int(random.integers(0, height))
        colour = random.integers(60, 230, 3).tolist()
        cv2.circle(scene, (x, y), int(random.integers(20, 80)), colour, -1)
    cv2.GaussianBlur(scene, (0, 0), 12, dst=scene)
    cover = alpha[..., None]
    done = np.rint(picture * cover + scene * (1.0 - cover)).astype(np.uint8)
    core = alpha >= 0.999
    done[core] = picture[core]
    return done


def moved(
    plane: Plane,
    *,
    x: float,
    y: float,
    across: float = 0.0,
    scale: float = 1.0,
) -> Plane:
    """Shifted to the right by pixels, and scaled about a point."""
    shift = (1 - scale) * x + across
    matrix = np.array([[scale, 0, shift], [0, scale, (1 - scale) * y]], np.float32)
    return _bounded(
        plane,
        cv2.warpAffine(
            plane,
            matrix,
            plane.shape[1::-1],
            flags=cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_REPLICATE,
        ),
    )


def warped(plane: Plane, *, share: float, size: float) -> Plane:
    """Bent in waves as high as a share of the product's size."""
    height, width = plane.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    bent = share * size * np.sin(rows * np.float32(2 * np.pi / size))
    leant = share * size * np.sin(columns * np.float32(2 * np.pi / size))
    return _bounded(
        plane,
        cv2.remap(
            plane, columns + bent, rows + leant, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        ),
    )


def _bounded(like: Plane, done: Plane) -> Plane:
    """Cubic interpolation overshoots; a share stays a share."""
    return np.clip(done, 0, 1) if like.dtype == np.float32 else done


def hue_turned(picture: Picture, degrees: float) -> Picture:
    """Every hue turned by an angle."""
    hsv = cv2.cvtColor(picture.astype(np.float32) / 255.0, cv2.COLOR_RGB2HSV)
    hsv[..., 0] = (hsv[..., 0] + degrees) % 360.0
    return np.rint(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB) * 255.0).astype(np.uint8)


def lit(picture: Picture, gain: float) -> Picture:
    """Under more or less light."""
    return np.clip(np.rint(picture * np.float32(gain)), 0, 255).astype(np.uint8)


def blurred(picture: Picture, sigma: float) -> Picture:
    """Out of focus."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.uint8)


def noisy(picture: Picture, sigma: float) -> Picture:
    """With grain."""
    grain = np.random.default_rng(5).normal(0.0, sigma, picture.shape)
    return np.clip(np.rint(picture + grain), 0, 255).astype(np.uint8)


def scrambled(picture: Picture, strokes: NDArray[np.bool_]) -> Picture:
    """Columns of the print in another order, as a model redraws letters."""
    done = picture.copy()
    rows, columns = np.nonzero(strokes)
    block = max(6, (columns.max() - columns.min()) // 24)
    area = done[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    count = area.shape[1] // block
    order = np.random.default_rng(1).permutation(count)
    blocks = [area[:, block * index : block * (index + 1)].copy() for index in order]
    mixed = area.copy()
    mixed[:, : count * block] = np.concatenate(blocks, axis=1)
    near = cv2.dilate(strokes.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    near = near[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    area[near] = mixed[near]
    return done


def without_print(picture: Picture, strokes: NDArray[np.bool_]) -> Picture:
    """The print painted out."""
    hole = cv2.dilate(strokes.astype(np.uint8), np.ones((5, 5), np.uint8))
    return np.asarray(cv2.inpaint(picture, hole, 4, cv2.INPAINT_TELEA), np.uint8)


def painted_over(picture: Picture, alpha: Alpha) -> Picture:
    """Other forms on the product, in its own colours."""
    random = np.random.default_rng(7)
    done = picture.copy()
    rows, columns = np.nonzero(alpha > 0.95)
    size = int(np.sqrt(rows.size))
    for _ in range(60):
        here, there = random.integers(0, rows.size, 2)
        colour = picture[rows[there], columns[there]].astype(int) + random.integers(-25, 25)
        axes = tuple(int(side) for side in random.integers(size // 40 + 2, size // 10 + 4, 2))
        cv2.ellipse(
            done,
            (int(columns[here]), int(rows[here])),
            axes,
            float(random.integers(0, 180)),
            0,
            360,
            np.clip(colour, 0, 255).tolist(),
            -1,
            cv2.LINE_AA,
        )
    return done
