"""The best outline for given evidence."""

from __future__ import annotations

import numpy as np

from bot.engines.arrays import rgb_of
from bot.engines.cutout.contour import best_outline
from bot.engines.cutout.working import working_photo
from tests.engines.cutout.shapes import HEIGHT, WIDTH, backdrop, disc, overlap, painted, photo_of


def test_the_outline_keeps_to_the_edges_where_evidence_ends_early_or_late() -> None:
    truth = disc(90.0) > 0.5
    photo = working_photo(
        rgb_of(photo_of(painted(backdrop((190, 190, 190)), disc(90.0), (60, 90, 60))))
    )
    evidence = np.full((HEIGHT, WIDTH), -0.5, np.float32)
    evidence[disc(100.0) > 0.5] = 0.0
    evidence[disc(75.0) > 0.5] = 1.0
    assert overlap(best_outline(photo, evidence) > 0.5, truth) > 0.96


def test_crumbs_of_evidence_are_not_worth_an_outline() -> None:
    photo = working_photo(np.full((HEIGHT, WIDTH, 3), 190, np.uint8))
    evidence = np.full((HEIGHT, WIDTH), -0.5, np.float32)
    evidence[100:103, 100:103] = 1.0
    assert best_outline(photo, evidence).max() < 0.5


def test_even_odds_are_left_undecided_or_settled_but_stay_between_0_and_1() -> None:
    photo = working_photo(np.full((120, 160, 3), 190, np.uint8))
    product = best_outline(photo, np.zeros((120, 160), np.float32))
    assert product.min() >= 0.0
    assert product.max() <= 1.0
