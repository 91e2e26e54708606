"""What a file is, told from its first bytes and never from its name."""

from __future__ import annotations

import string
import struct
from collections.abc import Iterable

from bot.domain.errors import PhotoError
from bot.intake.refusals import refusal

_PICTURES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),  # BigTIFF
    (b"MM\0+", "TIFF"),
)
_OTHERS = (
    (b"%PDF", "photo_is_pdf"),
    (b"PK\x03\x04", "photo_is_archive"),
    (b"PK\x05\x06", "photo_is_archive"),
    (b"Rar!", "photo_is_archive"),
    (b"7z\xbc\xaf\x27\x1c", "photo_is_archive"),
    (b"\x1f\x8b", "photo_is_archive"),  # gzip
    (b"\x1aE\xdf\xa3", "photo_is_video"),  # Matroska, WebM
    (b"FLV\x01", "photo_is_video"),
    (b"\0\0\x01\xba", "photo_is_video"),  # MPEG programme stream
    (b"8BPS", "photo_is_layered"),  # Photoshop
    (b"gimp xcf", "photo_is_layered"),
    (b"FUJIFILMCCD-RAW", "photo_is_raw"),
    (b"IIRO", "photo_is_raw"),  # Olympus
    (b"IIRS", "photo_is_raw"),
    (b"IIU\0", "photo_is_raw"),  # Panasonic
)
_UNSUPPORTED = (
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\x01\0", "Icon"),
    (b"v/1\x01", "OpenEXR"),
    (b"DDS ", "DDS"),
    (b"qoif", "QOI"),
    (b"%!PS", "PostScript"),
    (b"ID3", "Audio"),
    (b"OggS", "Audio"),
    (b"fLaC", "Audio"),
)
_TEXTS = (
    ("version https://git-lfs", "photo_is_pointer"),
    ("<svg", "photo_is_svg"),
    ("<!doctype html", "photo_is_web_page"),
    ("<html", "photo_is_web_page"),
)
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIF_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
)
_BMP_HEADER_SIZES = frozenset({12, 16, 40, 52, 56, 64, 108, 124})
_PRINTABLE = frozenset(map(ord, string.printable))
_HEAD_BYTES = 4096


def picture_format(data: bytes) -> str:
    """Pillow's name for the format of `data`: JPEG, PNG, GIF, BMP, TIFF, WEBP, AVIF or HEIF.

    Raises `PhotoError` that names what the file is where it is something else.
    """
    head = data[:_HEAD_BYTES]
    if not head:
        raise refusal("photo_empty")
    if head[:4] in (b"II*\0", b"MM\0*") and head[8:10] == b"CR":
        raise refusal("photo_is_raw", "Canon CR2")
    found = _starting(head, _PICTURES) or _bitmap(head) or _riff_format(head) or _box_format(head)
    if found is None:
        raise _stranger(head)
    return found


def webp_size(data: bytes) -> tuple[int, int] | None:
    """Width and height that a WebP file declares, or None where its header says nothing.

    Pillow sets up the decoder's whole canvas while it opens a WebP file, so that its cost has to
    be known before that.
    """
    chunk = data[12:16]
    if chunk == b"VP8X" and len(data) >= 30:
        width, height = data[24:27], data[27:30]
        return int.from_bytes(width, "little") + 1, int.from_bytes(height, "little") + 1
    if chunk == b"VP8L" and len(data) >= 25:
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 " and len(data) >= 30:
        raw_width, raw_height = struct.unpack_from("<HH", data, 26)
        return raw_width & 0x3FFF, raw_height & 0x3FFF
    return None


def is_cut_off(data: bytes, format_: str) -> bool:
    """True where the end that the format demands is missing."""
    match format_:
        case "JPEG":
            return b"\xff\xd9" not in data[-65536:]
        case "PNG":
            return b"IEND" not in data[-65536:]
        case "WEBP":
            return len(data) < 12 or len(data) < int.from_bytes(data[4:8], "little") + 8
        case "GIF":
            return not data.rstrip(b"\0").endswith(b";")
        case "AVIF" | "HEIF":
            return _last_box_end(data) > len(data)
        case _:
            return False


def _last_box_end(data: bytes) -> int:
    """Where the boxes of an ISO base media file say that it ends; its length if they do not."""
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if size < 8:  # 0: to the end of the file; 1: a 64-bit size, of which photos have no need
            return len(data)
        at += size
    return at


def _starting(head: bytes, table: Iterable[tuple[bytes, str]]) -> str | None:
    return next((name for magic, name in table if head.startswith(magic)), None)


def _bitmap(head: bytes) -> str | None:
    """BMP has a magic of two letters that any text may start with: its header size decides."""
    header_size = int.from_bytes(head[14:18], "little")
    return "BMP" if head.startswith(b"BM") and header_size in _BMP_HEADER_SIZES else None


def _riff_format(head: bytes) -> str | None:
    if not head.startswith(b"RIFF"):
        return None
    match head[8:12]:
        case b"WEBP":
            return "WEBP"
        case b"AVI ":
            raise refusal("photo_is_video", "RIFF AVI")
        case b"WAVE":
            raise refusal("photo_format_unsupported", "RIFF WAVE", kind="Audio")
        case _:
            return None


def _box_format(head: bytes) -> str | None:
    """ISO base media files (HEIC, AVIF, MP4, …) list their brands in the first box."""
    if head[4:8] != b"ftyp":
        return None
    box = head[: max(16, min(int.from_bytes(head[:4], "big"), 256))]
    brands = {box[8:12]} | {box[i : i + 4] for i in range(16, len(box), 4)}
    if brands & _AVIF_BRANDS:
        return "AVIF"
    if brands & _HEIF_BRANDS:
        return "HEIF"
    if box[8:12] == b"crx ":
        raise refusal("photo_is_raw", "Canon CR3")
    raise refusal("photo_is_video", f"brands {sorted(brands)}")


def _stranger(head: bytes) -> PhotoError:
    """The refusal for a file that is no picture known here."""
    code = _starting(head, _OTHERS)
    if code is not None:
        return refusal(code, f"starts with {head[:16]!r}")
    kind = _starting(head, _UNSUPPORTED)
    if kind is not None:
        return refusal("photo_format_unsupported", f"starts with {head[:16]!r}", kind=kind)
    text = _as_text(head)
    if text is None:
        return refusal("photo_not_a_picture", f"starts with {head[:16]!r}")
    # an SVG drawing may begin with an XML declaration, a DOCTYPE and comments
    found = next((code for mark, code in _TEXTS if mark in text), "photo_is_text")
    return refusal(found, f"text starting {text[:40]!r}")


def _as_text(head: bytes) -> str | None:
    """The head in lower case where it is text, else None."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace").lower()
    try:
        text = head.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        if len(head) - exc.start > 3:  # not merely a character that the cut went through
            return None
        text = head[: exc.start].decode("utf-8-sig")
    if not text or any(ord(char) < 128 and ord(char) not in _PRINTABLE for char in text):
        return None
    return text.lower()
