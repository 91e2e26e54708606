import io
import struct
import subprocess
import sys
import time
import zlib
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from PIL import Image, PngImagePlugin

from bot.domain.errors import PhotoError
from bot.engines.metadata import RESTAGE_NAMESPACE, read_edit_json

EDIT = '{"seed": 7, "words": {"change": "a <marble> counter & “more”"}}'
ROOT = Path(__file__).parents[2]


def saved(format_: str, **options: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (32, 32), "red").save(file, format_, **options)
    return file.getvalue()


def xmp(inside: str, before: str = "") -> bytes:
    return (
        f'{before}<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f"{inside}</rdf:RDF></x:xmpmeta>"
    ).encode()


def as_attribute(text: str, prefix: str = "ns1") -> str:
    """The edit as another program may write it back: short form, prefix of its own."""
    space = f'xmlns:{prefix}="{RESTAGE_NAMESPACE}"'
    return f"<rdf:Description {space} {prefix}:edit={quoteattr(text)}/>"


def png_with(*chunks: tuple[bytes, bytes]) -> bytes:
    plain = saved("PNG")
    extra = b"".join(
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )
    return plain[:33] + extra + plain[33:]


def assert_no_edit(data: bytes) -> None:
    with pytest.raises(PhotoError) as caught:
        read_edit_json(data)
    assert caught.value.code == "no_edit_inside"
    assert caught.value.reply.endswith(".")
    assert len(caught.value.reply) < 200


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "WEBP"])
def test_an_edit_rewritten_by_another_program_is_found(format_: str) -> None:
    packet = xmp(as_attribute(EDIT))
    if format_ == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_itxt("XML:com.adobe.xmp", packet.decode())
        data = saved(format_, pnginfo=info)
    else:
        data = saved(format_, xmp=packet)
    assert read_edit_json(data) == EDIT


def test_text_after_the_picture_is_found() -> None:
    plain = saved("PNG")
    chunk = b"restage\0\0\0\0\0" + EDIT.encode()
    tail = struct.pack(">I", len(chunk)) + b"iTXt" + chunk + bytes(4)
    assert read_edit_json(plain[:-12] + tail + plain[-12:]) == EDIT


def test_a_bad_text_does_not_hide_a_good_packet() -> None:
    packet = b"XML:com.adobe.xmp\0\0\0\0\0" + xmp(as_attribute(EDIT))
    data = png_with((b"iTXt", b"restage\0\0\0\0\0not json"), (b"iTXt", packet))
    assert read_edit_json(data) == EDIT


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_a_picture_of_another_program_has_no_edit(format_: str) -> None:
    assert_no_edit(saved(format_))


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"RIFF\0\0\0\0WEBP", b"hello", bytes(100)]
)
def test_what_is_no_picture_has_no_edit(data: bytes) -> None:
    assert_no_edit(data)


@pytest.mark.parametrize("text", ["[]", "7", "null", "not json", "", '{"open": ', "[" * 100_000])
def test_what_is_no_json_object_is_no_edit(text: str) -> None:
    assert_no_edit(png_with((b"iTXt", b"restage\0\0\0\0\0" + text.encode())))


def test_text_that_is_not_utf_8_is_no_edit() -> None:
    assert_no_edit(png_with((b"iTXt", b'restage\0\0\0\0\0{"a": "\xff"}')))


def test_a_compressed_or_incomplete_chunk_is_passed_over() -> None:
    packed = zlib.compress(EDIT.encode())
    assert_no_edit(png_with((b"iTXt", b"restage\0\x01\0\0\0" + packed), (b"iTXt", b"restage")))


@pytest.mark.parametrize(
    "before",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
    ],
)
def test_documents_with_entities_are_not_parsed(before: str) -> None:
    assert_no_edit(saved("JPEG", xmp=xmp(as_attribute(EDIT), before)))


def test_entities_do_not_get_in_by_another_encoding() -> None:
    document = xmp(as_attribute(EDIT), '<!DOCTYPE x [<!ENTITY a "a">]>').decode()
    assert_no_edit(saved("JPEG", xmp=document.encode("utf-16")))


@pytest.mark.parametrize("packet", [b"", b"<x", b"\0" * 50, b"<a>" * 15_000, b"\xff\xfe<\0a\0"])
def test_a_broken_packet_is_no_edit(packet: bytes) -> None:
    assert_no_edit(saved("WEBP", xmp=packet))


def test_a_long_text_is_not_read() -> None:
    long = b'restage\0\0\0\0\0{"a": "' + b"a" * 300_000 + b'"}'
    assert_no_edit(png_with((b"iTXt", long)))


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + (bytes(4) + b"iTXt" + bytes(4)) * 1_000_000,
        b"\xff\xd8" + b"\xff\xe1\0\x02" * 3_000_000,
        b"\xff\xd8" + b"\xff\xe1\0\0" * 3_000_000,
        b"RIFF\0\0\0\0WEBP" + (b"XMP " + bytes(4)) * 1_500_000,
    ],
    ids=["PNG", "JPEG", "JPEG without length", "WebP"],
)
def test_a_file_of_nothing_but_headers_is_given_up_soon(data: bytes) -> None:
    started = time.process_time()
    assert_no_edit(data)
    assert time.process_time() - started < 1.0


@pytest.mark.parametrize("cut", range(0, 700, 7))
def test_a_file_cut_anywhere_never_breaks_the_reader(cut: int) -> None:
    data = saved("JPEG", xmp=xmp(as_attribute(EDIT)))[:cut]
    try:
        assert read_edit_json(data) == EDIT
    except PhotoError as exc:
        assert exc.code == "no_edit_inside"  # noqa: PT017 (either is right)


def test_reading_loads_no_heavy_library() -> None:
    code = "import sys, bot.engines.metadata; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert not set(done.stdout.split()) & {"numpy", "cv2", "torch", "PIL"}
