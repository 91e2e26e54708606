"""Real files, damaged at random: a photo or a `PhotoError`, and nothing else, comes out."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.errors import PhotoError
from bot.domain.photo import IntakeLimits, Photo
from bot.intake.decode import decode_mask, decode_photo
from bot.intake.refusals import CODES
from tests.intake.odd_files import a_picture, encoded
from tests.intake.profiles import ADOBE_RGB, rgb_profile

# Small enough that a header which claims the most costs little.
LIMITS = IntakeLimits(max_pixels=400_000, max_side_px=4096, work_side_px=256, min_side_px=8)


def _files() -> list[bytes]:
    picture, profile = a_picture(48, 40), rgb_profile(ADOBE_RGB, 2.2)
    cut_out = picture.convert("RGBA")
    cut_out.putalpha(picture.getchannel("R"))
    return [
        encoded(picture, "JPEG", icc_profile=profile, exif=b"Exif\0\0II*\0\x08\0\0\0\0\0"),
        encoded(picture, "JPEG", progressive=True),
        encoded(picture.convert("CMYK"), "JPEG"),
        encoded(cut_out, "PNG", icc_profile=profile),
        encoded(picture.quantize(32), "PNG", transparency=3),
        encoded(cut_out, "WEBP", lossless=True),
        encoded(picture, "WEBP", icc_profile=profile),
        encoded(picture.quantize(32), "GIF", save_all=True, append_images=[picture.quantize(8)]),
        encoded(picture, "BMP"),
        encoded(picture, "TIFF", compression="tiff_lzw", icc_profile=profile),
        encoded(picture.convert("F"), "TIFF"),
        encoded(picture, "AVIF"),
    ]


FILES = _files()
EXTREMES = (bytes(4), b"\xff" * 4, b"\x7f\xff\xff\xff")


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """One of the files with bytes overwritten, a part lost, or a part of another put in."""
    data = draw(st.sampled_from(FILES))

    def somewhere() -> int:
        # headers are where the harm is, so half of the hits go there
        end = draw(st.sampled_from((min(400, len(data)), len(data))))
        return draw(st.integers(0, end))

    for _ in range(draw(st.integers(1, 4))):
        at = somewhere()
        match draw(st.sampled_from(("overwrite", "cut", "drop", "splice"))):
            case "overwrite":
                new = draw(st.binary(min_size=1, max_size=4) | st.sampled_from(EXTREMES))
                data = data[:at] + new + data[at + len(new) :]
            case "cut":
                data = data[:at]
            case "drop":
                data = data[:at] + data[at + draw(st.integers(1, 64)) :]
            case _:
                other = draw(st.sampled_from(FILES))
                start = draw(st.integers(0, len(other)))
                data = data[:at] + other[start : start + 200] + data[at:]
    return data


def outcome_of(work: Callable[[], Photo]) -> Photo | PhotoError:
    try:
        return work()
    except PhotoError as exc:
        return exc


def assert_sound(outcome: Photo | PhotoError) -> None:
    if isinstance(outcome, Photo):  # its size agrees with its pixels, or it could not exist
        assert 1 <= max(outcome.width, outcome.height) <= LIMITS.work_side_px
    else:
        assert outcome.code in CODES
        assert outcome.reply.endswith(".")


@pytest.mark.slow
@settings(
    max_examples=600, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(damaged())
def test_damage_never_gets_out(data: bytes) -> None:
    assert_sound(outcome_of(lambda: decode_photo(data, name="a", limits=LIMITS)))
    assert_sound(
        outcome_of(lambda: decode_mask(data, name="a", width=48, height=40, limits=LIMITS))
    )


def test_the_files_are_photos_before_they_are_damaged() -> None:
    for data in FILES:
        assert decode_photo(data, name="a", limits=LIMITS).width == 48
