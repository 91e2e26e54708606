"""The photo close up, at about twice the working size: what is known of each pixel near the
outline."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane, Region, Rgb
from bot.engines.cutout.backdrop import Backdrop
from bot.engines.cutout.morphology import depth_in
from bot.engines.cutout.sides import side_colours
from bot.engines.cutout.working import Lab, WorkingPhoto, lab_of

CLOSE_SIDE = 1024
"""Longer side in pixels, or that of the photo where it is smaller."""
FEET = 0.4
"""Feet are in this lower part of the product's height."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseUp:
    """Planes are (height, width), colours (height, width, 3) Lab.

    `scene` and `product` are the colours of either side of the outline, continued over the whole
    picture. `shade`, `lift`, `chroma` and `residual` are the backdrop's (`backdrop.Backdrop`).
    `depth` is the distance to the mask's outline, above 0 in the mask. Below `ground`, a row, there
    are feet. `noise` is the height in delta E of a step that is just noise, `tolerance` the
    residual of the backdrop itself.
    """

    lab: Lab
    scene: Lab
    product: Lab
    shade: Plane
    lift: Plane
    chroma: Plane
    residual: Plane
    depth: Plane
    ground: float
    noise: float
    tolerance: float
    chroma_tolerance: float

    @property
    def mask(self) -> Region:
        """The product as far as it is known."""
        return self.depth > 0.0

    @property
    def contrast(self) -> Plane:
        """How different product and scene are nearby, in delta E."""
        return np.asarray(np.linalg.norm(self.product - self.scene, axis=2), np.float32)

    def with_mask(self, mask: Region) -> CloseUp:
        """The same with another mask."""
        return replace(self, depth=_depth(mask))


def close_up(rgb: Rgb, photo: WorkingPhoto, backdrop: Backdrop, mask: Region) -> CloseUp:
    """A close look at `rgb`, of which `photo` is the working size and `mask` the product there."""
    scale = min(1.0, CLOSE_SIDE / max(rgb.shape[:2]))
    size = (round(rgb.shape[1] * scale), round(rgb.shape[0] * scale))

    def enlarged(plane: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR), np.float32)

    product, scene = side_colours(photo.rgb, mask)
    tall = np.flatnonzero(mask.any(axis=1))
    enlargement = size[1] / mask.shape[0]
    return CloseUp(
        lab=lab_of(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)),
        scene=enlarged(lab_of(scene)),
        product=enlarged(lab_of(product)),
        shade=enlarged(backdrop.shade),
        lift=enlarged(backdrop.lift),
        chroma=enlarged(backdrop.chroma),
        residual=enlarged(backdrop.residual),
        depth=enlarged(_depth(mask)) * np.float32(enlargement),
        ground=float(tall[-1] - FEET * (tall[-1] - tall[0])) * enlargement,
        noise=photo.noise,
        tolerance=backdrop.tolerance,
        chroma_tolerance=backdrop.chroma_tolerance,
    )


def _depth(mask: Region) -> Plane:
    return np.where(mask, depth_in(mask) - 0.5, 0.5 - depth_in(~mask)).astype(np.float32)
