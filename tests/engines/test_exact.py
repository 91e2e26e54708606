"""The source's own pixels, put back."""

import numpy as np

from bot.engines.arrays import Mask
from bot.engines.exact import enlarged_mask, put_back_product, put_back_scene

RNG = np.random.default_rng(5)
SOURCE = RNG.integers(0, 256, (16, 20, 3), dtype=np.uint8)
RENDERED = RNG.integers(0, 256, (16, 20, 3), dtype=np.uint8)
ALPHA = np.zeros((16, 20), np.float32)
ALPHA[4:12, 4:12] = 0.5
ALPHA[6:10, 6:10] = 1.0
MASK = Mask(alpha=ALPHA, core=ALPHA == 1.0, confidence=1.0, trusted=True, method="attached")


def test_the_core_is_byte_identical_and_the_edge_lies_between() -> None:
    out = put_back_product(RENDERED, SOURCE, MASK)
    assert (out[MASK.core] == SOURCE[MASK.core]).all()
    assert (out[ALPHA == 0.0] == RENDERED[ALPHA == 0.0]).all()
    edge = ALPHA == 0.5
    mean = (SOURCE[edge].astype(float) + RENDERED[edge]) / 2
    assert np.abs(out[edge] - mean).max() <= 0.5


def test_the_scene_is_byte_identical_where_there_is_no_product() -> None:
    out = put_back_scene(RENDERED, SOURCE, MASK)
    assert (out[ALPHA == 0.0] == SOURCE[ALPHA == 0.0]).all()
    assert (out[MASK.core] == RENDERED[MASK.core]).all()


def test_the_saved_mask_is_255_exactly_in_the_core() -> None:
    plane = MASK.to_bytes_plane()
    assert ((plane == 255) == MASK.core).all()


def test_an_enlarged_mask_has_an_enlarged_core() -> None:
    mask = enlarged_mask(MASK, 32, 40)
    assert (mask.core == MASK.core.repeat(2, axis=0).repeat(2, axis=1)).all()
    assert mask.alpha.shape == (32, 40)
    assert mask.alpha[mask.core].min() > 0.5
