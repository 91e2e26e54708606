"""The backdrop's surface, and what speaks against it."""

from __future__ import annotations

import numpy as np
import pytest

from bot.domain.photo import Photo
from bot.engines.arrays import rgb_of
from bot.engines.cutout.backdrop import Backdrop, first_guess, refined
from bot.engines.cutout.working import WorkingPhoto, working_photo
from tests.engines.cutout.shapes import backdrop, disc, painted, photo_of, soft_shadow


def looked_at(photo: Photo) -> tuple[WorkingPhoto, Backdrop]:
    working = working_photo(rgb_of(photo))
    return working, first_guess(working)


def test_a_gradient_is_followed_behind_the_product() -> None:
    plain = backdrop((170, 175, 180), slope=0.3)
    photo, found = looked_at(photo_of(painted(plain, disc(110.0), (160, 30, 30))))
    truth = working_photo(np.rint(plain).astype(np.uint8)).lab
    assert np.linalg.norm(found.surface - truth, axis=2).max() < 1.5
    assert found.flatness == 1.0
    better = refined(photo, disc(110.0) < 0.01, found)
    assert np.linalg.norm(better.surface - truth, axis=2).max() < 1.5


def test_a_product_that_reaches_the_frame_does_not_bend_the_surface() -> None:
    plain = backdrop((170, 175, 180), slope=0.2)
    _, found = looked_at(photo_of(painted(plain, disc(140.0, x=240, y=380), (160, 30, 30))))
    truth = working_photo(np.rint(plain).astype(np.uint8)).lab
    assert np.linalg.norm(found.surface - truth, axis=2).max() < 2.0
    assert found.flatness < 0.95


def test_a_shadow_is_darker_but_speaks_for_nothing() -> None:
    picture = soft_shadow(backdrop((200, 190, 170)), disc(80.0))
    _, found = looked_at(photo_of(picture))
    middle = (194 // 1, 262)
    assert found.shade[middle] < 0.9
    assert found.chroma[middle] < 2.0
    assert found.evidence(tinted_shadow=False)[middle] == pytest.approx(0.0, abs=0.05)


@pytest.mark.parametrize(
    "colour", [(150, 40, 40), (250, 250, 250), (12, 12, 12)], ids=["red", "white", "black"]
)
def test_another_colour_lighter_or_very_dark_speaks_for_product(
    colour: tuple[int, int, int],
) -> None:
    _, found = looked_at(photo_of(painted(backdrop((150, 150, 150)), disc(60.0), colour)))
    evidence = found.evidence(tinted_shadow=True)
    assert evidence[180, 240] > 1.0
    assert evidence[20, 20] < 0.05
    assert not found.same[180, 240]


def test_a_shadow_tinted_by_its_product_is_allowed_for_where_asked() -> None:
    picture = backdrop((235, 235, 235))
    picture[150:210, 200:280] *= (0.9, 0.86, 0.84)
    _, found = looked_at(photo_of(picture))
    assert found.evidence(tinted_shadow=False)[180, 240] > 0.2
    assert found.evidence(tinted_shadow=True)[180, 240] == 0.0


def test_clutter_is_not_flat() -> None:
    rng = np.random.default_rng(2)
    blocks = rng.integers(0, 255, (12, 16, 3)).repeat(30, axis=0).repeat(30, axis=1)
    _, found = looked_at(photo_of(blocks))
    assert found.flatness < 0.4
