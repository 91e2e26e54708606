"""Bridges over stretches of an outline that lie on no edge."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from benchmarks.outlines import deviation
from bot.engines.arrays import Region
from bot.engines.cutout.bridging import bridged
from bot.engines.cutout.curves import curves_around, filled
from bot.engines.cutout.snapping import snapped_curves
from tests.engines.cutout.closeups import looked_at, view_of
from tests.engines.cutout.shapes import HEIGHT, WIDTH, Picture, backdrop, disc, painted

RED, GREY = (165, 45, 40), (200, 205, 210)
DISC = disc(90.0) > 0.5


def bump(centre: tuple[int, int], radius: int) -> Region:
    """A round patch of the picture."""
    return cv2.circle(np.zeros((HEIGHT, WIDTH), np.uint8), centre, radius, 1, -1) > 0


def snapped(picture: Picture, mask: Region) -> Region:
    curves, matte = snapped_curves(*looked_at(picture), mask)
    return filled(curves, matte.shape) > 0.5


@pytest.mark.parametrize("centre", [(150, 240), (330, 180), (240, 275)])
def test_a_bulge_over_bare_backdrop_goes(centre: tuple[int, int]) -> None:
    mask = DISC | bump(centre, 30)
    assert deviation(mask, DISC).percentile(100) > 20.0
    found = snapped(painted(backdrop(GREY), disc(90.0), RED), mask)
    assert deviation(found, DISC).percentile(100) <= 3.0


def test_a_bite_out_of_the_product_is_filled() -> None:
    mask = DISC & ~bump((240, 270), 25)
    found = snapped(painted(backdrop(GREY), disc(90.0), RED), mask)
    assert deviation(found, DISC).percentile(100) <= 3.0


def test_a_bulge_of_the_product_stays() -> None:
    truth = DISC | bump((150, 240), 30)
    found = snapped(painted(backdrop(GREY), truth.astype(np.float32), RED), truth)
    assert deviation(found, truth).percentile(100) <= 4.0


def test_an_outline_on_no_edge_stays_where_nothing_is_clearer() -> None:
    mask = DISC | bump((150, 240), 30)
    view = view_of(backdrop(GREY), mask)
    (curve,) = curves_around(mask)
    assert bridged(curve, view, lambda way: way) is curve
