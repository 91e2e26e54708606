"""Print on a drawing stays legible, and every word keeps one even ink."""

from __future__ import annotations

import numpy as np
import pytest

from bot.engines.arrays import Plane
from bot.engines.studio.filters_lettering import legible_lightness

HEIGHT, WIDTH = 60, 200


def a_word() -> Plane:
    """Cover of four bars close together: the letters of one word."""
    cover = np.zeros((HEIGHT, WIDTH), np.float32)
    for left in (40, 70, 100, 130):
        cover[20:40, left : left + 18] = 1.0
    return cover


def level(lightness: float) -> Plane:
    return np.full((HEIGHT, WIDTH), lightness, np.float32)


@pytest.mark.parametrize("around", [55.0, 66.0, 75.0])
def test_one_word_is_lighter_or_darker_than_its_ground_throughout(around: float) -> None:
    """Where half of it has room above and half has none, too."""
    cover = a_word()
    beneath = level(around) + np.linspace(-8.0, 8.0, WIDTH, dtype=np.float32)
    lightness = legible_lightness(level(90.0), level(40.0), beneath, cover, reach=8)
    steps = (lightness - beneath)[cover > 0]
    assert len(set(np.sign(steps))) == 1
    assert np.abs(steps).min() > 20.0


def test_ink_that_stands_out_already_is_left_alone() -> None:
    ink = level(90.0)
    lightness = legible_lightness(ink, level(40.0), level(35.0), a_word(), reach=8)
    assert np.array_equal(lightness, ink)
