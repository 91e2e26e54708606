"""Shadows that stuck to a mask."""

from __future__ import annotations

import cv2
import numpy as np

from bot.engines.arrays import rgb_of
from bot.engines.cutout.backdrop import first_guess
from bot.engines.cutout.shadows import peel_shadows
from bot.engines.cutout.working import working_photo
from tests.engines.cutout.shapes import WIDTH, backdrop, disc, overlap, painted, photo_of


def test_a_shadow_is_peeled_and_the_product_left() -> None:
    product = disc(80.0)
    shade = cv2.GaussianBlur(np.roll(product, 45, axis=1), (0, 0), 10.0)
    ground = backdrop((205, 205, 205)) * (1.0 - 0.3 * shade[..., None])
    photo = working_photo(rgb_of(photo_of(painted(ground, product, (40, 70, 140)))))
    both = (product > 0.5) | (shade > 0.3)
    peeled = peel_shadows(both, photo, first_guess(photo))
    assert overlap(both, product > 0.5) < 0.85
    assert overlap(peeled, product > 0.5) > 0.96


def test_a_product_that_fades_into_the_backdrops_colour_is_not_eaten() -> None:
    product = disc(90.0)
    fade = np.clip((np.arange(WIDTH) - 170) / 140.0, 0, 1)[None, :, None]
    surface = np.array((150, 150, 150)) * fade + np.array((205, 205, 205)) * (1 - fade)
    ground = backdrop((205, 205, 205))
    picture = ground * (1 - product[..., None]) + surface * product[..., None]
    photo = working_photo(rgb_of(photo_of(picture)))
    mask = product > 0.5
    assert overlap(peel_shadows(mask, photo, first_guess(photo)), mask) > 0.97


def test_a_mask_without_shadows_stays_as_it_is() -> None:
    product = disc(80.0)
    photo = working_photo(
        rgb_of(photo_of(painted(backdrop((205, 205, 205)), product, (40, 70, 140))))
    )
    mask = product > 0.5
    np.testing.assert_array_equal(peel_shadows(mask, photo, first_guess(photo)), mask)


def test_a_dark_shadow_whose_rim_is_an_edge_of_a_kind_is_peeled_too() -> None:
    product = disc(80.0)
    shade = cv2.GaussianBlur(np.roll(product, 45, axis=1), (0, 0), 4.0)
    ground = backdrop((240, 240, 240)) * (1.0 - 0.6 * shade[..., None])
    photo = working_photo(rgb_of(photo_of(painted(ground, product, (40, 70, 140)))))
    peeled = peel_shadows((product > 0.5) | (shade > 0.5), photo, first_guess(photo))
    assert overlap(peeled, product > 0.5) > 0.96


def test_a_grey_part_with_a_crisp_outline_is_no_shadow() -> None:
    product, foot = disc(80.0), np.roll(disc(80.0), 45, axis=1)
    ground = painted(backdrop((240, 240, 240)), foot, (150, 150, 150))
    photo = working_photo(rgb_of(photo_of(painted(ground, product, (40, 70, 140)))))
    both = (product > 0.5) | (foot > 0.5)
    np.testing.assert_array_equal(peel_shadows(both, photo, first_guess(photo)), both)
