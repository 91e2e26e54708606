"""The role that every cut-out fills, and how its answer becomes a mask."""

from __future__ import annotations

from typing import Protocol

import cv2
import numpy as np

from bot.domain.photo import Photo
from bot.engines.arrays import Mask, Plane, Region

CORE_ALPHA = 0.99
"""Pixels below this alpha belong to the soft edge: they hold some of the old background."""


class Cutout(Protocol):
    """Finds the product in a photo."""

    def cut(self, photo: Photo) -> Mask | None:
        """The product's mask at the photo's size, or None where this cut-out does not apply."""
        ...


def mask_from_alpha(
    alpha: Plane, *, confidence: float, trust: float, method: str, doubt: str = ""
) -> Mask:
    """A mask with its core worked out; `trust` is the confidence from which it is trusted.

    The arrays are read-only, since one mask serves several commands on the same photo.
    """
    alpha = np.clip(alpha, 0.0, 1.0).astype(np.float32)
    core = core_of(alpha)
    alpha.setflags(write=False)
    core.setflags(write=False)
    return Mask(
        alpha=alpha,
        core=core,
        confidence=confidence,
        trusted=confidence >= trust,
        method=method,
        doubt=doubt,
    )


def core_of(alpha: Plane) -> Region:
    """Surely product: nearly opaque, and a pixel or two away from anything softer.

    The margin is 1 px up to a side of about 900 px and grows with the picture, so that a label
    close to the edge stays in the core.
    """
    margin = max(1, round(max(alpha.shape) / 600))
    opaque = (alpha >= CORE_ALPHA).astype(np.uint8)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * margin + 1, 2 * margin + 1))
    # Pixels beyond the frame count as product: a product cut off at the border keeps its bytes.
    return cv2.erode(opaque, disc, borderType=cv2.BORDER_CONSTANT, borderValue=1) > 0
