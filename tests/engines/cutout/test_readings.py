"""Two readings of a photo, of which the one with fewer bad signs is taken."""

from __future__ import annotations

import numpy as np

from bot.engines.arrays import rgb_of
from bot.engines.cutout.readings import Reading, best_reading
from bot.engines.cutout.working import working_photo
from tests.engines.cutout.shapes import (
    Picture,
    backdrop,
    disc,
    overlap,
    painted,
    photo_of,
    soft_shadow,
)

RED, BLUE = (165, 40, 40), (40, 60, 150)


def reading_of(picture: Picture, *, noise: float = 0.6) -> Reading:
    return best_reading(working_photo(rgb_of(photo_of(picture, noise=noise))))


def test_a_pale_product_on_white_is_found_by_its_faint_outline() -> None:
    pale = painted(backdrop((252, 252, 252)), disc(100.0), (240, 240, 238))
    reading = reading_of(painted(pale, disc(45.0), BLUE))
    assert overlap(reading.mask, disc(100.0) > 0.5) > 0.95


def test_a_soft_shadow_is_not_taken_along() -> None:
    cover = disc(70.0)
    picture = painted(soft_shadow(backdrop((225, 225, 225)), cover), cover, RED)
    assert overlap(reading_of(picture).mask, cover > 0.5) > 0.95


def test_what_is_seen_through_a_ring_is_a_hole() -> None:
    ring = disc(100.0) - disc(70.0)
    reading = reading_of(painted(backdrop((190, 190, 190)), ring, RED))
    assert reading.holes[180, 240]
    assert overlap(reading.mask, ring > 0.5) > 0.9


def test_its_backdrop_has_the_light_of_the_photo() -> None:
    reading = reading_of(painted(backdrop((120, 120, 120), slope=0.2), disc(60.0), RED))
    lightness = reading.backdrop.surface[..., 0]
    assert lightness[:, -1].mean() > lightness[:, 0].mean() + 4.0


def test_an_empty_photo_has_an_empty_mask() -> None:
    reading = best_reading(working_photo(np.full((200, 300, 3), 210, np.uint8)))
    assert not reading.mask.any()
    assert reading.signs.coverage == 0.0
