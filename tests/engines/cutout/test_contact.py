"""Contact shadows at a product's foot."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from bot.engines.arrays import rgb_of
from bot.engines.cutout.backdrop import Backdrop, first_guess
from bot.engines.cutout.contact import trim_contact
from bot.engines.cutout.working import WorkingPhoto, working_photo
from tests.engines.cutout.shapes import HEIGHT, WIDTH, Picture, backdrop, overlap, painted, photo_of

FOOT = 280
"""Row at which the product stands."""


def block() -> Picture:
    cover = np.zeros((HEIGHT, WIDTH), np.float32)
    cover[90:FOOT, 150:330] = 1.0
    return cover


def with_contact(colour: tuple[int, int, int], *, ground: int = 205) -> Picture:
    """A block whose shadow is nearly black where it touches the ground and gone 12 px below."""
    below = np.clip((np.arange(HEIGHT) - FOOT) / 12.0, 0.0, 1.0)
    light = 0.35 + 0.65 * below
    shaded = np.ones((HEIGHT, WIDTH), np.float32)
    shaded[FOOT:, 150:330] = light[FOOT:, None]
    scene = backdrop((ground,) * 3) * cv2.GaussianBlur(shaded, (0, 0), 1.0)[..., None]
    return painted(scene, block(), colour)


def analysed(picture: Picture) -> tuple[WorkingPhoto, Backdrop]:
    photo = working_photo(rgb_of(photo_of(picture)))
    return photo, first_guess(photo)


@pytest.mark.parametrize("colour", [(40, 70, 150), (235, 232, 228), (160, 160, 160)])
def test_the_shadow_under_a_product_is_cut_off_at_its_edge(colour: tuple[int, int, int]) -> None:
    photo, found = analysed(with_contact(colour))
    product = block() > 0.5
    with_shadow = product.copy()
    with_shadow[FOOT : FOOT + 8, 150:330] = True
    trimmed = trim_contact(with_shadow, photo, found)
    assert trimmed[FOOT + 3 : FOOT + 8, 160:320].mean() < 0.05
    assert overlap(trimmed, product) > 0.985


def test_a_dark_foot_of_the_product_stays() -> None:
    feet = np.zeros((HEIGHT, WIDTH), np.float32)
    feet[FOOT - 14 : FOOT, 150:330] = 1.0
    picture = painted(painted(backdrop((205,) * 3), block(), (235, 232, 228)), feet, (40, 40, 40))
    photo, found = analysed(picture)
    mask = block() > 0.5
    np.testing.assert_array_equal(trim_contact(mask, photo, found), mask)


def test_sides_and_top_are_left_alone() -> None:
    photo, found = analysed(with_contact((40, 70, 150))[::-1].copy())
    upside_down = np.flipud(block() > 0.5).copy()
    upside_down[HEIGHT - FOOT - 8 : HEIGHT - FOOT, 150:330] = True
    np.testing.assert_array_equal(trim_contact(upside_down, photo, found), upside_down)


def test_an_empty_and_a_full_mask_stay_as_they_are() -> None:
    photo, found = analysed(with_contact((40, 70, 150)))
    for mask in (np.zeros((HEIGHT, WIDTH), bool), np.ones((HEIGHT, WIDTH), bool)):
        np.testing.assert_array_equal(trim_contact(mask, photo, found), mask)
