"""Hatching: strokes across the form, evenly spaced, as wide as it is dark."""

from __future__ import annotations

import numpy as np
import pytest

from bot.engines.arrays import Plane
from bot.engines.studio.filters_hatching import Hatch, form_lean
from bot.engines.studio.smoothing import blur

SHAPE = (160, 200)


def level(value: float) -> Plane:
    return np.full(SHAPE, value, np.float32)


def drawn(depth: Plane, hatch: Hatch, *, width: float = 0.5) -> Plane:
    rng = np.random.default_rng(2)
    return hatch.drawn(depth, level(0.0), width=width, scale=1.0, rng=rng)


@pytest.mark.parametrize("lean", [0.0, 0.4, -0.7])
def test_strokes_on_a_flat_side_are_evenly_spaced(lean: float) -> None:
    hatch = Hatch.across(level(lean), turn=0.3, pitch=8.0).at(SHAPE)
    inner = hatch.spacing[20:-20, 20:-20]
    assert inner.mean() == pytest.approx(8.0, abs=0.2)
    assert inner.std() < 0.2


def test_strokes_around_a_round_side_do_not_run_together() -> None:
    around = np.broadcast_to(np.linspace(0.6, -0.6, SHAPE[1], dtype=np.float32), SHAPE)
    hatch = Hatch.across(np.ascontiguousarray(around), turn=0.4, pitch=8.0).at(SHAPE)
    inner = hatch.spacing[20:-20, 20:-20]
    assert np.percentile(inner, 2) > 5.0
    assert np.percentile(inner, 98) < 13.0


def test_ink_grows_with_depth() -> None:
    hatch = Hatch.across(level(0.2), turn=0.0, pitch=8.0).at(SHAPE)
    shares = [float(drawn(level(depth), hatch).mean()) for depth in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert shares[0] == 0.0
    assert all(more > less for less, more in zip(shares, shares[1:], strict=False))
    assert shares[-1] == pytest.approx(0.5, abs=0.06)


def test_strokes_have_soft_edges() -> None:
    """At any angle each crossing of a stroke's edge has pixels between paper and ink."""
    for lean in (0.05, 0.4, 0.8):
        ink = drawn(level(1.0), Hatch.across(level(lean), turn=0.0, pitch=8.0).at(SHAPE))
        between = (ink > 0.02) & (ink < 0.98)
        assert between.mean() > 0.1


def test_directions_follow_edges_that_recede() -> None:
    """On the two sides of a box seen over its corner."""
    y, x = np.mgrid[0:160, 0:200].astype(np.float32)
    slope = np.where(x < 100, 0.15, -0.6) * (x - 100)
    inside = (y > 30 + slope) & (y < 120 + slope) & (x > 20) & (x < 180)
    lean = form_lean(np.full(SHAPE, 0.5, np.float32), blur(inside.astype(np.float32), 0.7))
    assert float(np.median(lean[70:80, 45:75])) == pytest.approx(np.arctan(0.15), abs=0.1)
    assert float(np.median(lean[50:70, 140:165])) == pytest.approx(np.arctan(-0.6), abs=0.15)


def test_without_edges_strokes_lie_level() -> None:
    assert np.abs(form_lean(level(0.5), None)).max() < 1e-3
