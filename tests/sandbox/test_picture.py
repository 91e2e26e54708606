"""Sizes of pictures, read from their first bytes."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from bot.sandbox.picture import size_of


def encoded(kind: str, **options: object) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (123, 45), "teal").save(data, kind, **options)
    return data.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        encoded("PNG"),
        encoded("GIF"),
        encoded("JPEG"),
        encoded("JPEG", progressive=True, exif=b"Exif\x00\x00" + bytes(200)),
        encoded("WEBP"),
        encoded("WEBP", lossless=True),
        encoded("WEBP", exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00"),
    ],
)
def test_every_kind(data: bytes) -> None:
    assert size_of(data) == (123, 45)


@pytest.mark.parametrize("kind", ["PNG", "GIF", "JPEG", "WEBP"])
def test_a_file_that_ends_early_has_no_size(kind: str) -> None:
    data = encoded(kind)
    assert all(size_of(data[:length]) in (None, (123, 45)) for length in range(40))
    assert size_of(data[:5]) is None


def test_anything_else_has_no_size() -> None:
    assert size_of(b"") is None
    assert size_of(b"hello, world, this is no picture") is None
