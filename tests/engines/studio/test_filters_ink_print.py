"""Print in a pen drawing: a whole word one way, small print in ink on clear paper."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.engines.arrays import Plane
from bot.engines.studio.filters_ink_print import PenPrint, lettered
from bot.engines.studio.filters_sitter import Sitter, sit
from tests.engines.studio.painted_photos import box, with_text


def sitter(*, scale: float) -> Sitter:
    """A dark box with a word on it, as a part of a picture of 1024 px."""
    source, mask = box("#2b5f8a", height=200, width=320)
    printed, _ = with_text(source, "RESTAGE", "#f4f2ee", at=(50, 115), scale=scale)
    small = sit(printed, mask, amount=1.0, detail=0.5, ink=None, seed=1)
    return replace(small, scale=1.0)


def hatched(sitter: Sitter, least: float, most: float) -> Plane:
    """Ink that gets denser from left to right."""
    rows, columns = sitter.shape
    dense = np.linspace(least, most, columns, dtype=np.float32)[None, :]
    stripes = (np.arange(rows + columns) % 10 / 10.0).astype(np.float32)
    place = np.add.outer(np.arange(rows), np.arange(columns))
    return (stripes[place] < dense).astype(np.float32)


@pytest.mark.parametrize(("least", "most"), [(0.1, 0.9), (0.3, 0.55)])
def test_a_word_is_written_or_left_out_as_a_whole(least: float, most: float) -> None:
    drawn = sitter(scale=1.6)
    print_ = lettered(drawn, hatched(drawn, least, most))
    written, left = float(print_.solid.sum()), float(print_.left_out.sum())
    assert min(written, left) < 0.02 * max(written, left)


def test_broad_light_letters_are_left_out_of_dark_hatching() -> None:
    drawn = sitter(scale=1.6)
    ink = hatched(drawn, 0.7, 0.8)
    print_ = lettered(drawn, ink)
    letters = drawn.letters.cover > 0.9
    assert print_.over(ink, np.float32(1.0))[letters].mean() < 0.1
    assert lettered(drawn, ink, knock_out=False).over(ink, np.float32(1.0))[letters].mean() > 0.9


def test_small_light_print_stands_in_ink_on_clear_paper() -> None:
    drawn = sitter(scale=0.8)
    ink = hatched(drawn, 0.7, 0.8)
    print_ = lettered(drawn, ink)
    result = print_.over(ink, np.float32(1.0))
    assert result[drawn.letters.cover > 0.9].mean() > 0.9
    beside = (print_.cleared > 0.9) & (drawn.letters.cover < 0.05)
    assert beside.sum() > 100
    assert result[beside].mean() < 0.1


def test_without_print_nothing_changes() -> None:
    source, mask = box("#2b5f8a")
    plain = sit(source, mask, amount=1.0, detail=0.5, ink=None, seed=1)
    ink = hatched(plain, 0.2, 0.6)
    print_ = lettered(plain, ink)
    assert isinstance(print_, PenPrint)
    assert np.array_equal(print_.over(ink, np.float32(1.0)), ink)
