"""The built-in cut-out on small photos with exact masks."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from bot.engines.arrays import Mask
from bot.engines.cutout.plain import PlainBackground
from tests.engines.cutout.shapes import (
    HEIGHT,
    WIDTH,
    Picture,
    backdrop,
    disc,
    overlap,
    painted,
    photo_of,
    soft_shadow,
)

BLUE, RED = (40, 70, 150), (165, 45, 40)


def cut(picture: Picture, *, noise: float = 1.2) -> Mask:
    return PlainBackground(trust=0.5).cut(photo_of(picture, noise=noise))


@pytest.mark.parametrize(
    "ground",
    [(250, 250, 250), (170, 172, 175), (120, 165, 140), (35, 36, 40)],
    ids=["white", "grey", "green", "dark"],
)
def test_a_product_on_plain_ground_is_found_and_trusted(ground: tuple[int, int, int]) -> None:
    product = disc(90.0)
    mask = cut(painted(soft_shadow(backdrop(ground, slope=0.08), product), product, RED))
    assert overlap(mask.alpha > 0.5, product > 0.5) > 0.97
    assert mask.trusted
    assert mask.method == "plain"
    assert mask.doubt == ""


def test_its_shadow_is_left_to_the_scene() -> None:
    product = disc(80.0)
    ground = soft_shadow(backdrop((210, 210, 210)), product, depth=0.45)
    mask = cut(painted(ground, product, BLUE))
    shadow = (np.roll(product, (14, 22), axis=(0, 1)) > 0.5) & (product < 0.01)
    assert mask.alpha[shadow].mean() < 0.1


def test_a_ring_keeps_its_hole() -> None:
    product = disc(110.0) - disc(80.0)
    mask = cut(painted(backdrop((185, 188, 190)), product, BLUE))
    assert mask.alpha[180, 240] == 0.0
    assert overlap(mask.alpha > 0.5, product > 0.5) > 0.93
    assert mask.trusted


def test_thin_legs_stay() -> None:
    product = np.zeros((HEIGHT, WIDTH), np.float32)
    cv2.line(product, (180, 120), (160, 320), 1.0, 7, cv2.LINE_AA)
    cv2.line(product, (300, 120), (320, 320), 1.0, 7, cv2.LINE_AA)
    product[100:126, 150:330] = 1.0
    mask = cut(painted(backdrop((200, 200, 200)), product, (90, 60, 40)))
    assert overlap(mask.alpha > 0.5, product > 0.5) > 0.92


def test_the_core_lies_inside_the_product() -> None:
    product = disc(90.0)
    mask = cut(painted(backdrop((190, 190, 190)), product, RED))
    assert not mask.core[product < 0.999].any()
    assert mask.core.sum() > 0.9 * (product >= 1.0).sum()
    np.testing.assert_array_equal(mask.to_bytes_plane() == 255, mask.core)


def test_a_product_cut_off_by_the_frame_is_found_to_the_frame() -> None:
    product = disc(110.0, y=330.0)
    mask = cut(painted(backdrop((190, 190, 190)), product, RED))
    assert overlap(mask.alpha > 0.5, product > 0.5) > 0.95
    assert mask.core[HEIGHT - 1, 240]


def test_white_on_white_is_not_trusted() -> None:
    product = disc(90.0)
    mask = cut(painted(backdrop((252, 252, 252)), product, (248, 248, 248)))
    assert not mask.trusted
    assert mask.doubt in {"nothing_found", "same_colour", "parts_missing"}


def test_clutter_is_not_trusted() -> None:
    rng = np.random.default_rng(4)
    blocks = rng.integers(0, 255, (12, 16, 3)).repeat(30, axis=0).repeat(30, axis=1)
    blurred = np.asarray(cv2.GaussianBlur(blocks.astype(np.float32), (0, 0), 4), np.float32)
    mask = cut(painted(blurred, disc(90.0), RED))
    assert not mask.trusted
    assert mask.doubt in {"busy_background", "cut_off"}


@pytest.mark.parametrize(
    ("colour", "slope", "noise"),
    [
        ((0, 0, 0), 0.0, 1.2),
        ((128, 128, 128), 0.0, 0.0),
        ((128, 128, 128), 0.4, 6.0),
        ((255, 255, 255), 0.0, 6.0),
        ((200, 30, 40), 0.4, 1.2),
        ((250, 245, 200), 0.4, 0.0),
    ],
)
def test_a_blank_photo_is_never_trusted(
    colour: tuple[int, int, int], slope: float, noise: float
) -> None:
    mask = cut(backdrop(colour, slope=slope), noise=noise)
    assert not mask.trusted
    assert mask.coverage == 0.0
    assert mask.confidence == 0.0
    assert mask.doubt == "nothing_found"


def test_a_wall_with_a_vignette_and_a_horizon_is_no_product() -> None:
    rows, columns = np.indices((HEIGHT, WIDTH), np.float32)
    light = 1.0 - 0.3 * np.hypot(columns - 240.0, rows - 180.0) / 300.0
    light[250:] *= 0.93
    picture = backdrop((210, 208, 205)) * cv2.GaussianBlur(light, (0, 0), 12.0)[..., None]
    assert not cut(picture).trusted


@pytest.mark.parametrize("size", [(32, 32), (33, 700), (203, 131)])
def test_odd_sizes_come_back_at_their_size(size: tuple[int, int]) -> None:
    picture = np.full((*size, 3), 200, np.float32)
    height, width = size
    picture[height // 4 : height // 2, width // 4 : width // 2] = (150, 40, 40)
    assert cut(picture).alpha.shape == size


def test_the_same_photo_has_the_same_mask() -> None:
    picture = painted(soft_shadow(backdrop((210, 210, 210)), disc(80.0)), disc(80.0), BLUE)
    first, second = cut(picture), cut(picture)
    np.testing.assert_array_equal(first.alpha, second.alpha)
    assert first.confidence == second.confidence


def test_trust_is_what_the_settings_ask_for() -> None:
    photo = photo_of(painted(backdrop((190, 190, 190)), disc(90.0), RED))
    assert not PlainBackground(trust=1.0).cut(photo).trusted
    assert PlainBackground(trust=0.0).cut(photo).trusted
