"""Stiff curves."""

from __future__ import annotations

import numpy as np
import pytest

from bot.engines.cutout.stiffness import stiffened

ANGLES = np.linspace(0.0, 2.0 * np.pi, 600, endpoint=False)
CIRCLE = 100.0 * np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1)


def ragged(amount: float) -> np.ndarray:
    return CIRCLE * (1.0 + amount / 100.0 * np.random.default_rng(3).normal(size=600))[:, None]


def off_circle(points: np.ndarray) -> float:
    return float(np.abs(np.linalg.norm(points, axis=1) - 100.0).max())


def test_a_point_that_is_known_stays_and_the_others_follow() -> None:
    pulled = CIRCLE.copy()
    pulled[300] *= 1.05
    weight = np.full(600, 1e-3)
    weight[300] = 1e3
    moved = stiffened(pulled, weight, 100.0)
    assert moved[300] == pytest.approx(pulled[300], abs=0.05)
    assert np.linalg.norm(moved[303]) > 103.0


def test_raggedness_goes_where_little_is_known() -> None:
    points = ragged(1.0)
    assert off_circle(points) > 2.0
    assert off_circle(stiffened(points, np.full(600, 0.01), 1000.0)) < 0.8
    known = stiffened(points, np.full(600, 1e4), 1.0)
    assert np.abs(known - points).max() < 0.01


def test_it_does_not_matter_where_a_closed_curve_begins() -> None:
    points, weight = ragged(1.0), np.full(600, 0.1)
    turned = stiffened(np.roll(points, 250, axis=0), weight, 300.0)
    assert np.roll(turned, -250, axis=0) == pytest.approx(
        stiffened(points, weight, 300.0), abs=0.01
    )


def test_a_curve_of_a_few_points_is_no_trouble() -> None:
    assert stiffened(CIRCLE[::75], np.ones(8), 10.0).shape == (8, 2)
