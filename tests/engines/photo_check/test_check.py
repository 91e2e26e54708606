"""Faults of a photo are found, and a good photo is left in peace."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from benchmarks.picture_files import through_jpeg
from bot.domain.photo import Photo
from bot.domain.photo_check import Finding, PhotoCheck, PhotoLimits, judge_photo
from bot.engines.arrays import Rgb
from bot.engines.photo_check.check import check_photo
from tests.engines.receipt import damage

SAMPLES = sorted((Path(__file__).parents[3] / "samples").glob("*.jpg"))
BOX = np.asarray(cv2.resize(damage.drawn_box(), None, fx=1.6, fy=1.6), np.uint8)


def as_photo(pixels: Rgb) -> Photo:
    height, width, channels = pixels.shape
    return Photo(
        name="box.png",
        sha256="0" * 64,
        width=width,
        height=height,
        mode="RGB" if channels == 3 else "RGBA",
        pixels=np.ascontiguousarray(pixels).tobytes(),
    )


def checked(pixels: Rgb) -> PhotoCheck:
    return judge_photo(check_photo(as_photo(pixels)), PhotoLimits())


def busy(picture: Rgb) -> Rgb:
    """The box among many things."""
    random = np.random.default_rng(2)
    done = np.full_like(picture, 200)
    for _ in range(150):
        x, y = (int(random.integers(0, side)) for side in picture.shape[1::-1])
        colour = random.integers(0, 255, 3).tolist()
        cv2.rectangle(done, (x, y), (x + 60, y + 40), colour, -1)
    top, bottom, left, right = (round(1.6 * n) for n in (120, 420, 180, 460))
    done[top:bottom, left:right] = picture[top:bottom, left:right]
    return done


def faint(picture: Rgb) -> Rgb:
    """Hardly another colour than what is around it."""
    return np.rint(188 + 0.09 * (picture.astype(np.float32) - 188)).astype(np.uint8)


def burnt_out(picture: Rgb) -> Rgb:
    """The box as a flash burns it out, on grey."""
    done = picture.copy()
    done[192:672, 288:736] = np.clip(4.0 * done[192:672, 288:736].astype(np.float32), 0, 255)
    return done


def test_a_good_photo_has_only_its_print_said_about_it() -> None:
    check = checked(BOX)
    assert check.findings == (Finding.TEXT,)
    assert check.subject_found
    assert check.border_share == 0.0


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_samples_are_good_photos(path: Path) -> None:
    findings = checked(np.asarray(Image.open(path).convert("RGB"))).findings
    assert set(findings) <= {Finding.TEXT}
    assert (Finding.TEXT in findings) == (path.stem != "bag")  # the bag alone has no print


@pytest.mark.parametrize(
    ("pixels", "finding"),
    [
        (damage.blurred(BOX, 4.0), Finding.SOFT),
        ((BOX * 0.12).astype(np.uint8), Finding.DARK),
        (burnt_out(BOX), Finding.BRIGHT),
        (damage.drawn_box(), Finding.SMALL),
        (np.ascontiguousarray(BOX[:560, 350:]), Finding.CUT_OFF),
        (faint(BOX), Finding.NOT_SEPARATE),
        (busy(BOX), Finding.BUSY),
    ],
    ids=lambda value: value.name if isinstance(value, Finding) else "",
)
def test_a_fault_is_found(pixels: Rgb, finding: Finding) -> None:
    assert finding in checked(pixels).findings


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_coloured_product_under_far_too_much_light_is_overexposed(path: Path) -> None:
    check = checked(lit(np.asarray(Image.open(path).convert("RGB")), 2.6))
    assert Finding.BRIGHT in check.findings
    assert check.clipped_share > 2.0 * check.blown_share  # most of it is far from white


def lit(picture: Rgb, gain: float) -> Rgb:
    """The photo with its levels multiplied, as by too long an exposure."""
    return np.clip(np.rint(picture * np.float32(gain)), 0, 255).astype(np.uint8)


SATURATED = [(255, 0, 0), (255, 210, 0), (255, 255, 0), (0, 255, 255), (255, 0, 255), (255, 90, 60)]


@pytest.mark.parametrize("colour", SATURATED, ids=str)
@pytest.mark.parametrize("darkest", [1.0, 0.6])
def test_a_saturated_colour_is_not_overexposed(colour: tuple[int, ...], darkest: float) -> None:
    shade = np.linspace(1.0, darkest, 448, dtype=np.float32)[:, None]
    pack = np.full_like(BOX, 215)
    pack[192:672, 288:736] = shade * np.array(colour, np.float32)
    cv2.putText(pack, "FRESH", (320, 460), cv2.FONT_HERSHEY_SIMPLEX, 4.0, (255, 255, 255), 12)
    check = checked(through_jpeg(pack, 85))
    assert check.subject_found
    assert Finding.BRIGHT not in check.findings


def test_a_white_wall_where_the_product_was_not_found_is_not_overexposed() -> None:
    wall = np.full_like(BOX, 255)
    wall[500:560, 480:540] = 228
    check = checked(wall)
    assert not check.subject_found
    assert Finding.BRIGHT not in check.findings


def test_a_photos_own_alpha_says_where_the_product_is() -> None:
    alpha = np.zeros((*BOX.shape[:2], 1), np.uint8)
    alpha[192:672, 288:736] = 255
    check = checked(np.concatenate([busy(BOX), alpha], axis=2))
    assert Finding.ALPHA in check.findings
    assert Finding.BUSY not in check.findings
    assert check.subject_found


def test_a_blank_photo_has_nothing_else_said_about_it() -> None:
    grain = np.random.default_rng(1).normal(200, 1.0, (400, 600, 3))
    assert checked(np.clip(grain, 0, 255).astype(np.uint8)).findings == (Finding.EMPTY,)


def test_the_size_that_counts_is_the_photos_own() -> None:
    check = check_photo(as_photo(BOX))
    assert (check.width, check.height) == (1024, 819)


@pytest.mark.parametrize("size", [(32, 32), (33, 400), (500, 32)])
def test_the_smallest_photos_are_checked_too(size: tuple[int, int]) -> None:
    pixels = np.asarray(cv2.resize(BOX, size), np.uint8)
    assert Finding.SMALL in checked(pixels).findings
