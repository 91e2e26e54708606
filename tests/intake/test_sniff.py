import pytest
from PIL import Image

from bot.domain.errors import PhotoError
from bot.intake.sniff import is_cut_off, picture_format, webp_size
from tests.intake.odd_files import a_picture, box, encoded


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP", "AVIF"])
def test_a_format_is_told_from_the_content(format_: str) -> None:
    data = encoded(a_picture(), format_)
    assert picture_format(data) == format_
    assert not is_cut_off(data, format_)


@pytest.mark.parametrize(
    ("major", "compatible", "expected"),
    [(b"heic", b"mif1heic", "HEIF"), (b"mif1", b"mif1heic", "HEIF"), (b"mif1", b"avifmif1", "AVIF"),
     (b"avis", b"msf1", "AVIF"), (b"msf1", b"hevc", "HEIF")],
)  # fmt: skip
def test_brands_tell_avif_from_heic(major: bytes, compatible: bytes, expected: str) -> None:
    assert picture_format(box(b"ftyp", major, bytes(4), compatible)) == expected


@pytest.mark.parametrize("big_endian", [False, True])
def test_big_tiff_is_tiff(big_endian: bool) -> None:
    data = encoded(a_picture(), "TIFF", big_tiff=True)
    assert picture_format(b"MM\0+" if big_endian else data) == "TIFF"


def test_brands_are_sought_in_the_first_box_only() -> None:
    video = box(b"ftyp", b"isom", bytes(4), b"isom") + box(b"free", b"heicavif")
    with pytest.raises(PhotoError) as caught:
        picture_format(video)
    assert caught.value.code == "photo_is_video"


@pytest.mark.parametrize("size", [(33, 65), (1000, 40), (16_383, 1)])
@pytest.mark.parametrize("options", [{}, {"lossless": True}, {"exif": b"Exif\0\0"}])
def test_webp_tells_its_size_before_it_is_opened(
    size: tuple[int, int], options: dict[str, object]
) -> None:
    assert webp_size(encoded(Image.new("RGB", size), "WEBP", method=0, **options)) == size


@pytest.mark.parametrize("length", [0, 12, 16, 20, 24])
def test_a_webp_header_that_is_cut_tells_nothing(length: int) -> None:
    for options in ({}, {"lossless": True}):
        assert webp_size(encoded(a_picture(), "WEBP", **options)[:length]) is None
