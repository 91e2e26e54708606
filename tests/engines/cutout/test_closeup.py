"""Close looks."""

from __future__ import annotations

import numpy as np
import pytest

from bot.engines.cutout.backdrop import first_guess
from bot.engines.cutout.closeup import CLOSE_SIDE, close_up
from bot.engines.cutout.working import working_photo
from tests.engines.cutout.closeups import view_of
from tests.engines.cutout.shapes import backdrop, disc, painted

RED, GREY = (165, 45, 40), (200, 205, 210)


def test_a_large_photo_is_looked_at_at_a_fixed_size() -> None:
    picture = painted(backdrop(GREY), disc(90.0), RED)
    rgb = picture.repeat(4, axis=0).repeat(4, axis=1).astype(np.uint8)
    photo = working_photo(rgb)
    mask = photo.lab[..., 1] > 20.0
    view = close_up(rgb, photo, first_guess(photo), mask)
    assert view.lab.shape == (CLOSE_SIDE * 3 // 4, CLOSE_SIDE, 3)
    assert view.mask.mean() == pytest.approx(float(mask.mean()), rel=0.02)
    assert view.depth.max() == pytest.approx(90.0 * CLOSE_SIDE / 480.0, rel=0.06)


def test_feet_are_in_the_lower_part_of_the_product() -> None:
    view = view_of(painted(backdrop(GREY), disc(90.0), RED), disc(90.0) > 0.5)
    assert view.ground == pytest.approx(180.0 + 90.0 - 0.4 * 180.0, abs=2.0)


def test_another_mask_has_other_depths() -> None:
    view = view_of(painted(backdrop(GREY), disc(90.0), RED), disc(90.0) > 0.5)
    smaller = view.with_mask(disc(40.0) > 0.5)
    assert smaller.depth.max() == pytest.approx(40.0, abs=3.0)
    np.testing.assert_array_equal(smaller.mask, disc(40.0) > 0.5)
