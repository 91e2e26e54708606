"""Seeded noise."""

import numpy as np
import pytest

from bot.engines.studio.noise import displaced, fbm, standardised, value_noise


def test_noise_comes_from_its_seed() -> None:
    first, same, other = (value_noise(np.random.default_rng(s), 60, 80, 5, 7) for s in (1, 1, 2))
    np.testing.assert_array_equal(first, same)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("cells", [(0.5, 0.5), (3, 40), (500, 500), (2.5, 7.3)])
def test_noise_fills_its_range_at_any_scale(cells: tuple[float, float]) -> None:
    noise = value_noise(np.random.default_rng(3), 61, 83, *cells)
    assert noise.shape == (61, 83)
    assert noise.dtype == np.float32
    assert 0.0 <= noise.min() < noise.max() <= 1.0


def test_more_cells_make_finer_noise() -> None:
    coarse, fine = (
        np.abs(np.diff(value_noise(np.random.default_rng(4), 100, 100, n, n), axis=1)).mean()
        for n in (3, 30)
    )
    assert fine > 4 * coarse


def test_octaves_add_detail_around_the_middle() -> None:
    smooth, rough = (
        fbm(np.random.default_rng(5), 120, 120, 3, 3, octaves=octaves, gain=0.7)
        for octaves in (1, 5)
    )
    assert abs(float(rough.mean()) - 0.5) < 0.15
    assert np.abs(np.diff(rough)).mean() > 1.2 * np.abs(np.diff(smooth)).mean()


def test_standardised_sets_mean_and_spread() -> None:
    plane = standardised(np.random.default_rng(6).random((50, 50), dtype=np.float32), spread=0.2)
    assert float(plane.mean()) == pytest.approx(0.0, abs=1e-5)
    assert float(plane.std()) == pytest.approx(0.2, abs=1e-4)
    assert np.isfinite(standardised(np.ones((4, 4), np.float32))).all()


def test_displaced_looks_to_the_side() -> None:
    ramp = np.tile(np.arange(20, dtype=np.float32), (5, 1))
    moved = displaced(ramp, np.full((5, 20), 3.0, np.float32), np.zeros((5, 20), np.float32))
    np.testing.assert_allclose(moved[:, :17], ramp[:, 3:])
