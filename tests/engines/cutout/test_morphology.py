"""Shapes of regions."""

from __future__ import annotations

import numpy as np

from bot.engines.cutout.morphology import (
    components,
    depth_in,
    grown,
    reached,
    shrunk,
    taken_off,
    without_specks,
)


def block(top: int, left: int, height: int, width: int) -> np.ndarray:
    region = np.zeros((60, 80), bool)
    region[top : top + height, left : left + width] = True
    return region


def test_growing_and_shrinking_move_the_outline_but_not_the_frame() -> None:
    region = block(0, 20, 30, 20)
    assert grown(region, 3)[10, 17]
    assert not shrunk(region, 3)[10, 22]
    assert shrunk(region, 3)[0, 30]


def test_depth_is_the_distance_to_the_outside() -> None:
    depth = depth_in(block(0, 20, 30, 21))
    assert round(float(depth[5, 30])) == 11
    assert depth[50, 30] == 0.0


def test_what_is_reached_is_connected_to_the_start() -> None:
    left, right = block(10, 5, 20, 20), block(10, 50, 20, 20)
    start = block(12, 6, 2, 2)
    np.testing.assert_array_equal(reached(left | right, start), left)


def test_specks_go_and_pinholes_close_but_a_handle_stays_open() -> None:
    cup = block(10, 10, 40, 50)
    cup[20:34, 20:34] = False
    speckled = cup | block(2, 70, 2, 2)
    speckled[40, 40] = False
    np.testing.assert_array_equal(without_specks(speckled), cup)


def test_a_small_hole_that_is_known_stays_open() -> None:
    cup = block(10, 10, 40, 50)
    cup[20:23, 20:23] = cup[40:43, 40:43] = False
    filled = without_specks(cup, holes=block(20, 20, 3, 3))
    assert not filled[21, 21]
    assert filled[41, 41]


def test_taking_a_part_off_takes_the_rind_behind_it_too() -> None:
    cup, shadow = block(10, 10, 30, 40), block(40, 10, 6, 40)
    rind = block(46, 10, 1, 40)
    left = taken_off(cup | shadow | rind, shadow)
    assert not (left & ~cup).any()
    assert (cup & ~left).sum() <= 4  # the corners next to the shadow


def test_components_have_boxes() -> None:
    labels, stats = components(block(10, 5, 4, 6) | block(30, 40, 5, 5))
    assert labels.max() == 2
    assert stats[1].tolist() == [5, 10, 6, 4, 24]
