"""From alpha to a mask with a core."""

from __future__ import annotations

import numpy as np

from bot.engines.cutout.roles import CORE_ALPHA, core_of, mask_from_alpha
from tests.engines.cutout.shapes import HEIGHT, WIDTH, disc


def test_the_core_lies_inside_the_soft_edge_and_close_to_it() -> None:
    alpha = disc(100.0)
    mask = mask_from_alpha(alpha, confidence=0.8, trust=0.5, method="plain")
    assert (mask.alpha[mask.core] >= CORE_ALPHA).all()
    # A label two or three pixels from the edge stays in the core.
    assert mask.core.sum() > 0.95 * (alpha >= CORE_ALPHA).sum()
    assert mask.core[180, 240 - 97]
    assert not mask.core[180, 240 - 99]


def test_the_core_of_a_product_cut_off_by_the_frame_reaches_the_frame() -> None:
    alpha = np.zeros((HEIGHT, WIDTH), np.float32)
    alpha[200:, 100:300] = 1.0
    core = core_of(alpha)
    assert core[HEIGHT - 1, 200]
    assert not core[200, 200]


def test_the_core_shrinks_more_in_larger_pictures() -> None:
    alpha = np.zeros((2000, 2000), np.float32)
    alpha[500:1500, 500:1500] = 1.0
    assert core_of(alpha)[503, 1000]
    assert not core_of(alpha)[502, 1000]


def test_the_saved_mask_is_255_exactly_in_the_core() -> None:
    mask = mask_from_alpha(disc(100.0), confidence=0.8, trust=0.5, method="plain")
    np.testing.assert_array_equal(mask.to_bytes_plane() == 255, mask.core)


def test_the_threshold_of_trust_is_honoured() -> None:
    def trusted(confidence: float, trust: float) -> bool:
        mask = mask_from_alpha(disc(50.0), confidence=confidence, trust=trust, method="plain")
        return mask.trusted

    assert trusted(0.5, 0.5)
    assert not trusted(0.49, 0.5)
    assert trusted(0.0, 0.0)


def test_a_mask_that_several_commands_share_cannot_be_changed() -> None:
    mask = mask_from_alpha(disc(50.0), confidence=0.8, trust=0.5, method="plain")
    assert not mask.alpha.flags.writeable
    assert not mask.core.flags.writeable
