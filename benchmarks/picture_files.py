"""Pictures from files and through JPEG, for benchmarks."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Rgb


def read_rgb(path: Path) -> Rgb:
    """The picture of a file. Raises `FileNotFoundError` where none can be read."""
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise FileNotFoundError(path)
    return _as_rgb(picture)


def read_mask(path: Path) -> NDArray[np.uint8]:
    """The greys of a file, (height, width). Raises `FileNotFoundError` where none can be read."""
    plane = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if plane is None:
        raise FileNotFoundError(path)
    return np.asarray(plane, np.uint8)


def within(side: int, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture with `side` pixels on its longer side."""
    scale = side / max(picture.shape[:2])
    size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def through_jpeg(rgb: Rgb, quality: int) -> Rgb:
    """Saved as JPEG and opened again."""
    _, data = cv2.imencode(".jpg", rgb[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    picture = cv2.imdecode(data, cv2.IMREAD_COLOR)
    if picture is None:
        raise ValueError("the JPEG cannot be read")
    return _as_rgb(picture)


def _as_rgb(bgr: cv2.typing.MatLike) -> Rgb:
    """OpenCV's order of channels to ours."""
    return np.ascontiguousarray(np.asarray(bgr, np.uint8)[..., ::-1])
