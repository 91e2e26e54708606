"""Smoothing, filling and regions."""

import numpy as np
import pytest

from bot.engines.studio.smoothing import (
    FAR,
    blur,
    fill_in,
    fraction,
    grow,
    guided,
    limited,
    ramp,
    resize,
    shrink,
)


def test_a_wide_blur_equals_the_exact_one() -> None:
    plane = np.zeros((120, 150), np.float32)
    plane[40:80, 50:90] = 1.0
    wide = blur(plane, 12.0)
    assert wide.shape == plane.shape
    twice = blur(blur(plane, 5.9), np.sqrt(12.0**2 - 5.9**2))  # Gaussians add in quadrature
    assert np.abs(wide - twice).max() < 0.03


def test_the_guided_filter_smooths_noise_and_keeps_the_edge() -> None:
    rng = np.random.default_rng(3)
    step = np.where(np.arange(80) < 40, 0.2, 0.8).astype(np.float32)[None].repeat(60, axis=0)
    noisy = step + rng.normal(0, 0.02, step.shape).astype(np.float32)
    smooth = guided(noisy, noisy, 4, 4e-3)
    assert smooth[:, 5:30].std() < 0.4 * noisy[:, 5:30].std()
    assert smooth[:, 42].mean() - smooth[:, 37].mean() > 0.5


def test_unknown_pixels_take_what_lies_around_them() -> None:
    picture = np.zeros((100, 100, 3), np.float32)
    picture[:, :] = (0.2, 0.5, 0.7)
    hidden = np.zeros((100, 100), np.bool_)
    hidden[30:70, 30:70] = True
    picture[hidden] = 9.0
    assert fill_in(picture, ~hidden, FAR) == pytest.approx(
        np.broadcast_to(np.array([0.2, 0.5, 0.7], np.float32), picture.shape), abs=1e-3
    )


def test_nothing_known_changes_nothing() -> None:
    plane = np.random.default_rng(4).random((20, 20)).astype(np.float32)
    assert np.array_equal(fill_in(plane, np.zeros((20, 20), np.bool_)), plane)


def test_regions_grow_and_shrink() -> None:
    region = np.zeros((21, 21), np.bool_)
    region[10, 10] = True
    assert grow(region, 3).sum() > 20
    assert np.array_equal(shrink(grow(region, 3), 3), region)
    assert not shrink(np.ones((9, 9), np.bool_), 2)[0].any()  # beyond the picture is outside


def test_ramps_rise_and_fall() -> None:
    values = np.array([0.0, 0.25, 0.5, 1.0], np.float32)
    assert ramp(values, 0.0, 0.5) == pytest.approx([0.0, 0.5, 1.0, 1.0])
    assert ramp(values, 0.5, 0.0) == pytest.approx([1.0, 0.5, 0.0, 0.0])
    assert fraction(0.25, 0.0, 0.5) == 0.5


def test_sizes() -> None:
    plane = np.random.default_rng(5).random((30, 50)).astype(np.float32)
    assert resize(plane, (60, 100)).shape == (60, 100)
    assert limited(plane, 25).shape == (15, 25)
    assert limited(plane, 80) is plane
