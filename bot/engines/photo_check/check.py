"""Checking a photo: sharpness, light, size, separation, frame, background, print, alpha."""

from __future__ import annotations

import cv2
import numpy as np

from bot.domain.photo import Photo
from bot.domain.photo_check import PhotoCheck
from bot.engines.arrays import Mask, Plane, Region, Rgb, alpha_of, rgb_of
from bot.engines.cutout.morphology import grown
from bot.engines.photo_check.subject import Glance, glance
from bot.engines.receipt.acuity import acuity
from bot.engines.studio.colour import to_cielab
from bot.engines.studio.print_mask import print_region

_SIDE_PX = 768
"""The photo is looked at with its longer side at this many pixels, as people look at it."""
_PRINT_SIDE_PX = 400
_SOFTEST, _SHARPEST = 1.0, 3.0
"""Edge acuity of an edge of endless width, and of an ideal step."""
_CRUSHED, _BLOWN = 12, 252
"""Up to and from these levels of all three channels there is no detail."""
_SHADING_PX = 9
_LEAST_SHADING = 1.5
"""Standard deviation of levels in a square of so many pixels: an even colour has less, were it
saved as a rough JPEG, and what light falls on has more."""
_DIGITS = 4


def check_photo(photo: Photo) -> PhotoCheck:
    """The figures of a decoded photo, without findings (`bot.domain.photo_check.judge_photo`)."""
    rgb, alpha = _small(rgb_of(photo)), alpha_of(photo)
    if alpha is not None:
        alpha = np.asarray(cv2.resize(alpha, rgb.shape[1::-1], interpolation=cv2.INTER_AREA))
    seen = glance(rgb, alpha)
    subject = _at_size(seen.region, rgb.shape[:2])
    lightness = np.ascontiguousarray(to_cielab(rgb)[..., 0])
    sharp = acuity(lightness, grown(subject, 3))
    inside = rgb[subject]
    width, height = photo.reduced_from or (photo.width, photo.height)
    return PhotoCheck(
        width=width,
        height=height,
        subject_found=seen.found,
        sharpness=None if sharp is None else _share((sharp - _SOFTEST) / (_SHARPEST - _SOFTEST)),
        brightness=round(float(np.percentile(lightness, 98)), _DIGITS),
        dark_share=_share((inside.max(axis=1) <= _CRUSHED).mean()),
        blown_share=_share((inside.min(axis=1) >= _BLOWN).mean()),
        clipped_share=_share(_clipped(rgb)[subject].mean()),
        separation=None if seen.separation is None else round(seen.separation, _DIGITS),
        business=_share(seen.business),
        border_share=_share(seen.border_share),
        text_share=_text_share(rgb, subject, seen),
        spread=round(seen.spread, _DIGITS),
        has_alpha=alpha is not None,
    )


def _clipped(rgb: Rgb) -> Region:
    """Where all channels are at their end, or some while another shows that shading goes on: too
    much light for that colour. A colour that is meant to be pure red is as even in all of them."""
    at_end = rgb >= _BLOWN
    others = np.where(at_end, 0, rgb).max(axis=2).astype(np.float32)
    mean = _mean_around(others)
    variance = _mean_around(others * others) - mean * mean
    shaded = at_end.any(axis=2) & (variance > _LEAST_SHADING**2)
    return np.asarray(shaded | at_end.all(axis=2))


def _mean_around(plane: Plane) -> Plane:
    return np.asarray(cv2.blur(plane, (_SHADING_PX, _SHADING_PX)), np.float32)


def _text_share(rgb: Rgb, subject: Region, seen: Glance) -> float:
    """Share of the subject that is print; 0 where the subject is a guess, since what stands in
    the background is nobody's label."""
    if not seen.found:
        return 0.0
    mask = Mask(
        alpha=subject.astype(np.float32), core=subject, confidence=0.0, trusted=False, method=""
    )
    strokes = print_region(rgb, mask, side=_PRINT_SIDE_PX) > 0.5
    return _share(strokes.sum() / max(1, int(subject.sum())))


def _small(rgb: Rgb) -> Rgb:
    scale = min(1.0, _SIDE_PX / max(rgb.shape[:2]))
    if scale == 1.0:
        return rgb
    size = (max(8, round(rgb.shape[1] * scale)), max(8, round(rgb.shape[0] * scale)))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)


def _at_size(region: Region, size: tuple[int, ...]) -> Region:
    plane: Plane = region.astype(np.float32)
    return np.asarray(cv2.resize(plane, (size[1], size[0]), interpolation=cv2.INTER_LINEAR)) > 0.5


def _share(value: float) -> float:
    """A share as a plain float from 0 to 1."""
    return round(min(1.0, max(0.0, float(value))), _DIGITS)
