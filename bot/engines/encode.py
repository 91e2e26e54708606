"""Finished arrays to files: PNG, JPEG or WebP with the edit written inside."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

import numpy as np
from PIL import Image, ImageCms, PngImagePlugin

from bot.domain.edit import Edit, EngineName, Fidelity, Strength
from bot.domain.errors import RenderError
from bot.domain.job import MediaFormat, Output, Picture
from bot.domain.receipt import Receipt
from bot.engines.arrays import Mask, Rgb
from bot.engines.metadata import (
    EDIT_PROPERTY,
    PNG_KEYWORD,
    PNG_XMP_KEYWORD,
    RESTAGE_NAMESPACE,
    xml_safe_json,
)

# Controlled vocabulary of the IPTC, https://cv.iptc.org/newscodes/digitalsourcetype/
_SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
MADE_BY_MODEL = _SOURCE_TYPES + "trainedAlgorithmicMedia"
PARTLY_MADE_BY_MODEL = _SOURCE_TYPES + "compositeWithTrainedAlgorithmicMedia"

_NAMESPACES = {
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "restage": RESTAGE_NAMESPACE,
}
# On a rendered 1280 x 1024 photo level 4 took 84 ms of CPU and 859 KiB, level 1 58 ms and 1023 KiB,
# level 6 208 ms and 798 KiB; OpenCV was 20 ms faster at level 4 but cannot write the text.
_PNG_LEVEL = 4
_WEBP_METHOD = 4
_JPEG_SUBSAMPLING = "4:4:4"
_PREVIEW_QUALITY = 80
_JPEG_MAX_XMP_BYTES = 65_504  # one segment less its length and header
_MAX_SIDE_PX: dict[MediaFormat, int] = {"jpeg": 65_535, "webp": 16_383}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What made a picture. `strength` and `fidelity` are what was really done; `licence` is that
    of the model's weights; `version` is Restage's; `receipt` what was measured of it."""

    engine: EngineName
    version: str
    strength: Strength
    fidelity: Fidelity
    model: str | None = None
    licence: str | None = None
    receipt: Receipt | None = None


def encode_picture(rgb: Rgb, *, edit: Edit, output: Output, stamp: Stamp) -> Picture:
    """The picture (height, width, 3) as a file in `output.format`, marked as sRGB.

    Inside are the edit as JSON, which `bot.engines.metadata.read_edit_json` reads back, and an XMP
    packet that says how the picture was made. PNG keeps every pixel as it is. The same arguments
    give the same bytes. Raises `RenderError` where the format cannot hold so large a picture or
    so long an edit.
    """
    height, width, _ = rgb.shape
    _check_sides(width, height, output.format)
    edit_json = edit.to_json()
    packet = xmp_packet(edit_json, stamp)
    image = Image.fromarray(rgb, "RGB")
    match output.format:
        case "png":
            data = _as_png(image, edit_json, packet)
        case "jpeg":
            data = _as_jpeg(image, packet, output.quality)
        case "webp":
            data = _as_webp(image, packet, output.quality)
    return Picture(
        edit=edit,
        data=data,
        format=output.format,
        width=width,
        height=height,
        strength=stamp.strength,
    )


def as_encoded(rgb: Rgb, output: Output) -> Rgb:
    """The pixels (height, width, 3) that a file in `output.format` gives back."""
    if output.format == "png":
        return rgb
    height, width, _ = rgb.shape
    _check_sides(width, height, output.format)
    file = io.BytesIO()
    image = Image.fromarray(rgb, "RGB")
    if output.format == "jpeg":
        image.save(file, "JPEG", quality=output.quality, subsampling=_JPEG_SUBSAMPLING)
    else:
        image.save(file, "WEBP", quality=output.quality, method=_WEBP_METHOD)
    with Image.open(file) as stored:
        return np.asarray(stored.convert("RGB"), np.uint8)


def encode_mask(mask: Mask) -> bytes:
    """The mask as a grey PNG: 255 exactly in the core, below it elsewhere."""
    file = io.BytesIO()
    Image.fromarray(mask.to_bytes_plane(), "L").save(file, "PNG", compress_level=_PNG_LEVEL)
    return file.getvalue()


def encode_preview(rgb: Rgb, side_px: int = 256) -> bytes:
    """A JPEG of the picture (height, width, 3) whose longer side is at most `side_px`."""
    image = Image.fromarray(rgb, "RGB")
    image.thumbnail((side_px, side_px), Image.Resampling.BICUBIC, reducing_gap=2.0)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=_PREVIEW_QUALITY)
    return file.getvalue()


