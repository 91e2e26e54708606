"""Soft edges at full size."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from bot.engines.cutout.matting import side_colours, soft_alpha
from tests.engines.cutout.shapes import backdrop, disc, painted


def shot(cover: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    return np.rint(painted(backdrop((200, 205, 210)), cover, colour)).astype(np.uint8)


@pytest.mark.parametrize("enlarged", [1, 2])
def test_alpha_is_each_pixels_share_of_product(enlarged: int) -> None:
    small = shot(disc(90.0), (150, 30, 30))
    size = (small.shape[1] * enlarged, small.shape[0] * enlarged)
    cover = cv2.resize(disc(90.0), size, interpolation=cv2.INTER_LINEAR)
    rgb = np.rint(
        np.array((200, 205, 210)) * (1 - cover[..., None])
        + np.array((150, 30, 30)) * cover[..., None]
    ).astype(np.uint8)
    # The outline it starts from is two working pixels too wide.
    alpha = soft_alpha(rgb, small, disc(92.0) > 0.5)
    edge = (cover > 0.02) & (cover < 0.98)
    assert np.abs(alpha - cover)[edge].mean() < 0.12
    assert alpha[cover == 0.0].mean() < 0.001
    assert (alpha[cover == 1.0] > 0.9).mean() > 0.995


def test_a_label_near_the_edge_stays_opaque() -> None:
    picture = shot(disc(90.0), (150, 30, 30))
    picture[150:210, 157:166] = (200, 205, 210)
    alpha = soft_alpha(picture, picture, disc(90.0) > 0.5)
    assert alpha[160:200, 158:165].min() == 1.0


def test_where_colours_are_alike_the_outline_decides() -> None:
    picture = shot(disc(90.0), (199, 204, 209))
    mask = disc(90.0) > 0.5
    alpha = soft_alpha(picture, picture, mask)
    np.testing.assert_array_equal(alpha > 0.5, mask)


@pytest.mark.parametrize("full", [True, False])
def test_a_mask_without_an_outline_has_no_edge(full: bool) -> None:
    picture = shot(disc(90.0), (150, 30, 30))
    alpha = soft_alpha(picture, picture, np.full(picture.shape[:2], full))
    assert (alpha == float(full)).all()


def test_both_sides_colours_are_continued_without_mixing() -> None:
    picture = shot(disc(90.0), (150, 30, 30))
    product, scene = side_colours(picture, disc(90.0) > 0.5)
    rim = (disc(94.0) > 0.5) & (disc(86.0) < 0.5)
    assert np.abs(product[rim] - (150, 30, 30)).max() < 6.0
    assert np.abs(scene[rim] - (200, 205, 210)).max() < 6.0
