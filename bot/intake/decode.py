"""Bytes from outside to an upright sRGB photo or a mask, or one clear sentence."""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Literal, cast

from PIL import (
    AvifImagePlugin,
    ExifTags,
    Image,
    ImageChops,
    ImageCms,
    ImageFile,
    MpoImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from bot.domain.errors import PhotoError
from bot.domain.photo import IntakeLimits, Photo
from bot.intake.colour import to_srgb
from bot.intake.limits import (
    check_bytes,
    check_sides,
    check_smallest,
    too_many_pixels,
    work_size,
)
from bot.intake.modes import extrema_of, plainer_for
from bot.intake.refusals import refusal
from bot.intake.shrink import draft_jpeg, plain_at
from bot.intake.sniff import is_cut_off, picture_format, webp_size

PLUGINS = (AvifImagePlugin, MpoImagePlugin, TiffImagePlugin, WebPImagePlugin)
"""Pillow's decoders beyond the basic ones, which register when they are imported. The rest of
Pillow's forty formats is never loaded."""

_CODEC_THREADS = 2
# Pillow and its codecs raise nearly anything on a broken file; our own faults among these are told
# apart by the detail in the log.
_CODEC_FAILURES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    BufferError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    ImageCms.PyCMSError,
    struct.error,
    zlib.error,
)
# What Pillow says of a comment or profile that unpacks to too much, and codecs out of memory.
_COST_SIGNS = ("decompressed data too large", "max_text_memory", "out of memory", "allocat")
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = frozenset({5, 6, 7, 8})
_WEBP_BYTES_PER_PIXEL = 16  # two canvases of the decoder, the frame as bytes, the picture
_DNG_VERSION, _NEW_SUBFILE_TYPE = 50706, 254
_MASK_HALF = 128
_MASK_COLOUR_TOLERANCE = 24  # what JPEG does to grey


def decode_photo(data: bytes, *, name: str, limits: IntakeLimits) -> Photo:
    """The photo in `data`, upright, in sRGB, its longer side at most `limits.work_side_px`.

    Mode "RGBA" where some pixel is not opaque, else "RGB". Of animations and multi-page files the
    first picture is taken. `name` is carried along; the format is told from the content.
    Raises `PhotoError` with one sentence on anything else.
    """
    check_bytes(data, limits)
    format_ = picture_format(data)
    with _codec_failures_told(data, format_, limits):
        image = _open(data, format_, limits)
        check_smallest(image.width, image.height, limits)
        whole, size = image.size, work_size(image.width, image.height, limits)
        extent = draft_jpeg(image, size) if format_ == "JPEG" else image.size
        image.load()
        orientation, profile = _orientation(image), image.info.get("icc_profile")
        picture = _upright(to_srgb(plain_at(image, extent, size), profile), orientation)
    if picture.mode == "RGBA" and extrema_of(picture.getchannel("A"))[1] == 0:
        raise refusal("photo_is_transparent")
    photo = _photo(picture, data, name)
    if size == whole:
        return photo
    return replace(photo, reduced_from=whole[::-1] if orientation in _SIDEWAYS else whole)


def decode_mask(data: bytes, *, name: str, width: int, height: int, limits: IntakeLimits) -> Photo:
    """The mask in `data` for a photo that is `width` x `height` after intake: mode "L", 255 where
    the product is.

    The mask is the picture's alpha where that varies, else its grey levels. It has the photo's
    size, or its proportions within 1 % where the photo was reduced to the work size.
    Raises `PhotoError` with one sentence on anything else.
    """
    check_bytes(data, limits)
    format_ = picture_format(data)
    with _codec_failures_told(data, format_, limits):
        image = _open(data, format_, limits)
        image.load()
        mask = _upright(_mask_levels(plainer_for(image)(image)), _orientation(image))
    darkest, lightest = extrema_of(mask)
    if lightest < _MASK_HALF:
        raise refusal("mask_empty", f"levels {darkest} to {lightest}")
    if darkest >= _MASK_HALF:
        raise refusal("mask_full", f"levels {darkest} to {lightest}")
    return _photo(_fitted(mask, width, height, limits), data, name)


