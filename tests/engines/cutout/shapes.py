"""Small photos with exact masks for the tests of cut-outs."""

from __future__ import annotations

import hashlib
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.domain.photo import Photo

Picture = NDArray[np.float32]
HEIGHT, WIDTH = 360, 480
MODES: dict[int, Literal["L", "RGB", "RGBA"]] = {1: "L", 3: "RGB", 4: "RGBA"}


def backdrop(colour: tuple[int, int, int], *, slope: float = 0.0) -> Picture:
    """A plain wall, lighter or darker towards the right by `slope` of its colour."""
    light = 1.0 + slope * np.linspace(-0.5, 0.5, WIDTH, dtype=np.float32)
    return np.broadcast_to(
        np.array(colour, np.float32) * light[None, :, None], (HEIGHT, WIDTH, 3)
    ).copy()


def disc(radius: float, x: float = 240.0, y: float = 180.0) -> Picture:
    """Antialiased cover of a disc, (HEIGHT, WIDTH)."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    return np.clip(radius - np.hypot(columns - x, rows - y) + 0.5, 0.0, 1.0)


def painted(picture: Picture, cover: Picture, colour: tuple[int, int, int]) -> Picture:
    """`colour` laid over `picture` where `cover` says."""
    return picture * (1.0 - cover[..., None]) + np.array(colour, np.float32) * cover[..., None]


def soft_shadow(picture: Picture, cover: Picture, *, depth: float = 0.35) -> Picture:
    """A soft shadow under and right of `cover`, up to `depth` dark."""
    moved = np.roll(cover, (14, 22), axis=(0, 1))
    return picture * (1.0 - depth * cv2.GaussianBlur(moved, (0, 0), 14.0)[..., None])


def photo_of(picture: NDArray[np.floating | np.integer], *, noise: float = 1.2) -> Photo:
    """A photo of the picture through a lens and a sensor; the same picture, the same photo."""
    rng = np.random.default_rng(5)
    soft = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), 0.7)
    rgb = np.clip(np.rint(soft + rng.normal(0, noise, soft.shape)), 0, 255).astype(np.uint8)
    return photo_from(rgb)


def photo_from(pixels: NDArray[np.uint8]) -> Photo:
    """A photo of these very pixels: (height, width) is "L", else RGB or RGBA by channels."""
    channels = 1 if pixels.ndim == 2 else pixels.shape[2]
    data = pixels.tobytes()
    return Photo(
        name="test.png",
        sha256=hashlib.sha256(data).hexdigest(),
        width=pixels.shape[1],
        height=pixels.shape[0],
        mode=MODES[channels],
        pixels=data,
    )


def overlap(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """Intersection over union."""
    return float((one & other).sum() / max(1, (one | other).sum()))
