"""Distances between outlines."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.outlines import deviation

TRUTH = np.zeros((80, 80), bool)
TRUTH[20:60, 20:60] = True


def test_the_same_outline_does_not_deviate() -> None:
    same = deviation(TRUTH, TRUTH)
    assert same.boundary_f(0.0) == 1.0
    assert same.percentile(100) == 0.0


def test_a_bite_that_overlap_hides_is_the_worst_distance() -> None:
    bitten = TRUTH.copy()
    bitten[20:26, 38:42] = False
    found = deviation(bitten, TRUTH)
    assert found.percentile(100) == pytest.approx(6.0, abs=1.0)
    assert 0.85 < found.boundary_f(1.0) < 1.0


def test_nothing_found_is_as_wrong_as_can_be() -> None:
    found = deviation(np.zeros_like(TRUTH), TRUTH)
    assert found.boundary_f(3.0) == 0.0
    assert found.percentile(99) == float("inf")
