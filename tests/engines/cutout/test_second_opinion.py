"""GrabCut's view of a mask."""

from __future__ import annotations

import numpy as np

from bot.engines.arrays import rgb_of
from bot.engines.cutout.backdrop import first_guess
from bot.engines.cutout.second_opinion import agreement
from bot.engines.cutout.working import working_photo
from tests.engines.cutout.shapes import backdrop, disc, painted, photo_of

PHOTO = working_photo(rgb_of(photo_of(painted(backdrop((190, 190, 190)), disc(90), (60, 90, 60)))))
BACKDROP = first_guess(PHOTO)


def test_a_right_mask_is_agreed_to() -> None:
    assert agreement(disc(90.0) > 0.5, PHOTO, BACKDROP) > 0.97


def test_a_mask_that_lost_a_rim_or_took_one_is_not() -> None:
    assert agreement(disc(78.0) > 0.5, PHOTO, BACKDROP) < 0.9
    assert agreement(disc(102.0) > 0.5, PHOTO, BACKDROP) < 0.9


def test_nothing_and_everything_are_never_agreed_to() -> None:
    assert agreement(np.zeros(PHOTO.shape, bool), PHOTO, BACKDROP) == 0.0
    assert agreement(np.ones(PHOTO.shape, bool), PHOTO, BACKDROP) == 0.0


def test_the_same_question_has_the_same_answer() -> None:
    mask = disc(84.0) > 0.5
    assert agreement(mask, PHOTO, BACKDROP) == agreement(mask, PHOTO, BACKDROP)
