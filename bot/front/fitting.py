"""Files that fit: pictures made just small enough for one Discord message."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from bot.domain.job import MediaFormat

MESSAGE_BYTES = 25 * 2**20
"""All files of one message, as Discord takes them."""

_QUALITIES = (95, 90, 85, 80)
"""Tried in this order before the picture itself gets smaller; below, it shows in gradients."""
_FULL_CHROMA_FROM = 90
_SCALE_MARGIN = 0.97
_SCALE_STEP = 0.9
_MAX_XMP_BYTES = 65_504
"""What one segment of a JPEG holds, less its length and header."""

_EXTENSIONS: dict[MediaFormat, str] = {"png": "png", "jpeg": "jpg", "webp": "webp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedFile:
    """A picture as it is sent. `original` says that these are the very bytes that were given."""

    data: bytes
    format: MediaFormat
    original: bool

    @property
    def extension(self) -> str:
        """For a file name: "png", "jpg" or "webp"."""
        return _EXTENSIONS[self.format]


def fit_gallery(
    pictures: Sequence[bytes], *, limit_bytes: int, total_bytes: int = MESSAGE_BYTES
) -> list[FittedFile]:
    """Each of `pictures` (PNG, JPEG or WebP files of Restage) in at most `limit_bytes`, all
    together in at most `total_bytes`, in order.

    What fits stays as it is. What does not becomes a JPEG, or a WebP where it is transparent,
    first of lower quality and then of fewer pixels; the edit in it stays readable. The same
    pictures and limits give the same files. Takes up to about a second of CPU a picture: call it
    in a thread. Raises `ValueError` where not even one pixel fits.
    """
    sizes = [len(picture) for picture in pictures]
    allowances = share_out(sizes, limit=limit_bytes, total=total_bytes)
    return [
        _fit(picture, allowance) for picture, allowance in zip(pictures, allowances, strict=True)
    ]


def share_out(sizes: Sequence[int], *, limit: int, total: int) -> list[int]:
    """How much each may have: none over `limit`, all together at most `total`.

    Whoever needs less than an equal share gets what it needs, and the others share the rest.
    """
    allowed = [0] * len(sizes)
    smallest_first = sorted(range(len(sizes)), key=lambda index: sizes[index])
    for done, index in enumerate(smallest_first):
        equal_share = total // (len(sizes) - done)
        allowed[index] = min(sizes[index], limit, equal_share)
        total -= allowed[index]
    return allowed


def _fit(data: bytes, allowance: int) -> FittedFile:
    with Image.open(io.BytesIO(data)) as picture:
        if len(data) <= allowance:
            return FittedFile(data=data, format=_format_of(picture), original=True)
        picture.load()
        return _smaller(picture, allowance)


def _format_of(picture: Image.Image) -> MediaFormat:
    match picture.format:
        case "PNG":
            return "png"
        case "JPEG" | "MPO":
            return "jpeg"
        case "WEBP":
            return "webp"
        case other:
            raise ValueError(f"{other} is no format of ours")


def _smaller(picture: Image.Image, allowance: int) -> FittedFile:
    transparent = picture.has_transparency_data
    format_: MediaFormat = "webp" if transparent else "jpeg"
    kept = _kept_metadata(picture)
    pixels = picture.convert("RGBA" if transparent else "RGB")
    data = b""
    for quality in _QUALITIES:
        data = _encode(pixels, format_, quality, kept)
        if len(data) <= allowance:
            return FittedFile(data=data, format=format_, original=False)
    scale = _SCALE_MARGIN * math.sqrt(allowance / len(data))
    while len(data) > allowance:
        data = _encode(_scaled(pixels, scale), format_, _QUALITIES[-1], kept)
        scale *= _SCALE_STEP
    return FittedFile(data=data, format=format_, original=False)


def _scaled(pixels: Image.Image, scale: float) -> Image.Image:
    width, height = round(pixels.width * scale), round(pixels.height * scale)
    if max(width, height) < 1:
        raise ValueError("the limit leaves no room for a picture")
    return pixels.resize((max(1, width), max(1, height)), Image.Resampling.LANCZOS)


def _kept_metadata(picture: Image.Image) -> dict[str, Any]:  # Any: options of Pillow's encoders
    """The colour profile, and the XMP packet that says how the picture was made."""
    kept = {"icc_profile": picture.info.get("icc_profile")}
    packet = picture.info.get("xmp")
    if packet and len(packet) <= _MAX_XMP_BYTES:
        kept["xmp"] = packet
    return kept


def _encode(pixels: Image.Image, format_: MediaFormat, quality: int, kept: dict[str, Any]) -> bytes:
    """JPEG for the opaque: on a noisy 2048 x 2048 picture it took 60 ms, WebP 640 ms."""
    options: dict[str, Any] = {"quality": quality, **kept}
    if format_ == "jpeg":
        options["subsampling"] = "4:4:4" if quality >= _FULL_CHROMA_FROM else "4:2:0"
    file = io.BytesIO()
    pixels.save(file, format_.upper(), **options)
    return file.getvalue()
