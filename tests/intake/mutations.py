"""Real files, damaged: one kind of damage at a time, in one place or several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from hypothesis import strategies as st
from PIL import Image

from tests.intake.odd_files import encoded

HEADER_BYTES = 400
"""Headers are where the harm is, so half of the hits go there."""

EXTREMES = (
    bytes(4), b"\xff" * 4, b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x80\0\0\0", b"\0\0\0\x80",
    b"\x00\x01", b"\xff\xff", b"\x00",
)  # fmt: skip
"""Numbers that a length or a size should never be, in both orders of bytes."""


class Damage(StrEnum):
    """What is done to a file."""

    OVERWRITE = "overwrite"
    EXTREME = "extreme number"
    CUT = "cut off"
    DROP = "part lost"
    REPEAT = "part repeated"
    SPLICE = "part of another"
    SWAP = "parts swapped"


@dataclass(frozen=True, slots=True, kw_only=True)
class RealFile:
    """A sound file; `format` groups it in tables."""

    format: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Damaged:
    """A file after its damage."""

    format: str
    damage: Damage
    data: bytes


@st.composite
def damaged(draw: st.DrawFn, files: Sequence[RealFile]) -> Damaged:
    """One of the files with one kind of damage, in one to six places."""
    file = draw(st.sampled_from(files))
    damage = draw(st.sampled_from(Damage))
    data = file.data
    for _ in range(1 if damage is Damage.CUT else draw(st.integers(1, 6))):
        data = _hit(draw, damage, data, files)
    return Damaged(format=file.format, damage=damage, data=data)


def _hit(draw: st.DrawFn, damage: Damage, data: bytes, files: Sequence[RealFile]) -> bytes:
    def somewhere() -> int:
        end = draw(st.sampled_from((min(HEADER_BYTES, len(data)), len(data))))
        return draw(st.integers(0, end))

    at, length = somewhere(), draw(st.integers(1, 200))
    match damage:
        case Damage.OVERWRITE:
            new = draw(st.binary(min_size=1, max_size=8))
            return data[:at] + new + data[at + len(new) :]
        case Damage.EXTREME:
            new = draw(st.sampled_from(EXTREMES))
            return data[:at] + new + data[at + len(new) :]
        case Damage.CUT:
            return data[:at]
        case Damage.DROP:
            return data[:at] + data[at + length :]
        case Damage.REPEAT:
            return data[:at] + data[at : at + length] * draw(st.integers(2, 50)) + data[at:]
        case Damage.SPLICE:
            other = draw(st.sampled_from(files)).data
            start = draw(st.integers(0, len(other)))
            return data[:at] + other[start : start + length] + data[at:]
        case Damage.SWAP:
            other_at = somewhere()
            first, second = sorted((at, other_at))
            middle = data[first + length : second]
            if second < first + length:
                return data
            parts = (data[second : second + length], middle, data[first : first + length])
            return data[:first] + b"".join(parts) + data[second + length :]


def real_files(picture: Image.Image) -> list[RealFile]:
    """A picture in mode RGB as every kind of file that is read, and in every
    way of keeping colours that Pillow writes."""
    cut_out = picture.convert("RGBA")
    cut_out.putalpha(picture.getchannel("R"))
    few = picture.quantize(32)
    levels = np.asarray(picture.convert("L"), np.uint16) * 257
    deep = Image.fromarray(levels)  # 16 bits
    exif = Image.Exif()
    exif[0x0112] = 6  # turned
    kinds: list[tuple[str, Callable[[], bytes]]] = [
        ("JPEG", lambda: encoded(picture, "JPEG", exif=exif)),
        ("JPEG", lambda: encoded(picture, "JPEG", progressive=True, subsampling=0)),
        ("JPEG", lambda: encoded(picture.convert("CMYK"), "JPEG")),
        ("JPEG", lambda: encoded(picture.convert("L"), "JPEG", restart_marker_blocks=4)),
        ("PNG", lambda: encoded(cut_out, "PNG")),
        ("PNG", lambda: encoded(few, "PNG", transparency=3)),
        ("PNG", lambda: encoded(deep, "PNG")),
        ("PNG", lambda: encoded(picture, "PNG", save_all=True, append_images=[picture])),
        ("WebP", lambda: encoded(picture, "WEBP", exif=exif)),
        ("WebP", lambda: encoded(cut_out, "WEBP", lossless=True)),
        ("WebP", lambda: encoded(cut_out, "WEBP", save_all=True, append_images=[cut_out])),
        ("AVIF", lambda: encoded(picture, "AVIF", speed=10)),
        ("AVIF", lambda: encoded(cut_out, "AVIF", speed=10)),
        ("GIF", lambda: encoded(few, "GIF", save_all=True, append_images=[picture.quantize(8)])),
        ("BMP", lambda: encoded(picture, "BMP")),
        ("BMP", lambda: encoded(few, "BMP")),
        ("TIFF", lambda: encoded(picture, "TIFF", compression="tiff_lzw")),
        ("TIFF", lambda: encoded(deep, "TIFF", compression="tiff_adobe_deflate")),
        ("TIFF", lambda: encoded(picture, "TIFF", compression="jpeg")),
        ("TIFF", lambda: encoded(picture.convert("F"), "TIFF")),
        ("MPO", lambda: encoded(picture, "MPO", save_all=True, append_images=[picture])),
    ]
    return [RealFile(format=format_, data=make()) for format_, make in kinds]