@contextmanager
def _codec_failures_told(data: bytes, format_: str, limits: IntakeLimits) -> Iterator[None]:
    """Turn whatever Pillow and its codecs raise into a `PhotoError`, and silence its warnings."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except MemoryError as exc:
        raise refusal("photo_too_costly", repr(exc)) from exc
    except Image.DecompressionBombError as exc:
        raise too_many_pixels(limits, str(exc)) from exc
    except _CODEC_FAILURES as exc:
        raise _explained(exc, data, format_) from exc


def _explained(exc: Exception, data: bytes, format_: str) -> PhotoError:
    detail, message = f"{format_}: {exc!r}", str(exc).lower()
    if any(sign in message for sign in _COST_SIGNS):
        return refusal("photo_too_costly", detail)
    if "truncated" in message or is_cut_off(data, format_):
        return refusal("photo_truncated", detail)
    return refusal("photo_damaged", detail, kind="HEIC" if format_ == "HEIF" else format_)


def _open(data: bytes, format_: str, limits: IntakeLimits) -> ImageFile.ImageFile:
    """Read the header and check what decoding would cost. No pixel is decoded yet."""
    if format_ == "HEIF":
        _register_heif()
    if format_ == "AVIF":
        if not AvifImagePlugin.SUPPORTED:
            raise refusal("photo_format_unsupported", kind="AVIF")
        AvifImagePlugin.DEFAULT_MAX_THREADS = _CODEC_THREADS  # the way that Pillow offers
    if format_ == "WEBP":
        _check_webp(data, limits)
    image = Image.open(io.BytesIO(data), formats=(format_,))
    check_sides(image.width, image.height, limits)
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        _refuse_raw(image)
    return image


def _register_heif() -> None:
    try:
        import pillow_heif

        pillow_heif.register_heif_opener(
            thumbnails=False, depth_images=False, aux_images=False, decode_threads=_CODEC_THREADS
        )
    except ImportError as exc:  # not installed, or its codec cannot be loaded
        raise refusal("photo_heic_unsupported", str(exc)) from exc


def _check_webp(data: bytes, limits: IntakeLimits) -> None:
    size = webp_size(data)
    if size is None:
        return
    check_sides(*size, limits)
    cost_bytes = size[0] * size[1] * _WEBP_BYTES_PER_PIXEL
    if cost_bytes > limits.memory_limit_mib * 2**20:
        raise refusal("photo_too_costly", f"WebP of {size[0]} x {size[1]}")


def _refuse_raw(image: TiffImagePlugin.TiffImageFile) -> None:
    """Cameras' raw files are TIFF files that begin with a small preview."""
    if _DNG_VERSION in image.tag_v2 or image.tag_v2.get(_NEW_SUBFILE_TYPE, 0) == 1:
        raise refusal("photo_is_raw", f"TIFF with a preview of {image.width} x {image.height}")


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 to 8; 1 where there is none or the EXIF block is broken."""
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
    except _CODEC_FAILURES:
        return 1
    return orientation if orientation in _TURNS else 1


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def _mask_levels(plain: Image.Image) -> Image.Image:
    """The one channel of a plain picture that is the mask, as mode "L"."""
    if plain.mode.endswith("A"):
        alpha = plain.getchannel("A")
        lowest, highest = extrema_of(alpha)
        if lowest < highest:
            return alpha
        plain = plain.convert(plain.mode[:-1])
    if plain.mode == "L":
        return plain
    red, green, blue = plain.convert("RGB").split()
    for other in (green, blue):
        _, colour = extrema_of(ImageChops.difference(red, other))
        if colour > _MASK_COLOUR_TOLERANCE:
            raise refusal("mask_not_grey", f"channels differ by {colour}")
    return green


def _fitted(mask: Image.Image, width: int, height: int, limits: IntakeLimits) -> Image.Image:
    """The mask at the photo's size, if it is a mask of that photo."""
    if mask.size == (width, height):
        return mask
    photo_was_reduced = max(width, height) == limits.work_side_px
    stretch = (mask.width * height) / (mask.height * width)
    if not photo_was_reduced or abs(stretch - 1.0) > 0.01:
        raise refusal(
            "mask_wrong_size",
            mask_width=mask.width,
            mask_height=mask.height,
            width=width,
            height=height,
        )
    return mask.resize((width, height), Image.Resampling.BILINEAR)  # does not overshoot


def _photo(picture: Image.Image, data: bytes, name: str) -> Photo:
    return Photo(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        width=picture.width,
        height=picture.height,
        mode=cast(Literal["RGB", "RGBA", "L"], picture.mode),
        pixels=picture.tobytes(),
    )
