"""The colours of product and scene on either side of an outline."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Region, Rgb
from bot.engines.cutout.morphology import depth_in

Colours = NDArray[np.float32]
"""(height, width, 3), sRGB from 0 to 255."""


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
