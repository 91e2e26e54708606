"""Exact: the source's own pixels, put back."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from bot.engines.arrays import Mask, Rgb


def put_back_product(rendered: Rgb, source: Rgb, mask: Mask) -> Rgb:
    """`rendered` with the source's product over it: byte-identical in the mask's core, blended
    by alpha along its edge. All of shape (height, width, 3)."""
    alpha = mask.alpha[..., None]
    out = np.rint(source * alpha + rendered * (1.0 - alpha)).astype(np.uint8)
    out[mask.core] = source[mask.core]
    return out


def put_back_scene(rendered: Rgb, source: Rgb, mask: Mask) -> Rgb:
    """`rendered` with the source's scene around the product: byte-identical where the mask's
    alpha is 0, blended by alpha along its edge."""
    alpha = mask.alpha[..., None]
    out = np.rint(rendered * alpha + source * (1.0 - alpha)).astype(np.uint8)
    outside = mask.alpha <= 0.0
    out[outside] = source[outside]
    return out


def enlarged_mask(mask: Mask, height: int, width: int) -> Mask:
    """The mask for a result of that size, where an edit enlarges the photo."""
    alpha = cv2.resize(mask.alpha, (width, height), interpolation=cv2.INTER_LINEAR)
    core = cv2.resize(mask.core.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
    return replace(mask, alpha=np.asarray(alpha, np.float32), core=core > 0)
