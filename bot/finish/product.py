"""Where the product is in a picture that is to be finished."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from bot.domain.errors import BotError
from bot.domain.finishing import FinishSource
from bot.domain.photo import IntakeLimits, Photo
from bot.engines.arrays import Mask
from bot.engines.cutout.chain import Cutouts
from bot.intake.decode import decode_mask, decode_photo

_SAME_SHAPE = 0.01
"""How far two aspect ratios may lie apart so that one picture can have been made from the other."""


def decode(source: FinishSource, limits: IntakeLimits) -> Photo:
    """The picture to finish. Raises `PhotoError`."""
    return decode_photo(source.data, name=source.name, limits=limits)


def find_product(
    picture: Photo, source: FinishSource, cutouts: Cutouts, limits: IntakeLimits
) -> Mask:
    """The product's mask at the picture's size: found in the photo that the picture was made from,
    where it is known, since that is on a plainer ground; else in the picture itself.

    Raises `BotError` where an attached mask cannot be used.
    """
    photo = _photo_behind(picture, source, limits)
    ground = photo or picture
    attached = None
    if source.mask is not None and (photo is not None or source.photo is None):
        attached = decode_mask(
            source.mask, name="mask", width=ground.width, height=ground.height, limits=limits
        )
    mask = cutouts.find(ground, attached)
    return mask if photo is None else _resized(mask, picture.width, picture.height)


def _photo_behind(picture: Photo, source: FinishSource, limits: IntakeLimits) -> Photo | None:
    if source.photo is None:
        return None
    try:
        photo = decode_photo(source.photo, name="photo", limits=limits)
    except BotError:  # it could be read once, so this is about limits: do without
        return None
    ratios = photo.width / photo.height, picture.width / picture.height
    return photo if abs(ratios[0] / ratios[1] - 1.0) <= _SAME_SHAPE else None


def _resized(mask: Mask, width: int, height: int) -> Mask:
    if mask.alpha.shape == (height, width):
        return mask
    smaller = width * height < mask.alpha.size
    kind = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    alpha = cv2.resize(mask.alpha, (width, height), interpolation=kind)
    core = cv2.resize(mask.core.astype(np.float32), (width, height), interpolation=kind)
    return replace(mask, alpha=np.asarray(alpha, np.float32), core=core >= 0.999)
