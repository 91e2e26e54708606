"""The colours on either side of an outline."""

from __future__ import annotations

import numpy as np

from bot.engines.cutout.sides import side_colours
from tests.engines.cutout.shapes import backdrop, disc, painted


def test_both_sides_colours_are_continued_without_mixing() -> None:
    picture = painted(backdrop((200, 205, 210)), disc(90.0), (150, 30, 30))
    product, scene = side_colours(np.rint(picture).astype(np.uint8), disc(90.0) > 0.5)
    rim = (disc(94.0) > 0.5) & (disc(86.0) < 0.5)
    assert np.abs(product[rim] - (150, 30, 30)).max() < 6.0
    assert np.abs(scene[rim] - (200, 205, 210)).max() < 6.0
