"""Blur, vignette and grain."""

import numpy as np
import pytest

from bot.engines.studio.backdrop_lens import (
    blur,
    circle_of_confusion,
    defocus_rows,
    disc_blur,
    grain,
    vignette,
)
from bot.engines.studio.perspective import stage_of
from bot.engines.studio.sampling import gaussian
from tests.engines.studio.scene_photos import box_alpha


@pytest.mark.parametrize("sigma", [0.1, 1.0, 6.0, 20.0])
def test_blur_keeps_the_mean(sigma: float) -> None:
    image = np.random.default_rng(1).random((96, 128, 3), dtype=np.float32)
    blurred = blur(image, sigma)
    assert blurred.shape == image.shape
    assert float(blurred.mean()) == pytest.approx(float(image.mean()), rel=0.02)
    assert blurred.std() <= image.std()


def test_a_wide_blur_on_a_small_copy_is_close_to_the_true_one() -> None:
    image = np.zeros((200, 200), np.float32)
    image[90:110, 90:110] = 1.0
    true = gaussian(image, 12.0)
    np.testing.assert_allclose(blur(image, 12.0), true, atol=0.06 * float(true.max()))


def test_a_point_becomes_a_disc_of_even_brightness() -> None:
    image = np.zeros((41, 41, 3), np.float32)
    image[20, 20] = 100.0
    disc = disc_blur(image, 8.0)
    assert disc[20, 20, 0] == pytest.approx(disc[20, 26, 0], rel=1e-4)
    assert disc[20, 31, 0] == pytest.approx(0.0, abs=1e-4)
    assert float(disc[..., 0].sum()) == pytest.approx(100.0, rel=1e-3)


def test_the_focus_is_on_the_product() -> None:
    stage = stage_of(box_alpha(100, 100))
    radius = circle_of_confusion(stage, np.array([0.7, 1.0, 2.0, 50.0], np.float32), 0.02)
    assert radius[1] == 0.0
    assert 0 < radius[2] < radius[3] < 2.0
    assert radius[0] > 0


def test_rows_are_blurred_by_their_own_radius() -> None:
    image = np.random.default_rng(2).random((120, 80, 3), dtype=np.float32)
    radius = np.linspace(8.0, 0.0, 120, dtype=np.float32)
    out = defocus_rows(image, radius)
    contrast = out.std(axis=(1, 2))
    assert contrast[:20].mean() < 0.3 * contrast[-20:].mean()
    np.testing.assert_array_equal(out[-1], image[-1])


def test_a_vignette_darkens_corners_only() -> None:
    plane = vignette(stage_of(box_alpha(50, 70)), 0.2)
    assert plane[25, 35] == pytest.approx(1.0, abs=0.01)
    assert plane[0, 0] == pytest.approx(0.8, abs=0.01)


def test_grain_has_its_deviation() -> None:
    noise = grain(np.random.default_rng(1), stage_of(box_alpha(100, 100)), 0.01)
    assert noise.shape == (100, 100, 1)
    assert float(noise.std()) == pytest.approx(0.01, rel=0.05)
