"""Masks that a person attached."""

from __future__ import annotations

import numpy as np
import pytest

from bot.domain.errors import UsageError
from bot.engines.cutout.attached import AttachedMask
from tests.engines.cutout.shapes import HEIGHT, WIDTH, backdrop, disc, photo_from, photo_of

PHOTO = photo_of(backdrop((180, 180, 180)))


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
