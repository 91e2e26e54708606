"""Narrow gaps in a product."""

from __future__ import annotations

import cv2
import numpy as np

from bot.engines.cutout.gaps import narrow_gaps
from tests.engines.cutout.closeups import view_of
from tests.engines.cutout.shapes import HEIGHT, WIDTH, backdrop, painted

BLUE, GREY = (40, 70, 150), (200, 205, 210)
BOX = np.zeros((HEIGHT, WIDTH), np.float32)
BOX[60:300, 100:380] = 1.0


def gaps_in(cover: np.ndarray) -> np.ndarray:
    return narrow_gaps(view_of(painted(backdrop(GREY), cover, BLUE), BOX > 0.5)).pixels


def test_a_slit_between_two_handles_is_found() -> None:
    cover = BOX.copy()
    cover[90:270, 118:124] = 0.0
    gaps = gaps_in(cover)
    assert gaps[100:260, 119:123].mean() > 0.95
    assert gaps[cover > 0.5].mean() < 0.01


def test_a_slit_is_followed_to_its_tip() -> None:
    fine = np.zeros((4 * HEIGHT, 4 * WIDTH), np.uint8)
    tip, mouth = (120 * 4, 260 * 4), (120 * 4, 60 * 4)
    cv2.fillConvexPoly(fine, np.array([tip, (mouth[0] - 16, 240), (mouth[0] + 16, 240)]), 1)
    slit = cv2.resize(fine.astype(np.float32), (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    view = view_of(painted(backdrop(GREY), BOX * (1.0 - slit), BLUE), BOX > 0.5)
    matte = narrow_gaps(view).matte
    seen = slit > 0.6
    assert seen[190:220].any()
    assert matte[seen].mean() < 0.2
    assert matte[(slit == 0.0) & (BOX > 0.5)].mean() > 0.999


def test_print_of_the_backdrops_colour_stays() -> None:
    cover = BOX.copy()
    cover[100:140, 112:126] = 0.0  # a letter near the outline
    cover[180:184, 130:350] = 0.0  # a rule across the label
    assert not gaps_in(cover).any()


def test_where_product_and_scene_are_alike_nothing_is_opened() -> None:
    picture = painted(backdrop(GREY), BOX, (205, 208, 212))
    assert not narrow_gaps(view_of(picture, BOX > 0.5)).pixels.any()
