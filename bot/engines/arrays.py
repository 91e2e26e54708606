"""Pictures as arrays: photos to numpy and back, and the product mask."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.domain.photo import Photo

Rgb = NDArray[np.uint8]
"""(height, width, 3), sRGB, 0 to 255."""
Plane = NDArray[np.float32]
"""(height, width), usually 0 to 1."""
Region = NDArray[np.bool_]
"""(height, width)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """Where the product is.

    `alpha` is (height, width) float32 from 0 (scene) to 1 (product) with a soft edge; `core` the
    pixels that `exact` keeps byte for byte: surely product, untouched by the soft edge.
    `confidence` runs from 0 to 1, `trusted` says whether it reaches the configured threshold,
    `method` names the cut-out that made it (alpha, attached, plain, rembg). `doubt` is a code for
    what makes the mask uncertain, "" where nothing does; `cutout.advice` puts it into words. An
    attached mask is trusted even with its doubt "maybe_inverted".
    """

    alpha: Plane
    core: Region
    confidence: float
    trusted: bool
    method: str
    doubt: str = ""

    @property
    def coverage(self) -> float:
        """Share of the picture that is product, 0 to 1."""
        return float(self.alpha.mean())

    def to_bytes_plane(self) -> NDArray[np.uint8]:
        """The mask to save: (height, width) uint8, 255 exactly in the core."""
        plane = np.minimum(np.rint(self.alpha * 255.0), 254).astype(np.uint8)
        plane[self.core] = 255
        return plane


def rgb_of(photo: Photo) -> Rgb:
    """The photo's colours as (height, width, 3) uint8; transparent parts lie on white."""
    channels = len(photo.mode)
    pixels = np.frombuffer(photo.pixels, np.uint8).reshape(photo.height, photo.width, channels)
    if photo.mode == "RGB":
        return pixels.copy()
    if photo.mode == "L":
        return np.repeat(pixels, 3, axis=2)
    alpha = pixels[..., 3:].astype(np.float32) / 255.0
    flat = pixels[..., :3] * alpha + 255.0 * (1.0 - alpha)
    return np.rint(flat).astype(np.uint8)


def alpha_of(photo: Photo) -> Plane | None:
    """The photo's own alpha as (height, width) float32 from 0 to 1, or None without one."""
    if photo.mode != "RGBA":
        return None
    pixels = np.frombuffer(photo.pixels, np.uint8).reshape(photo.height, photo.width, 4)
    return pixels[..., 3].astype(np.float32) / 255.0


def plane_of(photo: Photo) -> Plane:
    """A mode "L" photo as (height, width) float32 from 0 to 1."""
    if photo.mode != "L":
        raise ValueError(f"a mask has mode L, not {photo.mode}")
    pixels = np.frombuffer(photo.pixels, np.uint8).reshape(photo.height, photo.width)
    return pixels.astype(np.float32) / 255.0
