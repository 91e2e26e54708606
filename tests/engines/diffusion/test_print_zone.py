"""Print is held by the strength map, whole words at a time."""

from __future__ import annotations

import numpy as np
import pytest

from bot.domain.edit import Command, Strength
from bot.domain.recipe import Paint
from bot.engines.diffusion.print_zone import PRINT_STRENGTH, held, most_for_print, print_zone
from bot.engines.diffusion.strength_map import cells_of
from tests.fakes import an_edit

STRONG = Strength(product=0.8, scene=0.8)


def strokes() -> np.ndarray:
    """Thin letters in the middle of a photo of 256 px."""
    region = np.zeros((256, 256), np.bool_)
    region[120:136, 100:160:6] = True
    return region


def test_cells_with_letters_are_held_though_a_cell_takes_its_highest_pixel() -> None:
    zone = print_zone(strokes(), (256, 256))
    cells = cells_of(held(np.full((256, 256), 0.8, np.float32), zone, PRINT_STRENGTH), (32, 32))
    assert cells[15:17, 13:20].max() < 0.2
    assert (cells[:8] == np.float32(0.8)).all()


def test_a_map_is_lowered_and_never_raised() -> None:
    zone = np.ones((4, 4), np.float32)
    low = np.full((4, 4), 0.05, np.float32)
    assert (held(low, zone, PRINT_STRENGTH) == low).all()


def test_a_zone_follows_an_enlarged_picture() -> None:
    assert print_zone(strokes(), (512, 512)).shape == (512, 512)


def test_a_new_colour_reaches_between_the_letters() -> None:
    paint = Paint(name="navy", label="Navy", color="#001f5b")
    painted = an_edit(command=Command.VARIANTS, paint=paint)
    assert most_for_print(painted, STRONG) == pytest.approx(0.48)
    assert most_for_print(an_edit(), STRONG) == PRINT_STRENGTH
