import struct
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat

from bot.domain.photo import IntakeLimits
from bot.intake.decode import decode_photo
from bot.intake.limits import work_size
from bot.intake.shrink import plain_at
from tests.intake.odd_files import a_picture, encoded


def mean_difference(left: Image.Image, right: Image.Image) -> float:
    return max(ImageStat.Stat(ImageChops.difference(left, right)).mean)


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [(4000, 3000, (2048, 1536)), (3000, 4000, (1536, 2048)), (2048, 100, (2048, 100)),
     (5000, 3, (2048, 1)), (300, 200, (300, 200))],
)  # fmt: skip
def test_the_longer_side_meets_the_work_side(
    width: int, height: int, expected: tuple[int, int]
) -> None:
    assert work_size(width, height, IntakeLimits()) == expected


def test_a_picture_at_its_size_is_left_alone() -> None:
    source = a_picture()
    assert plain_at(source, source.size, source.size).tobytes() == source.tobytes()


@pytest.mark.parametrize("size", [(997, 751), (640, 480), (2051, 33)])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "CMYK"])
def test_bands_give_what_the_whole_would(size: tuple[int, int], mode: str) -> None:
    """Reduction by bands, here by 6, against the plain filter on the whole picture."""
    source = a_picture(*size).resize(size, Image.Resampling.BICUBIC).convert(mode)
    small = work_size(*size, IntakeLimits(work_side_px=size[0] // 9, min_side_px=1))
    by_bands = plain_at(source, source.size, small)
    whole = source.resize(small, Image.Resampling.LANCZOS)
    assert by_bands.mode == mode
    assert mean_difference(by_bands.convert("RGB"), whole.convert("RGB")) < 3


def test_detail_that_repeats_does_not_turn_into_a_pattern() -> None:
    """Fine black and white lines become an even grey."""
    lines = Image.new("L", (1, 1200))
    lines.putdata([255 * (row % 2) for row in range(1200)])
    lines = lines.resize((1200, 1200), Image.Resampling.NEAREST)
    for data in (encoded(lines, "PNG"), encoded(lines, "JPEG", quality=95)):
        photo = decode_photo(data, name="a", limits=IntakeLimits(work_side_px=100))
        assert max(photo.pixels) - min(photo.pixels) <= 12


def test_a_reduced_photo_does_not_shift() -> None:
    """A square in the exact middle of an odd size stays in the middle."""
    source = Image.new("RGB", (1001, 1001), "white")
    source.paste("black", (400, 400, 601, 601))
    for format_ in ("PNG", "JPEG"):
        photo = decode_photo(
            encoded(source, format_), name="a", limits=IntakeLimits(work_side_px=91)
        )
        middle = Image.frombytes("RGB", (91, 91), photo.pixels)
        for turn in (Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.FLIP_TOP_BOTTOM):
            assert mean_difference(middle, middle.transpose(turn)) < 1


def test_bands_of_floats_share_one_white() -> None:
    """Were each band scaled by its own brightest pixel, the dark top would turn bright."""
    levels = [row / 1999 for row in range(2000) for _ in range(40)]
    ramp = Image.frombytes("F", (40, 2000), struct.pack("<80000f", *levels))
    small = plain_at(ramp, ramp.size, (4, 200))
    column: list[Any] = [small.getpixel((2, y)) for y in range(200)]  # Any: of mode F, floats
    assert column == sorted(column)
    assert abs(column[100] - 128) <= 2
