"""Closed curves around masks."""

from __future__ import annotations

import numpy as np
import pytest

from bot.engines.cutout.curves import curves_around, filled, smoothed
from tests.engines.cutout.shapes import HEIGHT, WIDTH, disc, overlap

SHAPE = (HEIGHT, WIDTH)
RING = (disc(100.0) > 0.5) & (disc(60.0) < 0.5)


@pytest.mark.parametrize("scale", [1, 2])
def test_filling_curves_gives_the_mask_again(scale: int) -> None:
    shape = (HEIGHT * scale, WIDTH * scale)
    cover = filled(curves_around(RING), shape, scale=scale)
    enlarged = RING.repeat(scale, axis=0).repeat(scale, axis=1)
    assert overlap(cover > 0.5, enlarged) > 0.99
    assert abs(float(cover.sum()) / enlarged.sum() - 1.0) < 0.006


def test_a_part_in_a_hole_is_filled() -> None:
    mask = RING | (disc(20.0) > 0.5)
    curves = curves_around(mask)
    assert sorted(curve.around_hole for curve in curves) == [False, False, True]
    assert overlap(filled(curves, SHAPE) > 0.5, mask) > 0.99


def test_normals_point_into_the_product() -> None:
    inner = {
        curve.around_hole: curve.across(RING.astype(np.float32), np.array([-4.0, 4.0]))
        for curve in curves_around(RING)
    }
    for sides in inner.values():
        assert sides[:, 0].max() == 0.0
        assert sides[:, 1].min() == 1.0


def test_a_product_that_is_cut_off_reaches_over_the_frame() -> None:
    mask = disc(90.0, y=HEIGHT - 20.0) > 0.5
    (curve,) = curves_around(mask)
    assert curve.fixed.any()
    assert np.mean(curve.points[curve.fixed, 1] > HEIGHT) > 0.95
    assert filled([curve], SHAPE)[-1, 240] == 1.0


def test_nothing_has_no_curves() -> None:
    assert curves_around(np.zeros(SHAPE, bool)) == []
    assert filled([], SHAPE).max() == 0.0


def test_smoothing_goes_around_the_ends() -> None:
    spike = np.zeros(40)
    spike[0] = 1.0
    soft = smoothed(spike, 2.0)
    assert soft[-1] == pytest.approx(soft[1])
    assert soft.sum() == pytest.approx(1.0)
