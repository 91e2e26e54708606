"""The mask that the person attached: what they painted is what is used."""

from __future__ import annotations

import cv2
import numpy as np

from bot.domain.errors import UsageError
from bot.domain.photo import Photo
from bot.engines.arrays import Mask, Plane, plane_of
from bot.engines.cutout.roles import mask_from_alpha

HARD_SHARE = 0.999
"""A mask of which more than this share is pure black or white has no soft edge of its own."""


class AttachedMask:
    """Fills `Cutout` with a person's own mask."""

    def __init__(self, mask: Photo, *, trust: float) -> None:
        self._mask = mask
        self._trust = trust

    def cut(self, photo: Photo) -> Mask:
        """The attached mask with confidence 1; a hard edge is softened by about a pixel.

        Raises `UsageError` when the mask has another size than the photo, or nothing or
        everything in it is product.
        """
        if (self._mask.width, self._mask.height) != (photo.width, photo.height):
            raise UsageError(
                "mask_size",
                f"The attached mask is {self._mask.width} x {self._mask.height} pixels and the "
                f"photo {photo.width} x {photo.height}: send a mask of the photo's size.",
            )
        alpha = plane_of(self._mask)
        if float(alpha.max()) < 0.5:
            raise UsageError(
                "mask_empty",
                "The attached mask marks nothing: paint the product white and the rest black.",
            )
        if float(alpha.min()) > 0.5:
            raise UsageError(
                "mask_full",
                "The attached mask covers the whole photo: paint the product white and the rest "
                "black.",
            )
        return mask_from_alpha(
            _softened(alpha), confidence=1.0, trust=self._trust, method="attached"
        )


def _softened(alpha: Plane) -> Plane:
    hard = (alpha < 0.004) | (alpha > 0.996)
    if float(hard.mean()) < HARD_SHARE:
        return alpha
    return np.asarray(cv2.GaussianBlur(np.rint(alpha), (0, 0), 0.7), np.float32)
