"""Odd files that are photos all the same."""

import hashlib
import io
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import ExifTags, Image, ImageCms

from bot.domain.photo import IntakeLimits, Photo
from bot.intake.decode import decode_photo
from tests.intake.odd_files import a_picture, encoded, noise, png_chunk, png_file

LIMITS = IntakeLimits(min_side_px=8)


def read(data: bytes, limits: IntakeLimits = LIMITS) -> Photo:
    return decode_photo(data, name="photo", limits=limits)


def as_image(photo: Photo) -> Image.Image:
    return Image.frombytes(photo.mode, (photo.width, photo.height), photo.pixels)


def pixel(photo: Photo, x: int, y: int) -> tuple[int, ...]:
    at = (y * photo.width + x) * len(photo.mode)
    return tuple(photo.pixels[at : at + len(photo.mode)])


def grey_ramp(levels: int = 256) -> list[int]:
    """`levels` steps from 0 to 65535, 16 rows of them."""
    return [round(i * 65535 / (levels - 1)) for i in range(levels)] * 16


def assert_is_the_ramp(photo: Photo) -> None:
    assert (photo.mode, photo.width, photo.height) == ("RGB", 256, 16)
    for x in range(256):
        assert all(abs(level - x) <= 1 for level in pixel(photo, x, 5))


@pytest.mark.parametrize("format_", ["PNG", "BMP", "TIFF", "GIF", "WEBP"])
def test_lossless_formats_keep_every_pixel(format_: str) -> None:
    colours = 200 if format_ == "GIF" else 2**24
    source = a_picture().quantize(colours).convert("RGB") if colours == 200 else a_picture()
    options = {"lossless": True} if format_ == "WEBP" else {}
    data = encoded(source, format_, **options)
    photo = read(data)
    assert photo.mode == "RGB"
    assert photo.pixels == source.tobytes()
    assert photo.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("format_", ["JPEG", "WEBP", "AVIF", "MPO"])
def test_lossy_formats_come_close(format_: str) -> None:
    flat = Image.new("RGB", (64, 48), (180, 90, 40))
    photo = read(encoded(flat, format_, quality=90))
    assert (photo.width, photo.height) == (64, 48)
    assert all(abs(a - b) <= 4 for a, b in zip(pixel(photo, 30, 20), (180, 90, 40), strict=True))


def test_heic_is_read_where_the_library_is_there() -> None:
    pillow_heif = pytest.importorskip("pillow_heif", reason="the extra 'heic' is not installed")
    pillow_heif.register_heif_opener()
    photo = read(encoded(Image.new("RGB", (64, 48), (180, 90, 40)), "HEIF", quality=90))
    assert all(abs(a - b) <= 4 for a, b in zip(pixel(photo, 30, 20), (180, 90, 40), strict=True))


# EXIF 3.0, tag 274: which side of the upright picture the stored row 0 and column 0 are.
STORED_FROM: dict[int, Callable[[int, int, int, int], tuple[int, int]]] = {
    1: lambda r, c, w, h: (r, c),  # top, left
    2: lambda r, c, w, h: (r, w - 1 - c),  # top, right
    3: lambda r, c, w, h: (h - 1 - r, w - 1 - c),  # bottom, right
    4: lambda r, c, w, h: (h - 1 - r, c),  # bottom, left
    5: lambda r, c, w, h: (c, r),  # left, top
    6: lambda r, c, w, h: (c, w - 1 - r),  # right, top
    7: lambda r, c, w, h: (h - 1 - c, w - 1 - r),  # right, bottom
    8: lambda r, c, w, h: (h - 1 - c, r),  # left, bottom
}


def stored_as(upright: Image.Image, orientation: int) -> Image.Image:
    """The picture as a camera that was turned stores it."""
    width, height = upright.size
    size = (height, width) if orientation >= 5 else (width, height)
    stored = Image.new("RGB", size)
    for row in range(size[1]):
        for column in range(size[0]):
            y, x = STORED_FROM[orientation](row, column, width, height)
            stored.paste(upright.crop((x, y, x + 1, y + 1)), (column, row))
    return stored


