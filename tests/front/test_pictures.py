"""The photo as it is shown beside its result."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from bot.front.pictures import upright_jpeg


def encoded(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    data = io.BytesIO()
    picture.save(data, kind, **options)
    return data.getvalue()


def decoded(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_where_a_photo_was_taken_is_not_shown() -> None:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 0.0)}
    exif[0x010F] = "A camera"
    shown = decoded(upright_jpeg(encoded(Image.new("RGB", (40, 30)), "JPEG", exif=exif)))
    assert len(shown.getexif()) == 0


def test_a_turned_photo_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter turn to the right
    shown = decoded(upright_jpeg(encoded(Image.new("RGB", (40, 30)), "JPEG", exif=exif)))
    assert shown.size == (30, 40)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "CMYK", "I;16", "1"])
def test_every_kind_of_picture_becomes_a_jpeg(mode: str) -> None:
    kind = "TIFF" if mode == "CMYK" else "PNG"
    shown = decoded(upright_jpeg(encoded(Image.new(mode, (40, 30)), kind)))
    assert (shown.format, shown.mode, shown.size) == ("JPEG", "RGB", (40, 30))


def test_what_is_transparent_is_shown_on_white() -> None:
    shown = decoded(upright_jpeg(encoded(Image.new("RGBA", (40, 30), (255, 0, 0, 0)))))
    assert shown.getpixel((20, 15)) == (255, 255, 255)


def test_large_photos_are_reduced() -> None:
    shown = decoded(upright_jpeg(encoded(Image.new("RGB", (5000, 1000)), "JPEG")))
    assert max(shown.size) <= 2048
