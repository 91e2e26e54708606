"""The product alone on pure white, as main pictures of listings have it."""

from __future__ import annotations

import cv2
import numpy as np

from bot.domain.errors import UsageError
from bot.engines.arrays import Mask, Rgb
from bot.engines.studio.colour import to_linear, to_srgb
from bot.engines.studio.composite_edges import decontaminated
from bot.finish.reframe import product_box

_SOLID_FROM = 0.5
"""Alpha from which a pixel counts towards the extent that is measured."""


def on_white(rgb: Rgb, mask: Mask, *, size: tuple[int, int], fill: float) -> Rgb:
    """The product of `rgb` on white at `size` (width, height), in the middle, its longer extent
    relative to the frame filling `fill` of it. Every pixel that is not product is 255.

    Raises `UsageError` where there is no product.
    """
    box = product_box(mask)
    if box is None:
        raise UsageError(
            "export_no_product",
            "No product was found to put on white; please attach a mask of it.",
        )
    product = decontaminated(to_linear(rgb), mask)
    window = (slice(box.top, box.bottom), slice(box.left, box.right))
    alpha = mask.alpha[window]
    solid = alpha >= _SOLID_FROM
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    extent = (
        int(columns[-1] - columns[0] + 1) if len(columns) else box.width,
        int(rows[-1] - rows[0] + 1) if len(rows) else box.height,
    )
    width, height = size
    scale = fill / max(extent[0] / width, extent[1] / height)
    scale = min(scale, width / box.width, height / box.height)
    scaled = (max(1, round(box.width * scale)), max(1, round(box.height * scale)))
    # Premultiplied, so that what lies outside of the product bleeds into nothing.
    layered = np.dstack([product[window] * alpha[..., None], alpha])
    small = _resized(layered, scaled)
    share = np.clip(small[..., 3:], 0.0, 1.0)
    flat = np.clip(small[..., :3], 0.0, 1.0) + (1.0 - share)
    out = np.full((height, width, 3), 255, np.uint8)
    left, top = (width - scaled[0]) // 2, (height - scaled[1]) // 2
    placed = to_srgb(np.ascontiguousarray(np.minimum(flat, 1.0), np.float32))
    placed[share[..., 0] <= 0.0] = 255
    out[top : top + scaled[1], left : left + scaled[0]] = placed
    return out


def filled(mask: Mask, size: tuple[int, int], fill: float) -> float:
    """The share of a frame of `size` that the product fills when `fill` is asked for: less only
    where its soft edge takes the room."""
    box = product_box(mask)
    if box is None:
        return 0.0
    solid = mask.alpha >= _SOLID_FROM
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    if not len(rows):
        return 0.0
    extent = max((columns[-1] - columns[0] + 1) / size[0], (rows[-1] - rows[0] + 1) / size[1])
    room = min(size[0] / box.width, size[1] / box.height)
    return float(min(fill, room * extent))


def frame_is_white(rgb: Rgb) -> bool:
    """Whether every pixel at the frame is pure white."""
    edges = (rgb[0], rgb[-1], rgb[:, 0], rgb[:, -1])
    return all(bool((edge == 255).all()) for edge in edges)


def _resized(layered: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    smaller = size[0] < layered.shape[1]
    kind = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(layered, size, interpolation=kind), np.float32)
