"""A soft edge at full size: how much of each pixel near the outline is product.

Near the outline the colours of product and scene are known from either side, so a pixel's alpha is
its place on the line between the two. Where both look alike the outline itself decides.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane, Region, Rgb
from bot.engines.cutout.morphology import depth_in, reached

BAND = 4.0
"""Half width of the band around the outline in which alpha is soft, in working pixels."""
FULLY_TOLD_APART = (10.0, 28.0)
"""Distance in sRGB of product and scene below which colour says nothing of alpha, and above which
it says all."""

Colours = NDArray[np.float32]
"""(height, width, 3), sRGB from 0 to 255."""


def soft_alpha(rgb: Rgb, small: Rgb, mask: Region) -> Plane:
    """Alpha, (height, width) of `rgb`, for a mask at the size of `small`, the same photo."""
    height, width = rgb.shape[:2]
    if mask.all() or not mask.any():
        return np.full((height, width), float(mask.all()), np.float32)
    scale = max(rgb.shape[:2]) / max(small.shape[:2])
    product, scene = side_colours(small, mask)
    offset = np.where(mask, depth_in(mask) - 0.5, 0.5 - depth_in(~mask)).astype(np.float32)

    def full_size(plane: NDArray[np.float32]) -> NDArray[np.float32]:
        enlarged = cv2.resize(plane, (width, height), interpolation=cv2.INTER_LINEAR)
        return np.asarray(enlarged, np.float32)

    inwards = full_size(offset) * scale  # signed distance to the outline, full-size pixels
    alpha = np.clip(0.5 + inwards / 1.6, 0.0, 1.0)
    reach = BAND * scale
    band = np.abs(inwards) < reach
    if band.any():
        pixels = cv2.GaussianBlur(rgb, (0, 0), 0.6)[band].astype(np.float32)
        alpha[band] = _between(
            pixels, full_size(product)[band], full_size(scene)[band], inwards[band] / scale
        )
    return _connected(alpha, inwards, reach, scale)


def _between(pixels: Colours, product: Colours, scene: Colours, inwards: Plane) -> Plane:
    """Alpha of pixels, (n, 3), from their place between both colours; `inwards` is their distance
    to the outline in working pixels, which takes over where colour cannot tell."""
    line = product - scene
    length = np.linalg.norm(line, axis=1)
    place = ((pixels - scene) * line).sum(axis=1) / np.maximum(length**2, 1.0)
    by_colour = np.clip((place - 0.06) / 0.88, 0.0, 1.0)
    # Far from the outline colour must not bite: a label or a highlight is no edge.
    far = np.clip((np.abs(inwards) / BAND - 0.55) / 0.45, 0.0, 1.0)
    by_colour = by_colour * (1.0 - far) + np.clip(0.5 + inwards / 2.0, 0.0, 1.0) * far
    low, high = FULLY_TOLD_APART
    told = np.clip((length - low) / (high - low), 0.0, 1.0)
    by_outline = np.clip(0.5 + inwards * 1.2, 0.0, 1.0)
    return np.asarray(told * by_colour + (1.0 - told) * by_outline, np.float32)


def _connected(alpha: Plane, inwards: Plane, reach: float, scale: float) -> Plane:
    """Alpha below 1 only where it opens to the scene, above 0 only where it joins the product."""
    outside = inwards <= -min(reach - 1.0, 1.2 * scale)
    open_to_scene = reached((alpha < 0.9) | outside, outside)
    alpha = np.where(~open_to_scene & (inwards > -reach), np.maximum(alpha, 1.0), alpha)
    inside = inwards >= min(reach - 1.0, 1.2 * scale)
    joined = reached(alpha > 0.1, inside)
    return np.where(~joined & (inwards < 0.0), 0.0, alpha).astype(np.float32)


def side_colours(small: Rgb, mask: Region) -> tuple[Colours, Colours]:
    """The product's and the scene's colour next to the outline, continued over the whole picture.

    Pixels right at the outline are a mix of both and count for nothing, unless the product is so
    thin that there are no others.
    """
    inside, outside = depth_in(mask), depth_in(~mask)
    near = np.exp(-inside / 6.0) + 0.02
    clean = np.clip((inside - 1.5) / 1.5, 0.0, 1.0) + 0.02 * (inside > 1.0) + 5e-4 * mask
    product = _continued(small, clean * near)
    near = np.exp(-outside / 6.0) + 0.02
    scene = _continued(small, np.clip((outside - 1.5) / 1.5, 0.0, 1.0) * near)
    return product, scene


def _continued(rgb: Rgb, weight: NDArray[np.floating]) -> Colours:
    """The local mean of `rgb` under `weight`, as local as there are pixels that count: normalised
    convolution (Knutsson and Westin, 1993) over a pyramid. It starts from neighbourhoods of a few
    pixels, or a pixel that counts a little would stand for itself."""
    weight = weight.astype(np.float32)
    weights = [np.asarray(cv2.GaussianBlur(weight, (0, 0), 2.0), np.float32)]
    weighted = rgb.astype(np.float32) * weight[..., None]
    sums = [np.asarray(cv2.GaussianBlur(weighted, (0, 0), 2.0), np.float32)]
    while min(weights[-1].shape) > 4:
        weights.append(np.asarray(cv2.pyrDown(weights[-1]), np.float32))
        sums.append(np.asarray(cv2.pyrDown(sums[-1]), np.float32))
    colours = sums[-1] / np.maximum(weights[-1], 1e-6)[..., None]
    for total, known in zip(sums[-2::-1], weights[-2::-1], strict=True):
        size = (known.shape[1], known.shape[0])
        coarse = cv2.resize(colours, size, interpolation=cv2.INTER_LINEAR)
        fine = total / np.maximum(known, 1e-6)[..., None]
        share = np.where(known > 1e-4, np.minimum(4.0 * known, 1.0), 0.0)[..., None]
        colours = fine * share + coarse * (1.0 - share)
    return np.asarray(colours, np.float32)
