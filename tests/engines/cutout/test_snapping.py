"""Outlines drawn onto their edges."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from benchmarks.outlines import Deviation, deviation
from bot.engines.cutout.curves import filled
from bot.engines.cutout.snapping import best_path, snapped_curves
from tests.engines.cutout.closeups import looked_at
from tests.engines.cutout.shapes import HEIGHT, WIDTH, Picture, backdrop, disc, painted

RED, GREY = (165, 45, 40), (200, 205, 210)


def after_snapping(picture: Picture, mask: np.ndarray, truth: np.ndarray) -> Deviation:
    curves, matte = snapped_curves(*looked_at(picture), mask)
    return deviation(filled(curves, matte.shape) > 0.5, truth)


@pytest.mark.parametrize("radius", [85.0, 95.0])
def test_a_mask_that_is_off_ends_up_on_the_edge(radius: float) -> None:
    picture = painted(backdrop(GREY), disc(90.0), RED)
    left = after_snapping(picture, disc(radius) > 0.5, disc(90.0) > 0.5)
    assert left.percentile(99) <= 1.5


def test_bites_and_crumbs_go() -> None:
    rng = np.random.default_rng(8)
    ragged = disc(90.0) > 0.5
    for angle in rng.uniform(0.0, 2.0 * np.pi, 12):
        centre = (round(240 + 90 * np.cos(angle)), round(180 + 90 * np.sin(angle)))
        bite = cv2.circle(np.zeros((HEIGHT, WIDTH), np.uint8), centre, 5, 1, -1) > 0
        ragged = ragged & ~bite if rng.random() < 0.5 else ragged | bite
    truth = disc(90.0) > 0.5
    assert deviation(ragged, truth).percentile(99) > 4.0
    left = after_snapping(painted(backdrop(GREY), disc(90.0), RED), ragged, truth)
    assert left.percentile(99) <= 2.0


def test_corners_stay_corners() -> None:
    box = np.zeros((HEIGHT, WIDTH), np.float32)
    box[80:280, 120:360] = 1.0
    left = after_snapping(painted(backdrop(GREY), box, RED), box > 0.5, box > 0.5)
    assert left.percentile(100) <= 3.0


def test_a_faint_edge_is_followed_smoothly() -> None:
    ragged = disc(90.0) > 0.5
    ragged[:, ::8] &= disc(87.0)[:, ::8] > 0.5
    picture = painted(backdrop(GREY), disc(90.0), (196, 203, 211))
    left = after_snapping(picture, ragged, disc(90.0) > 0.5)
    assert left.percentile(95) <= 2.5


@pytest.mark.parametrize(("softness", "stays"), [(0.7, True), (8.0, False)])
def test_a_hole_stays_and_a_highlight_does_not(softness: float, stays: bool) -> None:
    spot = disc(28.0)
    faded = cv2.GaussianBlur(spot, (0, 0), softness)
    picture = painted(backdrop(GREY), np.clip(disc(90.0) - faded, 0.0, 1.0), RED)
    curves, _ = snapped_curves(*looked_at(picture), (disc(90.0) - spot) > 0.5)
    assert [curve.around_hole for curve in curves] == [False, True][: 1 + stays]


def test_the_path_closes_and_prefers_the_cheap_way() -> None:
    costs = np.ones((60, 9))
    costs[
        np.arange(60), np.r_[np.full(30, 2), np.arange(2, 6), np.full(22, 6), np.arange(6, 2, -1)]
    ] = 0
    path = best_path(costs)
    assert len(path) == 60
    assert (path[5:25] == 2).all()
    assert (path[40:54] == 6).all()
    assert abs(int(path[0]) - int(path[-1])) <= 1
