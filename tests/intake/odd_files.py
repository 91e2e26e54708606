"""Broken, hostile and odd files, built when they are asked for."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from PIL import Image, TiffImagePlugin

PNG_MAGIC = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class OddFile:
    """A file that photo intake refuses with `code`; `kind` groups it in tables."""

    name: str
    kind: str
    code: str
    make: Callable[[], bytes]


def encoded(image: Image.Image, format_: str, **options: Any) -> bytes:
    """The picture as a file."""
    file = io.BytesIO()
    image.save(file, format_, **options)
    return file.getvalue()


def noise(size_bytes: int, seed: int = 1) -> bytes:
    """Bytes without a pattern, the same for the same seed."""
    return random.Random(seed).randbytes(size_bytes)  # noqa: S311 (hides nothing)


def a_picture(width: int = 96, height: int = 64) -> Image.Image:
    """Smooth colours with some noise, so that every part of its files matters."""
    ramp = Image.linear_gradient("L").resize((width, height))
    grain = Image.frombytes("L", (width, height), noise(width * height))
    blue = Image.blend(ramp.transpose(Image.Transpose.ROTATE_180), grain, 0.2)
    return Image.merge("RGB", (ramp, Image.radial_gradient("L").resize((width, height)), blue))


def png_chunk(kind: bytes, content: bytes, *, good_crc: bool = True) -> bytes:
    """One chunk of a PNG file."""
    crc = zlib.crc32(kind + content) ^ (0 if good_crc else 1)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", crc)


def png_file(
    width: int,
    height: int,
    *,
    colour_type: int = 2,
    depth: int = 8,
    before: bytes = b"",
    idat: bytes | None = None,
    after: bytes = b"",
    good_crc: bool = True,
) -> bytes:
    """A PNG file from its parts; black where no `idat` is given, which stops after 4 MB."""
    channels = {0: 1, 2: 3, 4: 2, 6: 4}[colour_type]
    if idat is None:
        idat = zlib.compress(bytes(min((width * channels * depth // 8 + 1) * height, 4_000_000)))
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    return (
        PNG_MAGIC
        + png_chunk(b"IHDR", header)
        + before
        + png_chunk(b"IDAT", idat, good_crc=good_crc)
        + after
        + png_chunk(b"IEND", b"")
    )


def box(kind: bytes, *contents: bytes) -> bytes:
    """One box of an ISO base media file."""
    content = b"".join(contents)
    return struct.pack(">I", 8 + len(content)) + kind + content


def tiff_file(tags: dict[int, tuple[int, int, int]], data: bytes = b"") -> bytes:
    """A little-endian TIFF file of one directory: tag -> (type, count, value or offset)."""
    entries = b"".join(struct.pack("<HHII", tag, *tags[tag]) for tag in sorted(tags))
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + struct.pack("<I", 0) + data


def _grey_tiff(width: int, height: int, **changes: tuple[int, int, int]) -> bytes:
    tags = {
        256: (4, 1, width),
        257: (4, 1, height),
        258: (3, 1, 8),
        259: (3, 1, 1),
        262: (3, 1, 1),
        273: (4, 1, 200),
        278: (4, 1, height),
        279: (4, 1, min(width * height, 2**32 - 1)),
    }
    tags.update({int(tag[1:]): value for tag, value in changes.items()})
    return tiff_file(tags, bytes(min(width * height, 10_000)))


def _tiff_with_tag(tag: int, value: object) -> bytes:
    info = TiffImagePlugin.ImageFileDirectory_v2()
    info[tag] = value
    return encoded(a_picture(), "TIFF", tiffinfo=info)


def _patched(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def _jpeg_claiming(width: int, height: int) -> bytes:
    data = encoded(a_picture(), "JPEG")
    return _patched(data, data.index(b"\xff\xc0") + 5, struct.pack(">HH", height, width))


def _gif_claiming(width: int, height: int) -> bytes:
    return _patched(encoded(a_picture(), "GIF"), 6, struct.pack("<HH", width, height))


def _bmp_claiming(width: int, height: int) -> bytes:
    return _patched(encoded(a_picture(), "BMP"), 18, struct.pack("<ii", width, height))


def _webp_claiming(width: int, height: int) -> bytes:
    canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    vp8x = b"VP8X" + struct.pack("<I", 10) + bytes(4) + canvas
    body = b"WEBP" + vp8x + encoded(a_picture(), "WEBP")[12:]
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _text_chunk(size_bytes: int) -> bytes:
    return png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(size_bytes)))


def _without(data: bytes, part: bytes) -> bytes:
    at = data.index(part)
    return data[:at] + data[at + len(part) :]


def _scan_of(jpeg: bytes) -> int:
    return jpeg.index(b"\xff\xda")


def _of_other_kinds() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    yield "zero bytes", "photo_empty", lambda: b""
    yield "one byte", "photo_not_a_picture", lambda: b"\xff"
    yield "zeros", "photo_not_a_picture", lambda: bytes(5000)
    yield "noise", "photo_not_a_picture", lambda: noise(5000, seed=5)
    yield "text", "photo_is_text", lambda: b"Dear shop,\r\nhere is the photo.\r\n"
    yield "text in UTF-16", "photo_is_text", lambda: "Schöne Grüße".encode("utf-16")
    yield "text cut within a letter", "photo_is_text", lambda: ("é" * 4000).encode()[:4095]
    yield "text that starts like BMP", "photo_is_text", lambda: b"BMW, black, two doors"
    yield "JSON", "photo_is_text", lambda: b'{"error": "not found"}'
    yield "data URL", "photo_is_text", lambda: b"data:image/png;base64,iVBORw0KGgo="
    yield "HTML", "photo_is_web_page", lambda: b"<!DOCTYPE html><html><img src=a.png></html>"
    yield "SVG", "photo_is_svg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    yield (
        "SVG with a bomb of entities",
        "photo_is_svg",
        lambda: b'\xef\xbb\xbf<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "&b;&b;">]><svg/>',
    )
    yield "PDF", "photo_is_pdf", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    yield "ZIP", "photo_is_archive", lambda: b"PK\x03\x04" + bytes(40)
    yield "gzip", "photo_is_archive", lambda: b"\x1f\x8b\x08" + bytes(40)
    yield "RAR", "photo_is_archive", lambda: b"Rar!\x1a\x07\x00" + bytes(40)
    yield "Photoshop", "photo_is_layered", lambda: b"8BPS\0\x01" + bytes(40)
    yield "GIMP", "photo_is_layered", lambda: b"gimp xcf v011\0" + bytes(40)
    yield "MP4", "photo_is_video", lambda: box(b"ftyp", b"isom", bytes(4), b"isommp42")
    yield "QuickTime", "photo_is_video", lambda: box(b"ftyp", b"qt  ", bytes(4), b"qt  ")
    yield "WebM", "photo_is_video", lambda: b"\x1aE\xdf\xa3" + bytes(40)
    yield "AVI", "photo_is_video", lambda: b"RIFF\x40\0\0\0AVI LIST" + bytes(40)
    yield "WAV", "photo_format_unsupported", lambda: b"RIFF\x40\0\0\0WAVEfmt " + bytes(40)
    yield "unknown RIFF", "photo_not_a_picture", lambda: b"RIFF\x40\0\0\0ACON" + bytes(40)
    yield "MP3", "photo_format_unsupported", lambda: b"ID3\x04" + bytes(40)
    yield "JPEG 2000", "photo_format_unsupported", lambda: encoded(a_picture(), "JPEG2000")
    yield "JPEG XL", "photo_format_unsupported", lambda: b"\xff\x0a" + bytes(40)
    yield "icon", "photo_format_unsupported", lambda: encoded(a_picture(), "ICO")
    yield "PostScript", "photo_format_unsupported", lambda: encoded(a_picture(), "EPS")
    yield "PPM", "photo_not_a_picture", lambda: encoded(a_picture(), "PPM")
    yield "Git LFS", "photo_is_pointer", lambda: b"version https://git-lfs.github.com/spec/v1\n"
    yield "raw CR2", "photo_is_raw", lambda: b"II*\0\x10\0\0\0CR\x02\0" + bytes(40)
    yield "raw CR3", "photo_is_raw", lambda: box(b"ftyp", b"crx ", bytes(4), b"crx isom")
    yield "raw RAF", "photo_is_raw", lambda: b"FUJIFILMCCD-RAW 0201" + bytes(40)
    yield "raw DNG", "photo_is_raw", lambda: _tiff_with_tag(50706, b"\x01\x04\0\0")
    yield "raw NEF", "photo_is_raw", lambda: _tiff_with_tag(254, 1)


def _of_wrong_size() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    yield "1 pixel", "photo_too_small", lambda: encoded(Image.new("RGB", (1, 1)), "PNG")
    yield "31 pixels", "photo_too_small", lambda: encoded(Image.new("L", (31, 500)), "JPEG")
    yield "a line", "photo_too_narrow", lambda: png_file(16_000, 40, colour_type=0)
    yield "side of 20,000", "photo_side_too_long", lambda: png_file(20_000, 50, colour_type=0)
    yield "height of 20,000", "photo_side_too_long", lambda: png_file(50, 20_000, colour_type=0)
    yield "PNG 30,000 x 30,000", "photo_too_many_pixels", lambda: png_file(30_000, 30_000)
    yield "PNG 2^31 x 2^31", "photo_too_many_pixels", lambda: png_file(2**31 - 1, 2**31 - 1)
    yield "PNG 16,000 x 16,000", "photo_too_many_pixels", lambda: png_file(16_000, 16_000)
    yield "PNG 9,000 x 9,000", "photo_too_many_pixels", lambda: png_file(9_000, 9_000)
    yield "JPEG 65,000 x 65,000", "photo_too_many_pixels", lambda: _jpeg_claiming(65_000, 65_000)
    yield "JPEG 16,000 x 10,000", "photo_too_many_pixels", lambda: _jpeg_claiming(16_000, 10_000)
    yield "GIF 65,535 x 65,535", "photo_too_many_pixels", lambda: _gif_claiming(65_535, 65_535)
    yield "BMP 30,000 x -30,000", "photo_too_many_pixels", lambda: _bmp_claiming(30_000, -30_000)
    yield "BMP 30,000 x 3,000", "photo_side_too_long", lambda: _bmp_claiming(30_000, 3_000)
    yield "WebP 16,384 x 16,384", "photo_too_many_pixels", lambda: _webp_claiming(16_384, 16_384)
    yield "WebP 8,000 x 7,000", "photo_too_costly", lambda: _webp_claiming(8_000, 7_000)
    yield "TIFF 2^31 x 2^31", "photo_too_many_pixels", lambda: _grey_tiff(2**31, 2**31)
    yield "TIFF 16,000 x 16,000", "photo_too_many_pixels", lambda: _grey_tiff(16_000, 16_000)
    yield "PNG without width", "photo_damaged", lambda: png_file(0, 100)


def _of_bombs() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    def before(chunks: bytes) -> bytes:
        return png_file(64, 64, before=chunks)

    yield "PNG text of 40 MB", "photo_too_costly", lambda: before(_text_chunk(40 << 20))
    yield "PNG texts of 90 MB", "photo_too_costly", lambda: before(_text_chunk(1 << 20) * 90)
    yield (
        "PNG text after the picture",
        "photo_too_costly",
        lambda: png_file(64, 64, after=_text_chunk(40 << 20)),
    )
    yield (
        "PNG profile of 40 MB",
        "photo_too_costly",
        lambda: before(png_chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(40 << 20)))),
    )
    yield (
        "TIFF strips beyond the file",
        "photo_truncated",
        lambda: _grey_tiff(64, 64, t273=(4, 1, 2**31)),
    )


def _of_damage() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    def jpeg() -> bytes:
        return encoded(a_picture(), "JPEG")

    yield "JPEG of two markers", "photo_damaged", lambda: b"\xff\xd8\xff\xd9"
    yield "JPEG without frame", "photo_damaged", lambda: _without(jpeg(), b"\xff\xc0")
    yield (
        "JPEG without scan",
        "photo_damaged",
        lambda: jpeg()[: _scan_of(jpeg())] + b"\xff\xd9",
    )
    yield "PNG sent as text", "photo_damaged", lambda: png_file(64, 64).replace(b"\r\n", b"\n")
    yield "PNG of noise", "photo_damaged", lambda: png_file(64, 64, idat=b"x\x9c" + b"\xff" * 99)
    yield "PNG without picture", "photo_damaged", lambda: PNG_MAGIC + png_chunk(b"IEND", b"")
    yield (
        "PNG of unknown depth",
        "photo_damaged",
        lambda: (
            PNG_MAGIC
            + png_chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 7, 2, 0, 0, 0))
            + png_chunk(b"IDAT", b"")
            + png_chunk(b"IEND", b"")
        ),
    )
    yield "GIF without frame", "photo_damaged", lambda: b"GIF89a\x40\0\x40\0\0\0\0;"
    yield "TIFF without size", "photo_damaged", lambda: tiff_file({258: (3, 1, 8)})
    yield "TIFF that loops", "photo_damaged", lambda: b"II*\0\x08\0\0\0\0\0\x08\0\0\0"
    yield "BMP of 7 bits", "photo_damaged", lambda: _patched(_bmp_claiming(96, 64), 28, b"\x07")
    yield (
        "WebP of noise",
        "photo_damaged",
        lambda: _patched(encoded(a_picture(), "WEBP"), 40, noise(60)),
    )
    yield "AVIF of two boxes", "photo_damaged", lambda: box(b"ftyp", b"avif", bytes(4), b"mif1")
    yield (
        "fully transparent",
        "photo_is_transparent",
        lambda: encoded(Image.new("RGBA", (64, 64), (200, 10, 10, 0)), "PNG"),
    )


def _of_truncation() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    def cut(format_: str, tenth: int) -> Callable[[], bytes]:
        def make() -> bytes:
            whole = encoded(a_picture(), format_)
            return whole[: len(whole) * tenth // 10]

        return make

    for format_ in ("JPEG", "PNG", "WEBP", "GIF"):
        for tenth in range(1, 10):
            yield f"{format_} cut at {tenth} tenths", "photo_truncated", cut(format_, tenth)
    yield "BMP cut at 5 tenths", "photo_truncated", cut("BMP", 5)
    yield "TIFF cut at 5 tenths", "photo_truncated", cut("TIFF", 5)
    yield "AVIF cut at 5 tenths", "photo_truncated", cut("AVIF", 5)


_GROUPS = {
    "not a photo": _of_other_kinds,
    "wrong size": _of_wrong_size,
    "bomb": _of_bombs,
    "damaged": _of_damage,
    "truncated": _of_truncation,
}
REFUSED = tuple(
    OddFile(name=name, kind=kind, code=code, make=make)
    for kind, group in _GROUPS.items()
    for name, code, make in group()
)
