"""Contrast measured on pixels agrees with that of the two colours, and sees what is behind."""

import numpy as np
import pytest

from bot.domain.contrast import Colour, contrast_ratio
from bot.domain.overlay import Typeface
from bot.finish.fonts import faces_for
from bot.finish.layout import set_text
from bot.finish.legibility import DARK, LIGHT, contrast_on, needed, readable_colour

BLOCK = set_text("Tea", faces_for(Typeface.SANS), em_px=60.0, max_width=999.0, side=0)


def ground(colour: Colour) -> np.ndarray:
    return np.full((BLOCK.height, BLOCK.width, 3), colour, np.uint8)


@pytest.mark.parametrize("colour", [(118, 118, 118), (29, 78, 216), (250, 243, 224)])
def test_on_one_colour_it_is_the_ratio_of_wcag(colour: Colour) -> None:
    assert contrast_on(ground(colour), BLOCK, LIGHT) == pytest.approx(
        contrast_ratio(colour, LIGHT), rel=2e-3
    )


def test_the_worst_part_counts() -> None:
    half = ground((20, 20, 20))
    half[:, : BLOCK.width // 2] = 255
    assert contrast_on(half, BLOCK, LIGHT) < 1.5
    assert contrast_on(ground((20, 20, 20)), BLOCK, LIGHT) > 15


def test_the_readable_colour_is_the_one_with_more_contrast() -> None:
    assert readable_colour(ground((240, 240, 230)), BLOCK) == DARK
    assert readable_colour(ground((40, 30, 90)), BLOCK) == LIGHT


def test_large_text_needs_less() -> None:
    assert needed(60.0, 1000) == 3.0
    assert needed(40.0, 1000) == 4.5
