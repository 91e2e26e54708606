"""The photo at working size: sharp steps count, soft shadows do not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from bot.engines.cutout.working import WORK_SIDE, frame, working_photo
from tests.engines.cutout.shapes import backdrop


def test_large_photos_are_scaled_down_and_small_ones_kept() -> None:
    assert working_photo(np.zeros((700, 1400, 3), np.uint8)).shape == (WORK_SIDE // 2, WORK_SIDE)
    assert working_photo(np.zeros((90, 60, 3), np.uint8)).shape == (90, 60)


def test_a_step_has_its_height_in_delta_e() -> None:
    picture = backdrop((150, 150, 150))
    picture[:, 240:] = 100
    photo = working_photo(picture.astype(np.uint8))
    height = float(np.linalg.norm(photo.lab[180, 300] - photo.lab[180, 100]))
    assert photo.step[180, 236:244].max() == pytest.approx(height, rel=0.2)


def test_the_rim_of_a_soft_shadow_is_no_step() -> None:
    sharp = backdrop((200, 200, 200))
    sharp[:, 240:] *= 0.7
    soft = cv2.GaussianBlur(sharp, (0, 0), 12)
    steps = [working_photo(picture.astype(np.uint8)).step.max() for picture in (sharp, soft)]
    assert steps[1] < 0.06 * steps[0]


def test_noise_is_read_along_the_frame_whatever_stands_in_the_middle_or_on_one_side() -> None:
    rng = np.random.default_rng(1)
    calm = np.clip(rng.normal(150, 2, (200, 300, 3)), 0, 255).astype(np.uint8)
    lively = calm.copy()
    lively[20:180, 30:270] = rng.integers(0, 255, (160, 240, 3))
    lively[20:, 30:60] = rng.integers(0, 255, (180, 30, 3))
    noise = working_photo(calm).noise
    assert working_photo(lively).noise == pytest.approx(noise, rel=0.25)
    assert working_photo(lively).clear_of_noise(0.1, 2.0) == 2.0 * working_photo(lively).noise


def test_the_frame_is_a_ring() -> None:
    ring = frame((50, 80), 0.1)
    assert ring[0, 40]
    assert ring[4, 40]
    assert not ring[5, 40]
    assert ring[25, 79]
