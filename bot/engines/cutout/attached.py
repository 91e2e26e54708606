"""The mask that the person attached: what they painted is what is used, where it makes sense."""

from __future__ import annotations

import cv2
import numpy as np

from bot.domain.errors import UsageError
from bot.domain.photo import Photo
from bot.engines.arrays import Mask, Plane, plane_of
from bot.engines.cutout.plain import PlainBackground
from bot.engines.cutout.roles import mask_from_alpha

HARD_SHARE = 0.999
"""A mask of which more than this share is pure black or white has no soft edge of its own."""
MARKED = (0.0002, 0.9998)
"""Shares of the photo between which a mask marks something: a few stray pixels mark nothing."""
WHITE_FRAME, WHITE_INSIDE = 0.9, 0.5
"""White along this share of the photo's border and over this share of the photo: products seldom
are like that, backgrounds are."""
SAME_PRODUCT = 0.6
"""Overlap (IoU) of the black part with the product found in the photo from which the mask must be
the wrong way round."""


class AttachedMask:
    """Fills `Cutout` with a person's own mask."""

    def __init__(self, mask: Photo, *, trust: float) -> None:
        self._mask = mask
        self._trust = trust

    def cut(self, photo: Photo) -> Mask:
        """The attached mask with confidence 1; a hard edge is softened by about a pixel.

        Its doubt is "maybe_inverted" where it marks all along the photo's border. Raises
        `UsageError` when the mask has another size than the photo, nothing or everything in it is
        product, or it marks the background of a product that is plain to see.
        """
        if (self._mask.width, self._mask.height) != (photo.width, photo.height):
            raise UsageError(
                "mask_size",
                f"The attached mask is {self._mask.width} x {self._mask.height} pixels and the "
                f"photo {photo.width} x {photo.height}: send a mask of the photo's size.",
            )
        alpha = plane_of(self._mask)
        _check_marks_something(alpha)
        suspicious = _marks_the_frame(alpha)
        if suspicious and self._marks_a_background(alpha, photo):
            raise UsageError(
                "mask_inverted",
                "The attached mask is white where the background is: paint the product white and "
                "the rest black.",
            )
        return mask_from_alpha(
            _softened(alpha),
            confidence=1.0,
            trust=self._trust,
            method="attached",
            doubt="maybe_inverted" if suspicious else "",
        )

    def _marks_a_background(self, alpha: Plane, photo: Photo) -> bool:
        """Whether the photo's product, found without the mask and for sure, is its black part."""
        found = PlainBackground(trust=self._trust).cut(photo)
        product, black = found.alpha > 0.5, alpha < 0.5
        overlap = (product & black).sum() / max(1, (product | black).sum())
        return found.trusted and float(overlap) > SAME_PRODUCT


def _check_marks_something(alpha: Plane) -> None:
    white = float(np.mean(alpha > 0.5))
    if white < MARKED[0]:
        raise UsageError(
            "mask_empty",
            "The attached mask marks nothing: paint the product white and the rest black.",
        )
    if white > MARKED[1]:
        raise UsageError(
            "mask_full",
            "The attached mask covers the whole photo: paint the product white and the rest black.",
        )


def _marks_the_frame(alpha: Plane) -> bool:
    white = alpha > 0.5
    border = np.concatenate([white[0], white[-1], white[:, 0], white[:, -1]])
    return float(border.mean()) > WHITE_FRAME and float(white.mean()) > WHITE_INSIDE


def _softened(alpha: Plane) -> Plane:
    hard = (alpha < 0.004) | (alpha > 0.996)
    if float(hard.mean()) < HARD_SHARE:
        return alpha
    return np.asarray(cv2.GaussianBlur(np.rint(alpha), (0, 0), 0.7), np.float32)