def digital_source_type(stamp: Stamp) -> str | None:
    """The IPTC digital source type, or None where no model made anything: the studio engine claims
    none, and at strength 0 everywhere the picture is the source.

    A picture of a diffusion model is a composite where pixels of the camera remain in it.
    """
    nothing_made = stamp.strength.product == stamp.strength.scene == 0.0
    if stamp.engine is not EngineName.DIFFUSION or nothing_made:
        return None
    camera_pixels_remain = stamp.fidelity is Fidelity.EXACT or 0.0 in (
        stamp.strength.product,
        stamp.strength.scene,
    )
    return PARTLY_MADE_BY_MODEL if camera_pixels_remain else MADE_BY_MODEL


def xmp_packet(edit_json: str, stamp: Stamp) -> bytes:
    """The XMP packet of a picture (ISO 16684-1), UTF-8."""
    spaces = "".join(f"\n   xmlns:{name}={quoteattr(uri)}" for name, uri in _NAMESPACES.items())
    properties = "".join(
        f"\n   <{name}>{escape(value)}</{name}>" for name, value in _properties(edit_json, stamp)
    )
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        ' <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f'  <rdf:Description rdf:about=""{spaces}>{properties}\n'
        "  </rdf:Description>\n </rdf:RDF>\n</x:xmpmeta>\n"
        '<?xpacket end="r"?>'
    ).encode()


def _properties(edit_json: str, stamp: Stamp) -> Iterator[tuple[str, str]]:
    yield "xmp:CreatorTool", f"Restage {stamp.version}"
    source_type = digital_source_type(stamp)
    if source_type is not None:
        yield "Iptc4xmpExt:DigitalSourceType", source_type
    if source_type is not None and stamp.model is not None:
        yield "Iptc4xmpExt:AISystemUsed", stamp.model  # IPTC Photo Metadata 2025.1
    if stamp.licence is not None:
        yield "restage:modelLicence", stamp.licence
    yield "restage:engine", stamp.engine
    yield "restage:productStrength", f"{stamp.strength.product:g}"
    yield "restage:sceneStrength", f"{stamp.strength.scene:g}"
    yield "restage:fidelity", stamp.fidelity
    if stamp.receipt is not None:
        yield "restage:verdict", stamp.receipt.verdict
        yield "restage:receipt", stamp.receipt.to_json()
    yield f"restage:{EDIT_PROPERTY}", xml_safe_json(edit_json)


def _check_sides(width: int, height: int, format_: MediaFormat) -> None:
    limit = _MAX_SIDE_PX.get(format_)
    if limit is not None and max(width, height) > limit:
        raise RenderError(
            "picture_too_big_for_format",
            f"A {format_.upper()} file can have at most {limit} pixels on a side and this picture "
            f"is {width} x {height}; please choose PNG.",
        )


def _as_png(image: Image.Image, edit_json: str, packet: bytes) -> bytes:
    chunks = PngImagePlugin.PngInfo()
    chunks.add(b"sRGB", b"\0")  # perceptual
    chunks.add_itxt(PNG_KEYWORD, xml_safe_json(edit_json))
    chunks.add_itxt(PNG_XMP_KEYWORD, packet.decode())
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=_PNG_LEVEL, pnginfo=chunks)
    return file.getvalue()


def _as_jpeg(image: Image.Image, packet: bytes, quality: int) -> bytes:
    if len(packet) > _JPEG_MAX_XMP_BYTES:
        raise RenderError(
            "edit_too_long_for_jpeg",
            "The words of this edit are too long to be kept inside a JPEG; please shorten them or "
            "choose PNG.",
            f"XMP of {len(packet)} bytes",
        )
    file = io.BytesIO()
    # not optimize=True: it saves 5 % and fails on grain, as Pillow guesses its buffer too small
    image.save(
        file,
        "JPEG",
        quality=quality,
        subsampling=_JPEG_SUBSAMPLING,
        icc_profile=srgb_profile(),
        xmp=packet,
    )
    return file.getvalue()


def _as_webp(image: Image.Image, packet: bytes, quality: int) -> bytes:
    file = io.BytesIO()
    image.save(
        file,
        "WEBP",
        quality=quality,
        method=_WEBP_METHOD,
        icc_profile=srgb_profile(),
        xmp=packet,
    )
    return file.getvalue()


@functools.cache
def srgb_profile() -> bytes:
    """An sRGB profile that is the same at any time of day."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made_at = slice(24, 36)  # ICC.1:2010, 7.2.8: year, month, day, hour, minute, second
    profile[made_at] = bytes.fromhex("07ea 0001 0001 0000 0000 0000")
    return bytes(profile)
