"""Soft edges at full size."""

from __future__ import annotations

import numpy as np
import pytest

from bot.engines.cutout.curves import curves_around
from bot.engines.cutout.matting import soft_alpha
from tests.engines.cutout.shapes import HEIGHT, WIDTH, disc

SIZE = (HEIGHT, WIDTH)
NO_GAPS = np.ones(SIZE, np.float32)


@pytest.mark.parametrize("enlarged", [1, 2, 3])
def test_alpha_is_each_pixels_share_of_product(enlarged: int) -> None:
    shape = (HEIGHT * enlarged, WIDTH * enlarged)
    alpha = soft_alpha(curves_around(disc(90.0) > 0.5), NO_GAPS, shape)
    rows, columns = (np.mgrid[0 : shape[0], 0 : shape[1]] + 0.5) / enlarged - 0.5
    inwards = (90.0 - np.hypot(columns - 240.0, rows - 180.0)) * enlarged
    assert alpha.shape == shape
    assert alpha[inwards < -2.5 * enlarged].max() < 0.01
    assert alpha[inwards > 2.5 * enlarged].min() > 0.99
    edge = np.abs(inwards) < 0.3
    assert abs(float(alpha[edge].mean()) - 0.5) < 0.1


@pytest.mark.parametrize("full", [True, False])
def test_a_mask_without_an_outline_has_no_edge(full: bool) -> None:
    alpha = soft_alpha(curves_around(np.full(SIZE, full)), NO_GAPS, SIZE)
    assert (alpha == float(full)).all()


def test_specks_leave_no_trace() -> None:
    mask = disc(90.0) > 0.5
    mask[20:22, 20:22] = True
    alpha = soft_alpha(curves_around(mask), NO_GAPS, SIZE)
    assert alpha[15:30, 15:30].max() == 0.0
    assert alpha[170:190, 230:250].min() == 1.0


def test_what_the_matte_takes_off_is_gone() -> None:
    matte = NO_GAPS.copy()
    matte[150:210, 239:242] = 0.0
    alpha = soft_alpha(curves_around(disc(90.0) > 0.5), matte, SIZE)
    assert alpha[160:200, 240].max() < 0.1
    assert alpha[:, 250].max() == 1.0
