"""Resizing, blurring and spreading."""

import numpy as np
import pytest

from bot.engines.studio.sampling import gaussian, grown, looked_up, shrunk, spread_in


def test_shrinking_averages_and_growing_interpolates() -> None:
    image = np.arange(16, dtype=np.float32).reshape(4, 4)
    small = shrunk(image, 2, 2)
    np.testing.assert_allclose(small, [[2.5, 4.5], [10.5, 12.5]])
    assert grown(small, 8, 6, smooth=False).shape == (6, 8)


def test_blur_can_differ_by_direction() -> None:
    image = np.zeros((31, 31), np.float32)
    image[15, 15] = 1.0
    blurred = gaussian(image, 4.0, 1.0)
    assert blurred[15, 20] > 10 * blurred[20, 15]


def test_looking_up_between_pixels_is_bilinear() -> None:
    image = np.array([[0.0, 1.0], [2.0, 3.0]], np.float32)
    half = np.full((2, 2), 0.5, np.float32)
    np.testing.assert_allclose(looked_up(image, half, half), 1.5)


def test_known_values_spread_into_the_gap() -> None:
    image = np.zeros((40, 40, 3), np.float32)
    image[:, :15], image[:, 25:] = 0.2, 0.8
    known = np.ones((40, 40), np.float32)
    known[:, 15:25] = 0.0
    spread = spread_in(image, known, (8.0, 2.0))
    assert spread[20, 16, 0] == pytest.approx(0.2, abs=0.05)
    assert spread[20, 23, 0] == pytest.approx(0.8, abs=0.05)
