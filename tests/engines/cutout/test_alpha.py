"""Photos that bring transparency of their own."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.domain.photo import Photo
from bot.engines.cutout.alpha import OwnAlpha, cuts_something_out
from tests.engines.cutout.shapes import HEIGHT, WIDTH, disc, photo_from


def with_alpha(alpha: NDArray[np.uint8]) -> Photo:
    rgb = np.full((*alpha.shape, 3), (200, 40, 40), np.uint8)
    return photo_from(np.dstack([rgb, alpha]))


def test_a_cut_out_product_needs_no_search() -> None:
    alpha = np.rint(disc(90.0) * 255).astype(np.uint8)
    mask = OwnAlpha(trust=0.9).cut(with_alpha(alpha))
    assert mask is not None
    assert (mask.method, mask.confidence, mask.trusted) == ("alpha", 1.0, True)
    np.testing.assert_allclose(mask.alpha * 255, alpha, atol=0.01)


@pytest.mark.parametrize(
    "alpha",
    [
        np.full((HEIGHT, WIDTH), 255, np.uint8),
        np.full((HEIGHT, WIDTH), 128, np.uint8),
        np.zeros((HEIGHT, WIDTH), np.uint8),
        np.tile(np.linspace(0, 255, WIDTH).astype(np.uint8), (HEIGHT, 1)),
    ],
    ids=["opaque", "veil", "invisible", "fade"],
)
def test_transparency_that_cuts_nothing_out_is_ignored(alpha: NDArray[np.uint8]) -> None:
    assert OwnAlpha(trust=0.5).cut(with_alpha(alpha)) is None


def test_a_watermarks_clear_corner_is_no_cut_out() -> None:
    alpha = np.ones((HEIGHT, WIDTH), np.float32)
    alpha[:12, :12] = 0.0
    assert not cuts_something_out(alpha)


def test_a_photo_without_alpha_has_none() -> None:
    assert OwnAlpha(trust=0.5).cut(photo_from(np.zeros((40, 40, 3), np.uint8))) is None
