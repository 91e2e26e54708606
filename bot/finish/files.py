"""Finished arrays to files: marked as sRGB, within a size limit, and marked where text was set."""

from __future__ import annotations

import io
import re
from xml.sax.saxutils import escape

from PIL import Image, PngImagePlugin

from bot import __version__
from bot.domain.job import MediaFormat
from bot.engines.arrays import Rgb
from bot.engines.encode import srgb_profile
from bot.engines.metadata import PNG_XMP_KEYWORD, RESTAGE_NAMESPACE

TEXT_PROPERTY = "overlayText"
_MARK = re.compile(rf"\s*<restage:{TEXT_PROPERTY}>[^<]*</restage:{TEXT_PROPERTY}>")
_END_OF_PROPERTIES = "\n  </rdf:Description>"
_PNG_LEVEL = 6
_HIGHEST, _LOWEST = 95, 55
"""Qualities between which a file of the right size is looked for."""
_FULL_CHROMA_FROM = 85
_MAX_TEXT = 4000
_MAX_PACKET_BYTES = 60_000  # what a JPEG can hold, less some room for the text


def encode(rgb: Rgb, format_: MediaFormat, *, quality: int, packet: bytes) -> bytes:
    """The picture (height, width, 3) as a file with an sRGB profile and that XMP packet. Same
    arguments, same bytes."""
    image = Image.fromarray(rgb, "RGB")
    file = io.BytesIO()
    match format_:
        case "png":
            chunks = PngImagePlugin.PngInfo()
            chunks.add_itxt(PNG_XMP_KEYWORD, packet.decode())
            image.save(
                file,
                "PNG",
                compress_level=_PNG_LEVEL,
                pnginfo=chunks,
                icc_profile=srgb_profile(),
            )
        case "jpeg":
            image.save(
                file,
                "JPEG",
                quality=quality,
                subsampling="4:4:4" if quality >= _FULL_CHROMA_FROM else "4:2:0",
                icc_profile=srgb_profile(),
                xmp=packet,
            )
        case "webp":
            image.save(
                file, "WEBP", quality=quality, method=4, icc_profile=srgb_profile(), xmp=packet
            )
    return file.getvalue()


def encode_within(
    rgb: Rgb, format_: MediaFormat, *, max_bytes: int, packet: bytes
) -> tuple[bytes, int | None]:
    """The best file of at most `max_bytes`, with its quality; None for a format without loss. Where
    none fits, the smallest."""
    if format_ == "png":
        return encode(rgb, format_, quality=100, packet=packet), None
    best = encode(rgb, format_, quality=_HIGHEST, packet=packet)
    if len(best) <= max_bytes:
        return best, _HIGHEST
    low, high = _LOWEST, _HIGHEST - 1  # the answer lies in between, if there is one
    best, found = encode(rgb, format_, quality=_LOWEST, packet=packet), _LOWEST
    while low < high:
        middle = (low + high + 1) // 2
        data = encode(rgb, format_, quality=middle, packet=packet)
        if len(data) <= max_bytes:
            best, found, low = data, middle, middle
        else:
            high = middle - 1
    return best, found


def has_text(data: bytes) -> bool:
    """Whether the file says that Restage set text on it."""
    return _MARK.search(_own_packet(data) or "") is not None


def packet_of(data: bytes, *, text: str | None) -> bytes:
    """The XMP packet (ISO 16684-1) for what is made of the file `data`: what Restage wrote into
    that, such as which model made it, and `text` where some was set on it."""
    packet = _own_packet(data) or _EMPTY_PACKET
    if text:
        said = "".join(c for c in text[:_MAX_TEXT] if c == "\n" or c.isprintable())
        mark = f"\n   <restage:{TEXT_PROPERTY}>{escape(said)}</restage:{TEXT_PROPERTY}>"
        packet = _MARK.sub("", packet).replace(_END_OF_PROPERTIES, mark + _END_OF_PROPERTIES, 1)
    return packet.encode()


def _own_packet(data: bytes) -> str | None:
    """The packet in a file, if it is one of Restage: anybody else's may say where and by whom a
    photo was taken."""
    with Image.open(io.BytesIO(data)) as image:
        info = image.info
        packet = info.get("xmp") or info.get(PNG_XMP_KEYWORD) or b""
    text = packet.decode("utf-8", "replace") if isinstance(packet, bytes) else str(packet)
    ours = f'xmlns:restage="{RESTAGE_NAMESPACE}"' in text and text.count(_END_OF_PROPERTIES) == 1
    return text if ours and len(text.encode("utf-8", "replace")) <= _MAX_PACKET_BYTES else None


_EMPTY_PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
    ' <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
    '  <rdf:Description rdf:about=""\n   xmlns:xmp="http://ns.adobe.com/xap/1.0/"\n'
    f'   xmlns:restage="{RESTAGE_NAMESPACE}">\n'
    f"   <xmp:CreatorTool>Restage {__version__}</xmp:CreatorTool>{_END_OF_PROPERTIES}\n"
    " </rdf:RDF>\n</x:xmpmeta>\n"
    '<?xpacket end="r"?>'
)
