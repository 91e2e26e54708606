"""Masks that a person attached."""

from __future__ import annotations

import numpy as np
import pytest

from bot.domain.errors import UsageError
from bot.engines.cutout.attached import AttachedMask
from tests.engines.cutout.shapes import (
    HEIGHT,
    WIDTH,
    backdrop,
    disc,
    painted,
    photo_from,
    photo_of,
)

PHOTO = photo_of(backdrop((180, 180, 180)))
DISC_PHOTO = photo_of(painted(backdrop((180, 180, 180)), disc(90.0), (160, 40, 40)))
INVERTED = np.rint((1.0 - disc(90.0)) * 255).astype(np.uint8)


def test_the_persons_mask_is_used_as_it_is() -> None:
    painted = np.rint(disc(90.0) * 255).astype(np.uint8)
    mask = AttachedMask(photo_from(painted), trust=0.9).cut(PHOTO)
    assert mask.method == "attached"
    assert mask.confidence == 1.0
    assert mask.trusted
    np.testing.assert_array_equal(mask.alpha > 0.5, painted > 127)


def test_a_hard_edge_is_softened_by_about_a_pixel() -> None:
    hard = np.where(disc(90.0) > 0.5, 255, 0).astype(np.uint8)
    mask = AttachedMask(photo_from(hard), trust=0.5).cut(PHOTO)
    soft = (mask.alpha > 0.02) & (mask.alpha < 0.98)
    assert 0 < soft.sum() < 4 * 2 * np.pi * 90
    np.testing.assert_array_equal(mask.alpha > 0.5, hard > 127)


def test_a_soft_edge_is_kept() -> None:
    gradient = np.tile(np.linspace(0, 255, WIDTH).astype(np.uint8), (HEIGHT, 1))
    mask = AttachedMask(photo_from(gradient), trust=0.5).cut(PHOTO)
    np.testing.assert_allclose(mask.alpha * 255, gradient, atol=0.01)


@pytest.mark.parametrize(("level", "code"), [(0, "mask_empty"), (255, "mask_full")])
def test_a_mask_that_marks_nothing_or_everything_is_refused(level: int, code: str) -> None:
    flat = np.full((HEIGHT, WIDTH), level, np.uint8)
    with pytest.raises(UsageError) as caught:
        AttachedMask(photo_from(flat), trust=0.5).cut(PHOTO)
    assert caught.value.code == code
    assert "white" in caught.value.reply


def test_a_mask_of_another_size_is_refused_with_both_sizes() -> None:
    small = np.zeros((20, 30), np.uint8)
    small[5:15, 5:15] = 255
    with pytest.raises(UsageError) as caught:
        AttachedMask(photo_from(small), trust=0.5).cut(PHOTO)
    assert caught.value.code == "mask_size"
    assert "30 x 20" in caught.value.reply
    assert f"{WIDTH} x {HEIGHT}" in caught.value.reply


@pytest.mark.parametrize(("level", "code"), [(0, "mask_empty"), (255, "mask_full")])
def test_a_few_stray_pixels_change_nothing_about_that(level: int, code: str) -> None:
    flat = np.full((HEIGHT, WIDTH), level, np.uint8)
    flat[100:105, 100:105] = 255 - level
    with pytest.raises(UsageError) as caught:
        AttachedMask(photo_from(flat), trust=0.5).cut(PHOTO)
    assert caught.value.code == code


def test_a_mask_of_the_background_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        AttachedMask(photo_from(INVERTED), trust=0.5).cut(DISC_PHOTO)
    assert caught.value.code == "mask_inverted"
    assert "product white" in caught.value.reply


def test_a_white_border_is_only_doubted_where_the_photo_does_not_tell() -> None:
    mask = AttachedMask(photo_from(INVERTED), trust=0.5).cut(PHOTO)
    assert mask.trusted
    assert mask.doubt == "maybe_inverted"


def test_a_product_that_fills_most_of_the_photo_is_not_doubted() -> None:
    tall = np.zeros((HEIGHT, WIDTH), np.uint8)
    tall[:, 40:-40] = 255
    assert AttachedMask(photo_from(tall), trust=0.5).cut(DISC_PHOTO).doubt == ""
