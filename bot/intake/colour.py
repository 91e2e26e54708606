"""Colours as the file means them to colours in sRGB."""

from __future__ import annotations

import io
import itertools
import logging

from PIL import Image, ImageChops, ImageCms

from bot.intake.modes import extrema_of

log = logging.getLogger(__name__)

_PROFILE_SPACES = {"RGB": "RGB", "L": "GRAY", "CMYK": "CMYK"}
_INTENT = ImageCms.Intent.RELATIVE_COLORIMETRIC
_FLAGS = ImageCms.Flags.BLACKPOINTCOMPENSATION
_PROFILE_FAILURES = (ImageCms.PyCMSError, OSError, TypeError, ValueError)


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """A plain picture (see `bot.intake.modes`) in sRGB, as "RGB", or "RGBA" where alpha is used.

    `profile` is the ICC profile that came with the file. One that is broken or made for another
    kind of picture is ignored. Without a profile RGB and grey are taken for sRGB, and CMYK is
    converted by Pillow's formula. A profile that means sRGB leaves every pixel as it is.
    """
    alpha = _used_alpha(image)
    rgb = _opaque_to_srgb(_without_alpha(image), profile)
    if alpha is not None:
        rgb.putalpha(alpha)
    return rgb


def _used_alpha(image: Image.Image) -> Image.Image | None:
    if not image.mode.endswith("A"):
        return None
    alpha = image.getchannel("A")
    lowest, _ = extrema_of(alpha)
    return alpha if lowest < 255 else None


def _without_alpha(image: Image.Image) -> Image.Image:
    return image.convert(image.mode[:-1]) if image.mode.endswith("A") else image


def _opaque_to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if image.mode == "LAB":
        lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
        return _transform(lab, "LAB").apply(image)
    if profile:
        try:
            return _by_profile(image, profile)
        except _PROFILE_FAILURES as exc:
            log.debug("ICC profile ignored: %r", exc)
    return image.convert("RGB")


def _by_profile(image: Image.Image, profile: bytes) -> Image.Image:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    space = source.profile.xcolor_space.strip()
    if image.mode == "L" and space == "RGB":
        image = image.convert("RGB")
    if space != _PROFILE_SPACES[image.mode]:
        raise ValueError(f"profile for {space} in a picture of mode {image.mode}")
    transform = _transform(source, image.mode)
    if image.mode == "RGB" and _changes_nothing(transform):
        return image
    return transform.apply(image)


def _transform(source: ImageCms.ImageCmsProfile, mode: str) -> ImageCms.ImageCmsTransform:
    target = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    return ImageCms.ImageCmsTransform(source, target, mode, "RGB", _INTENT, flags=_FLAGS)


def _changes_nothing(transform: ImageCms.ImageCmsTransform) -> bool:
    """True where no colour of a coarse grid moves by more than one level: rounding, not colour.

    Most photos carry some edition of the sRGB profile, under many names.
    """
    levels = range(0, 256, 51)
    grid = bytes(itertools.chain.from_iterable(itertools.product(levels, repeat=3)))
    probe = Image.frombytes("RGB", (len(levels) ** 3, 1), grid)
    moved = ImageChops.difference(transform.apply(probe), probe)
    return max(extrema_of(channel)[1] for channel in moved.split()) <= 1