@pytest.mark.parametrize("format_", ["PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_turned_upright(orientation: int, format_: str) -> None:
    upright = a_picture(20, 14)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    options = {"lossless": True} if format_ == "WEBP" else {}
    photo = read(encoded(stored_as(upright, orientation), format_, exif=exif, **options))
    assert (photo.width, photo.height) == (20, 14)
    assert photo.pixels == upright.tobytes()


@pytest.mark.parametrize("format_", ["JPEG", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_holds_where_compression_blurs(orientation: int, format_: str) -> None:
    upright = Image.new("RGB", (64, 48), "white")
    upright.paste((0, 0, 160), (0, 0, 32, 24))  # dark blue, top left
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    stored = stored_as(upright, orientation)
    photo = read(encoded(stored, format_, quality=95, exif=exif))
    assert (photo.width, photo.height) == (64, 48)
    assert pixel(photo, 10, 10)[0] < 60
    for corner in ((54, 10), (10, 38), (54, 38)):
        assert pixel(photo, *corner)[0] > 200


def test_a_reduced_photo_is_turned_too() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    data = encoded(a_picture(800, 600), "JPEG", exif=exif)
    photo = read(data, IntakeLimits(work_side_px=400))
    assert (photo.width, photo.height) == (300, 400)
    assert photo.reduced_from == (600, 800)
    assert read(data, IntakeLimits(work_side_px=800)).reduced_from is None


@pytest.mark.parametrize("value", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_is_ignored(value: int) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = value
    source = a_picture(20, 14)
    assert read(encoded(source, "PNG", exif=exif)).pixels == source.tobytes()


@pytest.mark.parametrize(
    "exif", [b"", b"Exif\0\0", b"II*\0\xff\xff\xff\xff", b"MM\0*" + bytes(30), b"\xff" * 60]
)
def test_a_broken_exif_block_is_ignored(exif: bytes) -> None:
    plain = encoded(a_picture(), "JPEG")
    block = b"\xff\xe1" + struct.pack(">H", 8 + len(exif)) + b"Exif\0\0" + exif
    assert read(plain[:2] + block + plain[2:]).pixels == read(plain).pixels


@pytest.mark.parametrize("format_", ["PNG", "TIFF"])
def test_sixteen_bit_grey_is_scaled_and_not_clipped(format_: str) -> None:
    ramp = Image.frombytes("I;16", (256, 16), struct.pack("<4096H", *grey_ramp()))
    assert_is_the_ramp(read(encoded(ramp, format_)))


def test_big_endian_sixteen_bit_grey_is_read_in_its_order() -> None:
    ramp = Image.frombytes("I;16B", (256, 16), struct.pack(">4096H", *grey_ramp()))
    assert_is_the_ramp(read(encoded(ramp, "TIFF")))


def test_integers_of_32_bits_holding_16_are_scaled() -> None:
    ramp = Image.frombytes("I", (256, 16), struct.pack("<4096i", *grey_ramp()))
    assert_is_the_ramp(read(encoded(ramp, "TIFF")))


@pytest.mark.parametrize("white", [1.0, 255.0, 65535.0, 1e9])
def test_floats_find_their_white(white: float) -> None:
    levels = [value / 65535 * white for value in grey_ramp()]
    ramp = Image.frombytes("F", (256, 16), struct.pack("<4096f", *levels))
    assert_is_the_ramp(read(encoded(ramp, "TIFF")))


def test_floats_that_are_no_numbers_are_read_all_the_same() -> None:
    values = [float("nan"), float("inf"), float("-inf"), 0.5] * 64
    photo = read(encoded(Image.frombytes("F", (16, 16), struct.pack("<256f", *values)), "TIFF"))
    assert pixel(photo, 3, 0) == (128, 128, 128)


def test_sixteen_bit_colour_is_scaled() -> None:
    row = b"\0" + b"".join(struct.pack(">3H", v, 65535 - v, 32768) for v in grey_ramp()[:256])
    photo = read(png_file(256, 16, depth=16, idat=zlib.compress(row * 16)))
    for x in range(256):
        for got, want in zip(pixel(photo, x, 9), (x, 255 - x, 128), strict=True):
            assert abs(got - want) <= 1


def test_a_palette_with_transparency_becomes_alpha() -> None:
    stamp = Image.new("P", (16, 16), 0)
    stamp.putpalette([200, 30, 30, 20, 20, 220])
    stamp.paste(1, (0, 0, 8, 16))
    photo = read(encoded(stamp, "PNG", transparency=bytes((255, 77))))
    assert photo.mode == "RGBA"
    assert pixel(photo, 12, 3) == (200, 30, 30, 255)
    assert pixel(photo, 3, 3) == (20, 20, 220, 77)


def test_a_transparent_gif_becomes_alpha() -> None:
    stamp = Image.new("P", (16, 16), 0)
    stamp.putpalette([200, 30, 30, 20, 20, 220])
    stamp.paste(1, (0, 0, 8, 16))
    photo = read(encoded(stamp, "GIF", transparency=1))
    assert pixel(photo, 3, 3)[3] == 0
    assert pixel(photo, 12, 3) == (200, 30, 30, 255)


def test_one_transparent_colour_becomes_alpha() -> None:
    source = Image.new("RGB", (16, 16), (9, 9, 9))
    source.paste((200, 30, 30), (0, 0, 8, 16))
    photo = read(encoded(source, "PNG", transparency=(9, 9, 9)))
    assert pixel(photo, 12, 3)[3] == 0
    assert pixel(photo, 3, 3) == (200, 30, 30, 255)


@pytest.mark.parametrize("mode", ["LA", "RGBA", "PA"])
def test_alpha_that_is_opaque_everywhere_is_dropped(mode: str) -> None:
    source = a_picture().quantize(64) if mode == "PA" else a_picture()
    source = source.convert("RGBA" if mode == "PA" else mode)
    photo = read(encoded(source, "PNG"))
    assert photo.mode == "RGB"
    assert photo.pixels == source.convert("RGB").tobytes()


def test_grey_with_alpha_keeps_both() -> None:
    grey, alpha = Image.linear_gradient("L"), Image.radial_gradient("L")
    photo = read(encoded(Image.merge("LA", (grey, alpha)), "PNG"))
    assert photo.mode == "RGBA"
    assert as_image(photo).getchannel("A").tobytes() == alpha.tobytes()
    assert as_image(photo).getchannel("G").tobytes() == grey.tobytes()


def test_colours_under_full_transparency_are_kept() -> None:
    source = Image.new("RGBA", (16, 16), (10, 200, 30, 0))
    source.paste((200, 30, 30, 255), (0, 0, 8, 16))
    assert pixel(read(encoded(source, "PNG")), 12, 3) == (10, 200, 30, 0)


def test_reducing_does_not_mix_transparent_colours_into_the_edge() -> None:
    source = Image.new("RGBA", (400, 400), (0, 255, 0, 0))
    source.paste((200, 30, 30, 255), (0, 0, 201, 400))
    photo = read(encoded(source, "PNG"), IntakeLimits(work_side_px=100))
    edge = [pixel(photo, x, 50) for x in range(48, 53) if pixel(photo, x, 50)[3] > 8]
    assert edge
    assert all(red > 150 and green < 80 for red, green, _, _ in edge)


def test_black_and_white_of_one_bit_is_read() -> None:
    source = a_picture().convert("1")
    photo = read(encoded(source, "PNG"))
    assert photo.pixels == source.convert("RGB").tobytes()


def test_lab_is_converted_to_srgb() -> None:
    source = a_picture()
    srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    as_lab = ImageCms.profileToProfile(source, srgb, lab, outputMode="LAB")
    assert as_lab is not None
    photo = read(encoded(as_lab, "TIFF"))
    off = [abs(a - b) for a, b in zip(photo.pixels, source.tobytes(), strict=True)]
    assert sum(off) / len(off) < 2  # 8 bits of Lab are coarse, most of all in dark blue


def test_ycbcr_is_converted() -> None:
    photo = read(encoded(Image.new("RGB", (16, 16), (200, 30, 30)).convert("YCbCr"), "TIFF"))
    assert all(abs(a - b) <= 2 for a, b in zip(pixel(photo, 3, 3), (200, 30, 30), strict=True))


@pytest.mark.parametrize("format_", ["JPEG", "TIFF"])
def test_cmyk_without_a_profile_keeps_its_colours(format_: str) -> None:
    inks = Image.new("RGB", (16, 16), (200, 30, 30)).convert("CMYK")
    photo = read(encoded(inks, format_))
    assert all(abs(a - b) <= 3 for a, b in zip(pixel(photo, 3, 3), (200, 30, 30), strict=True))


@pytest.mark.parametrize("format_", ["GIF", "WEBP", "PNG", "TIFF", "AVIF", "MPO"])
def test_the_first_of_many_pictures_is_taken(format_: str) -> None:
    first, rest = Image.new("RGB", (32, 32), (200, 30, 30)), Image.new("RGB", (32, 32), "blue")
    data = encoded(first, format_, save_all=True, append_images=[rest] * 3)
    photo = read(data)
    assert all(abs(a - b) <= 6 for a, b in zip(pixel(photo, 9, 9), (200, 30, 30), strict=True))


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_junk_after_the_picture_does_no_harm(format_: str) -> None:
    data = encoded(a_picture(), format_)
    assert read(data + noise(500)).pixels == read(data).pixels


def test_a_wrong_checksum_over_good_pixels_does_no_harm() -> None:
    photo = read(png_file(64, 64, good_crc=False))
    assert photo.pixels == bytes(64 * 64 * 3)


def test_a_tall_tower_of_unread_data_costs_nothing() -> None:
    """The picture needs 12 KB; the rest of its 200 MB is never inflated."""
    idat = zlib.compress(bytes(200 << 20), 1)
    photo = read(png_file(64, 64, idat=idat))
    assert photo.pixels == bytes(64 * 64 * 3)


def test_short_comments_do_no_harm() -> None:
    comment = png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"a shop" * 100))
    assert read(png_file(64, 64, before=comment)).width == 64


def test_interlaced_and_progressive_files_are_read() -> None:
    assert read(encoded(a_picture(), "JPEG", progressive=True)).width == 96
    assert read(encoded(a_picture(), "GIF", interlace=True)).width == 96


def test_location_and_camera_are_dropped() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "ACME-CAMERA"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSDateStamp] = "2026:01:02"
    data = encoded(a_picture(), "JPEG", exif=exif, comment=b"my kitchen")
    assert b"ACME-CAMERA" in data
    assert b"2026:01:02" in data
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    photo = read(data)
    assert len(photo.pixels) == 96 * 64 * 3  # nothing but pixels
