import sys

import pytest
from PIL import Image, ImageFile

from bot.domain.errors import PhotoError
from bot.domain.photo import IntakeLimits
from bot.intake.decode import decode_photo
from bot.intake.refusals import CODES
from tests.intake.odd_files import REFUSED, OddFile, a_picture, encoded, noise

LIMITS = IntakeLimits()
MACHINE_WORDS = ("traceback", "error", "exception", "none", "<", "{", "\\", "pil")


def refused(data: bytes, limits: IntakeLimits = LIMITS, name: str = "photo.jpg") -> PhotoError:
    with pytest.raises(PhotoError) as caught:
        decode_photo(data, name=name, limits=limits)
    return caught.value


def assert_one_clear_sentence(reply: str) -> None:
    assert reply.endswith(".")
    assert "\n" not in reply
    assert ". " not in reply
    assert len(reply) < 200
    assert not [word for word in MACHINE_WORDS if word in reply.lower()]


@pytest.mark.parametrize("odd", REFUSED, ids=lambda odd: odd.name)
def test_a_bad_file_is_refused_with_its_code_and_one_sentence(odd: OddFile) -> None:
    error = refused(odd.make())
    assert error.code == odd.code
    assert error.code in CODES
    assert_one_clear_sentence(error.reply)


def test_more_bytes_than_the_limit_are_refused_whatever_they_are() -> None:
    error = refused(noise(1001), IntakeLimits(max_bytes=1000))
    assert error.code == "photo_too_large"
    assert_one_clear_sentence(error.reply)


def test_the_sentence_says_both_sizes_in_megabytes() -> None:
    error = refused(bytes(3 * 2**20 + 1), IntakeLimits(max_bytes=3 * 2**20))
    assert "3.1 MB" in error.reply
    assert "limit is 3 MB" in error.reply


def test_a_file_of_exactly_the_limit_is_read() -> None:
    data = encoded(a_picture(), "PNG")
    photo = decode_photo(data, name="a.png", limits=IntakeLimits(max_bytes=len(data)))
    assert photo.width == 96


def test_the_limits_come_from_the_settings() -> None:
    data = encoded(a_picture(96, 64), "PNG")
    small = IntakeLimits(max_side_px=95, work_side_px=64, min_side_px=8)
    assert refused(data, small).code == "photo_side_too_long"
    assert refused(data, IntakeLimits(max_pixels=96 * 64 - 1)).code == "photo_too_many_pixels"
    assert refused(data, IntakeLimits(min_side_px=65)).code == "photo_too_small"


def test_size_is_judged_before_any_pixel_is_decoded() -> None:
    """The header says 9,000 x 9,000 and the pixels are garbage: only the header was read."""
    odd = next(odd for odd in REFUSED if odd.name == "PNG 9,000 x 9,000")
    data = odd.make().replace(b"IDAT", b"IDAT\xff\xff\xff", 1)
    assert refused(data).code == "photo_too_many_pixels"


@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_photo_that_is_decoded_at_reduced_size_is_refused_when_cut(tenth: int) -> None:
    whole = encoded(a_picture(900, 600), "JPEG", progressive=True)
    limits = IntakeLimits(work_side_px=200)
    assert decode_photo(whole, name="a", limits=limits).width == 200
    assert refused(whole[: len(whole) * tenth // 10], limits).code == "photo_truncated"


def test_heic_without_its_library_says_what_to_send(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100)
    error = refused(heic)
    assert error.code == "photo_heic_unsupported"
    assert_one_clear_sentence(error.reply)


def test_a_heic_photo_cut_short_is_refused() -> None:
    pillow_heif = pytest.importorskip("pillow_heif", reason="the extra 'heic' is not installed")
    pillow_heif.register_heif_opener()
    whole = encoded(a_picture(), "HEIF")
    assert refused(whole[: len(whole) // 2]).code == "photo_truncated"


def test_the_name_decides_nothing_and_is_not_repeated() -> None:
    assert refused(b"just text", name="photo.png").code == "photo_is_text"
    strange = decode_photo(encoded(a_picture(), "PNG"), name="a\n.svg", limits=LIMITS)
    assert strange.name == "a\n.svg"


def test_pillow_itself_is_left_strict() -> None:
    refused(REFUSED[-1].make())
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False
    assert Image.MAX_IMAGE_PIXELS == 89_478_485
