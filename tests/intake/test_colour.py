import itertools

import pytest
from PIL import Image, ImageCms

from bot.domain.photo import IntakeLimits
from bot.intake.colour import to_srgb
from bot.intake.decode import decode_photo
from tests.intake.odd_files import a_picture, encoded, noise
from tests.intake.profiles import (
    ADOBE_RGB,
    D50,
    black_only_cmyk_profile,
    grey_profile,
    rgb_profile,
)

ADOBE_GAMMA = 563 / 256
# XYZ at D50 to linear sRGB: the inverse of sRGB's matrix after Bradford adaptation.
XYZ_TO_SRGB = ((3.1339, -1.6169, -0.4906), (-0.9788, 1.9161, 0.0335), (0.0719, -0.2290, 1.4052))


def flat(colour: tuple[int, ...], mode: str = "RGB") -> Image.Image:
    return Image.new(mode, (4, 4), colour)


def srgb_encoded(linear: float) -> int:
    linear = min(max(linear, 0.0), 1.0)
    encoded_ = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return round(255 * encoded_)


def adobe_to_srgb(colour: tuple[int, int, int]) -> tuple[int, ...]:
    """The textbook conversion, by itself."""
    linear = [(level / 255) ** ADOBE_GAMMA for level in colour]
    xyz = [sum(linear[i] * ADOBE_RGB[i][axis] for i in range(3)) for axis in range(3)]
    return tuple(
        srgb_encoded(sum(row[axis] * xyz[axis] for axis in range(3))) for row in XYZ_TO_SRGB
    )


def colour_of(picture: Image.Image) -> tuple[int, ...]:
    """What a plain picture shows, by band."""
    value = picture.getpixel((1, 1))
    assert isinstance(value, tuple)
    return value


@pytest.mark.parametrize(
    "colour", [(128, 128, 128), (90, 140, 90), (180, 60, 50), (40, 60, 170), (255, 255, 255)]
)
def test_wide_gamut_colours_land_where_the_textbook_says(colour: tuple[int, int, int]) -> None:
    converted = to_srgb(flat(colour), rgb_profile(ADOBE_RGB, ADOBE_GAMMA))
    for got, want in zip(colour_of(converted), adobe_to_srgb(colour), strict=True):
        assert abs(got - want) <= 2


def test_wide_gamut_colours_become_more_vivid_numbers() -> None:
    vivid = to_srgb(flat((180, 60, 50)), rgb_profile(ADOBE_RGB, ADOBE_GAMMA))
    red, green, _ = colour_of(vivid)
    assert red > 190
    assert green < 60


def test_a_profile_with_swapped_colorants_swaps_colours() -> None:
    swapped = rgb_profile((ADOBE_RGB[2], ADOBE_RGB[1], ADOBE_RGB[0]), ADOBE_GAMMA)
    red, _, blue = colour_of(to_srgb(flat((200, 40, 40)), swapped))
    assert blue > 150 > red


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "TIFF", "WEBP", "AVIF"])
def test_the_profile_is_found_in_every_format(format_: str) -> None:
    profile = rgb_profile(ADOBE_RGB, ADOBE_GAMMA)
    data = encoded(flat((180, 60, 50)).resize((32, 32)), format_, icc_profile=profile, quality=95)
    photo = decode_photo(data, name="a", limits=IntakeLimits())
    for got, want in zip(photo.pixels[:3], adobe_to_srgb((180, 60, 50)), strict=True):
        assert abs(got - want) <= 6


def test_an_srgb_profile_leaves_every_pixel_alone() -> None:
    levels = range(0, 256, 5)
    grid = itertools.product(levels, repeat=3)
    cube = Image.frombytes("RGB", (52 * 52, 52), bytes(itertools.chain.from_iterable(grid)))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert to_srgb(cube, profile).tobytes() == cube.tobytes()


def test_grey_profiles_are_followed() -> None:
    linear = to_srgb(flat((128,), "L"), grey_profile(1.0))
    assert linear.mode == "RGB"
    assert all(abs(level - 188) <= 1 for level in colour_of(linear))
    darker = to_srgb(flat((128,), "L"), grey_profile(3.0))
    assert all(level < 105 for level in colour_of(darker))


def test_an_rgb_profile_on_a_grey_picture_is_followed() -> None:
    linear = to_srgb(flat((128,), "L"), rgb_profile(ADOBE_RGB, 1.0))
    assert all(abs(level - 188) <= 1 for level in colour_of(linear))


def test_alpha_passes_by_the_profile() -> None:
    converted = to_srgb(flat((180, 60, 50, 99), "RGBA"), rgb_profile(ADOBE_RGB, ADOBE_GAMMA))
    assert converted.mode == "RGBA"
    assert colour_of(converted)[3] == 99
    assert colour_of(converted)[0] > 190


def test_grey_with_alpha_follows_its_profile() -> None:
    converted = to_srgb(flat((128, 99), "LA"), grey_profile(1.0))
    assert colour_of(converted)[3] == 99
    assert abs(colour_of(converted)[1] - 188) <= 1


@pytest.mark.parametrize("format_", ["JPEG", "TIFF"])
def test_cmyk_follows_its_profile(format_: str) -> None:
    """On this press only black prints, so full cyan is white paper."""
    cyan = Image.new("CMYK", (64, 64), (255, 0, 0, 0))
    data = encoded(cyan, format_, icc_profile=black_only_cmyk_profile())
    photo = decode_photo(data, name="a", limits=IntakeLimits())
    assert min(photo.pixels[:3]) >= 250
    black = Image.new("CMYK", (64, 64), (0, 0, 0, 255))
    data = encoded(black, format_, icc_profile=black_only_cmyk_profile())
    assert max(decode_photo(data, name="a", limits=IntakeLimits()).pixels[:3]) <= 5


BROKEN = {
    "nothing but noise": noise(600),
    "cut": rgb_profile(ADOBE_RGB, 2.2)[:150],
    "one byte": b"\0",
    "for another kind of picture": black_only_cmyk_profile(),
    "without curves": rgb_profile(ADOBE_RGB, 2.2).replace(b"TRC", b"XXX"),
    "black colorants": rgb_profile(((0, 0, 0), (0, 0, 0), (0, 0, 0)), 2.2).replace(
        b"curv", b"xxxx"
    ),
}


@pytest.mark.parametrize("profile", BROKEN.values(), ids=BROKEN.keys())
def test_a_profile_that_cannot_be_used_is_ignored(profile: bytes) -> None:
    source = a_picture()
    assert to_srgb(source, profile).tobytes() == source.tobytes()


def test_white_paper_stays_white() -> None:
    assert D50[1] == 1.0
    white = to_srgb(flat((255, 255, 255)), rgb_profile(ADOBE_RGB, 1.8))
    assert min(colour_of(white)) >= 254
