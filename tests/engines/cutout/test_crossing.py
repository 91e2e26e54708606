"""Looks across a curve."""

from __future__ import annotations

import cv2
import numpy as np

from bot.engines.cutout.crossing import cross, sharp_steps
from bot.engines.cutout.curves import curves_around
from tests.engines.cutout.closeups import view_of
from tests.engines.cutout.shapes import backdrop, disc, painted, soft_shadow

RED, GREY = (165, 45, 40), (200, 205, 210)


def test_the_edge_is_seen_where_it_is_and_the_sides_are_told_apart() -> None:
    mask = disc(93.0) > 0.5  # three pixels too wide
    (curve,) = curves_around(mask)
    crossing = cross(curve, view_of(painted(backdrop(GREY), disc(90.0), RED), mask), reach=8)
    found = crossing.distances[crossing.edge.argmax(axis=1)]
    assert np.abs(np.median(found) - 3.0) <= 1.0
    inside, outside = crossing.distances > 6.0, crossing.distances < 0.0
    assert crossing.product_like[:, inside].mean() > 0.9
    assert crossing.product_like[:, outside].mean() < 0.05
    assert crossing.scene_like[:, outside].mean() > 0.3
    assert crossing.scene_like[:, inside].max() == 0.0


def test_a_shadow_fades_and_a_step_does_not() -> None:
    step = np.zeros((5, 61, 3), np.float32)
    step[:, 30:, 0] = 40.0
    sharp, soft = (
        np.asarray(cv2.GaussianBlur(step, (0, 0), sigma), np.float32) for sigma in (0.7, 8.0)
    )
    assert sharp_steps(sharp).max() > 10.0 * sharp_steps(soft).max()


def test_the_dark_of_a_shadow_is_no_product_under_a_foot() -> None:
    ground = soft_shadow(backdrop(GREY), disc(60.0), depth=0.8)
    (curve,) = curves_around(disc(60.0) > 0.5)
    picture = painted(ground, disc(60.0), RED)
    crossing = cross(curve, view_of(picture, disc(60.0) > 0.5), reach=8)
    below, outside = crossing.below[:, 0] > 0.9, crossing.distances < -3.0
    assert below.any()
    assert crossing.product_like[below][:, outside].max() < 0.1


def test_another_part_of_the_product_is_told() -> None:
    bars = np.zeros(disc(1.0).shape, np.float32)
    bars[60:300, 100:160] = bars[60:300, 166:220] = 1.0
    view = view_of(painted(backdrop(GREY), bars, RED), bars > 0.5)
    crossings = [cross(curve, view, reach=10) for curve in curves_around(bars > 0.5)]
    assert any(crossing.elsewhere[:, 0].mean() > 0.3 for crossing in crossings)
