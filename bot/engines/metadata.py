"""The edit that a picture carries: where it is written, and how it is read back.

Standard library only, as the light parent process imports this to answer `edit --again`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from xml.etree import ElementTree

from bot.domain.errors import PhotoError

PNG_KEYWORD = "restage"
PNG_XMP_KEYWORD = "XML:com.adobe.xmp"
RESTAGE_NAMESPACE = "urn:restage:picture:1.0#"
EDIT_PROPERTY = "edit"

_PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
_JPEG_MAGIC = b"\xff\xd8"
_JPEG_XMP_HEADER = b"http://ns.adobe.com/xap/1.0/\0"
_JPEG_APP1, _JPEG_START_OF_SCAN = 0xE1, 0xDA
_MAX_TEXT_BYTES = 256 * 2**10
_MAX_BLOCKS = 20_000  # of a file that is all headers
# What XML 1.0 cannot hold though JSON can: lone surrogates and two noncharacters.
_NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


def xml_safe_json(text: str) -> str:
    r"""JSON that means the same and holds only characters that XML can: the others as \uXXXX."""
    return _NOT_IN_XML.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def read_edit_json(data: bytes) -> str:
    """The edit that was written into a PNG, JPEG or WebP, as JSON (one object).

    Raises `PhotoError` (`no_edit_inside`) where there is none: another program may have made the
    picture, or removed what it does not know.
    """
    for text in _candidates(data):
        if text is not None and _is_json_object(text):
            return text
    raise PhotoError(
        "no_edit_inside",
        "This picture carries no Restage edit; please send the file exactly as Restage made it, "
        "because chats and image editors often strip it.",
    )


def read_property(data: bytes, name: str) -> str | None:
    """A property of Restage's own in the XMP of a PNG, JPEG or WebP, such as `receipt`."""
    for packet in _xmp_packets(data):
        if (text := _property_in_xmp(packet, name)) is not None:
            return text
    return None


def _xmp_packets(data: bytes) -> Iterator[bytes]:
    if data.startswith(_PNG_MAGIC):
        yield from (text for keyword, text in _png_texts(data) if keyword == PNG_XMP_KEYWORD)
    elif data.startswith(_JPEG_MAGIC):
        yield from _jpeg_xmp(data)
    elif data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        yield from _webp_xmp(data)


def _candidates(data: bytes) -> Iterator[str | None]:
    if data.startswith(_PNG_MAGIC):
        texts = _png_texts(data)
        yield from (_decoded(text) for keyword, text in texts if keyword == PNG_KEYWORD)
    yield from (_property_in_xmp(packet, EDIT_PROPERTY) for packet in _xmp_packets(data))


def _png_texts(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Keyword and text of every iTXt chunk that is not compressed (PNG 1.2, section 11.3.4.5)."""
    at = len(_PNG_MAGIC)
    for _ in range(_MAX_BLOCKS):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if kind in (b"", b"IEND"):
            return
        if kind == b"iTXt" and length <= _MAX_TEXT_BYTES:
            keyword, _, rest = data[at + 8 : at + 8 + length].partition(b"\0")
            compressed, rest = rest[:1] != b"\0", rest[2:]  # flag and method
            parts = rest.split(b"\0", 2)  # language, translated keyword, text
            if not compressed and len(parts) == 3:
                yield keyword.decode("latin-1"), parts[2]
        at += 12 + length


def _jpeg_xmp(data: bytes) -> Iterator[bytes]:
    """Every XMP packet in the segments before the scan (XMP specification, part 3)."""
    at = len(_JPEG_MAGIC)
    for _ in range(_MAX_BLOCKS):
        if data[at : at + 1] != b"\xff" or at + 4 > len(data):
            return
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _JPEG_START_OF_SCAN:
            return
        content = data[at + 4 : at + 2 + length]
        if marker == _JPEG_APP1 and content.startswith(_JPEG_XMP_HEADER):
            yield content[len(_JPEG_XMP_HEADER) :]
        at += 2 + length


def _webp_xmp(data: bytes) -> Iterator[bytes]:
    at = 12
    for _ in range(_MAX_BLOCKS):
        kind, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if not kind:
            return
        if kind == b"XMP " and length <= _MAX_TEXT_BYTES:
            yield data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def _property_in_xmp(packet: bytes, name: str) -> str | None:
    """One property, written as an element or as an attribute, as editors may rewrite it."""
    name = f"{{{RESTAGE_NAMESPACE}}}{name}"
    text = _decoded(packet)
    if text is None or "<!DOCTYPE" in text or "<!ENTITY" in text:
        return None
    try:
        # without a DOCTYPE there are no entities to expand and nothing to fetch
        root = ElementTree.fromstring(text.strip("\0\ufeff \r\n\t"))  # noqa: S314  # nosec B314
    except (ElementTree.ParseError, ValueError):
        return None
    for element in root.iter():
        if element.tag == name:
            return element.text
        if name in element.attrib:
            return element.attrib[name]
    return None


def _decoded(text: bytes) -> str | None:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _is_json_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
