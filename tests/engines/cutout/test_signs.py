"""Bad signs show where a mask is wrong, and only there."""

from __future__ import annotations

import numpy as np

from bot.engines.arrays import Plane, rgb_of
from bot.engines.cutout.backdrop import first_guess
from bot.engines.cutout.signs import Signs, read_signs
from bot.engines.cutout.working import working_photo
from tests.engines.cutout.shapes import HEIGHT, Picture, backdrop, disc, painted, photo_of

PICTURE = painted(backdrop((190, 190, 190)), disc(80.0), (60, 90, 60))


def signs_of(mask: Plane, picture: Picture = PICTURE, product: Plane | None = None) -> Signs:
    photo = working_photo(rgb_of(photo_of(picture)))
    found = mask if product is None else product
    return read_signs(
        photo, first_guess(photo), found, mask > 0.5, shadows=np.zeros(mask.shape, bool)
    )


def test_a_right_mask_shows_next_to_none() -> None:
    signs = signs_of(disc(80.0).round())
    assert signs.busy == 0.0
    assert signs.undecided == 0.0
    assert signs.stray_edges == 0.0
    assert signs.unedged < 0.02
    assert signs.scattered == 0.0
    assert signs.cut_off == 0.0
    assert signs.dissent < 0.05


def test_a_part_that_was_lost_leaves_its_edges_behind() -> None:
    half = disc(80.0) * (np.arange(HEIGHT) < 180)[:, None]
    signs = signs_of(half.round())
    assert signs.stray_edges > 0.5
    assert signs.unedged > 0.2


def test_a_shadow_that_was_taken_along_has_no_edge() -> None:
    signs = signs_of(np.maximum(disc(80.0), disc(80.0, x=300.0)).round())
    assert signs.unedged > 0.3


def test_pixels_that_could_be_either_are_counted() -> None:
    mask = disc(80.0).round()
    product = np.where((disc(84.0) > 0.5) & (disc(70.0) < 0.5), 0.5, mask)
    signs = signs_of(mask, product=product.astype(np.float32))
    assert signs.undecided > 0.2


def test_crumbs_count_as_scattered_and_the_frame_as_cut_off() -> None:
    scattered = np.maximum(disc(80.0), disc(30.0, x=60.0, y=60.0)).round()
    assert 0.1 < signs_of(scattered).scattered < 0.15
    at_frame = disc(80.0, y=340.0)
    picture = painted(backdrop((190, 190, 190)), at_frame, (60, 90, 60))
    assert signs_of(at_frame.round(), picture).cut_off > 0.1


def test_clutter_is_busy() -> None:
    rng = np.random.default_rng(3)
    blocks = rng.integers(0, 255, (12, 16, 3)).repeat(30, axis=0).repeat(30, axis=1)
    assert signs_of(disc(80.0).round(), blocks.astype(np.float32)).busy > 0.5


def test_an_empty_mask_can_be_read_too() -> None:
    signs = signs_of(np.zeros_like(disc(1.0)))
    assert signs.coverage == 0.0
    assert signs.dissent == 1.0


def test_a_white_backdrop_glares_and_a_grey_one_does_not() -> None:
    white = painted(backdrop((252, 252, 252)), disc(80.0), (60, 90, 60))
    assert signs_of(disc(80.0).round(), white).glare > 0.7
    assert signs_of(disc(80.0).round()).glare == 0.0
