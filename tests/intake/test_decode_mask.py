import pytest
from PIL import Image

from bot.domain.errors import PhotoError
from bot.domain.photo import IntakeLimits, Photo
from bot.intake.decode import decode_mask, decode_photo
from tests.intake.odd_files import a_picture, encoded
from tests.intake.profiles import grey_profile
from tests.intake.test_decode_refusals import assert_one_clear_sentence

LIMITS = IntakeLimits()


def disc(width: int = 96, height: int = 64) -> Image.Image:
    """A soft white spot on black."""
    return Image.radial_gradient("L").point(lambda v: 255 - v).resize((width, height))


def read(data: bytes, width: int = 96, height: int = 64, limits: IntakeLimits = LIMITS) -> Photo:
    return decode_mask(data, name="mask", width=width, height=height, limits=limits)


def refused(
    data: bytes, width: int = 96, height: int = 64, limits: IntakeLimits = LIMITS
) -> PhotoError:
    with pytest.raises(PhotoError) as caught:
        read(data, width, height, limits)
    assert_one_clear_sentence(caught.value.reply)
    return caught.value


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "LA", "CMYK"])
def test_grey_levels_are_the_mask(mode: str) -> None:
    """In RGBA and LA the alpha is opaque everywhere here, so that it says nothing."""
    mask = read(encoded(disc().convert(mode), "TIFF"))
    assert mask.mode == "L"
    assert mask.pixels == disc().tobytes()


def test_one_bit_is_a_mask() -> None:
    hard = disc().point(lambda v: 255 * (v > 99)).convert("1")
    assert read(encoded(hard, "PNG")).pixels == hard.convert("L").tobytes()


def test_sixteen_bits_are_a_mask() -> None:
    deep = Image.frombytes("I;16", disc().size, bytes(v for v in disc().tobytes() for _ in "LH"))
    assert read(encoded(deep, "PNG")).pixels == disc().tobytes()


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_alpha_that_varies_is_the_mask(mode: str) -> None:
    cut_out = a_picture().convert(mode)
    cut_out.putalpha(disc())
    assert read(encoded(cut_out, "PNG")).pixels == disc().tobytes()


def test_a_palette_of_greys_is_a_mask() -> None:
    assert read(encoded(disc().convert("P"), "GIF")).pixels == disc().tobytes()


def test_a_mask_saved_as_jpeg_is_still_grey() -> None:
    mask = read(encoded(disc().convert("RGB"), "JPEG", quality=40))
    off = [abs(a - b) for a, b in zip(mask.pixels, disc().tobytes(), strict=True)]
    assert sum(off) / len(off) < 6


def test_levels_are_data_and_no_profile_bends_them() -> None:
    data = encoded(disc(), "PNG", icc_profile=grey_profile(1.0))
    assert read(data).pixels == disc().tobytes()


def test_a_mask_is_turned_like_its_photo() -> None:
    exif = Image.Exif()
    exif[274] = 6
    stored = disc().transpose(Image.Transpose.ROTATE_90)
    assert read(encoded(stored, "PNG", exif=exif)).pixels == disc().tobytes()


def test_a_small_mask_of_a_small_photo_is_fine() -> None:
    assert read(encoded(disc(40, 33), "PNG"), 40, 33).width == 40


@pytest.mark.parametrize("size", [(95, 64), (64, 96), (192, 128), (9, 6)])
def test_a_mask_of_another_size_is_refused_with_both_sizes(size: tuple[int, int]) -> None:
    error = refused(encoded(disc(*size), "PNG"))
    assert error.code == "mask_wrong_size"
    assert "96 x 64" in error.reply


def test_a_mask_of_the_full_photo_follows_it_to_the_work_size() -> None:
    limits = IntakeLimits(work_side_px=400)
    photo = decode_photo(encoded(a_picture(1201, 803), "JPEG"), name="a", limits=limits)
    full = Image.new("L", (1201, 803))
    full.paste(255, (300, 200, 901, 603))
    mask = read(encoded(full, "PNG"), photo.width, photo.height, limits)
    assert (mask.width, mask.height) == (photo.width, photo.height) == (400, 267)
    inside = Image.frombytes("L", (400, 267), mask.pixels)
    assert inside.getpixel((200, 133)) == 255
    assert inside.getpixel((20, 20)) == 0
    left_edge = [inside.getpixel((x, 133)) for x in (98, 102)]
    assert left_edge[0] < 20
    assert left_edge[1] > 235


def test_other_proportions_are_refused_though_the_photo_was_reduced() -> None:
    limits = IntakeLimits(work_side_px=400)
    assert refused(encoded(disc(1201, 830), "PNG"), 400, 267, limits).code == "mask_wrong_size"


def test_a_black_mask_is_empty() -> None:
    assert refused(encoded(Image.new("L", (96, 64)), "PNG")).code == "mask_empty"


def test_a_mask_of_zeros_and_ones_is_empty_to_the_eye() -> None:
    assert refused(encoded(disc().point(lambda v: v > 99), "PNG")).code == "mask_empty"


def test_a_white_mask_is_full() -> None:
    assert refused(encoded(Image.new("L", (96, 64), 255), "PNG")).code == "mask_full"


def test_a_colour_picture_is_no_mask() -> None:
    assert refused(encoded(a_picture(), "PNG")).code == "mask_not_grey"


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "photo_empty"), (b"hello", "photo_is_text"),
     (encoded(disc(), "PNG")[:300], "photo_truncated")],
)  # fmt: skip
def test_a_bad_file_is_refused_like_a_photo(data: bytes, code: str) -> None:
    assert refused(data).code == code


def test_limits_hold_for_masks() -> None:
    data = encoded(disc(), "PNG")
    assert refused(data, limits=IntakeLimits(max_pixels=1000)).code == "photo_too_many_pixels"
    assert refused(data, limits=IntakeLimits(max_bytes=10)).code == "photo_too_large"
