"""The soft band around a product."""

import numpy as np

from bot.engines.studio.colour import to_linear
from bot.engines.studio.composite_edges import decontaminated
from tests.engines.studio.scene_photos import box_alpha, mask_of


def mixed(alpha: np.ndarray) -> np.ndarray:
    """Dark blue seen through alpha before white, mixed in linear light."""
    blue = np.array([0.02, 0.05, 0.3], np.float32)
    return (blue * alpha[..., None] + (1.0 - alpha[..., None])).astype(np.float32)


def test_the_band_takes_the_products_colour() -> None:
    alpha = box_alpha(120, 120)
    mask = mask_of(alpha)
    clean = decontaminated(mixed(alpha), mask)
    band = (alpha > 0.05) & ~mask.core
    assert np.abs(clean[band] - (0.02, 0.05, 0.3)).max() < 0.08


def test_the_core_stays_as_it_is() -> None:
    alpha = box_alpha(120, 120, hole=True)
    mask = mask_of(alpha)
    source = mixed(alpha)
    np.testing.assert_array_equal(decontaminated(source, mask)[mask.core], source[mask.core])


def test_without_a_core_nothing_is_touched() -> None:
    source = to_linear(np.full((20, 20, 3), 90, np.uint8))
    mask = mask_of(np.full((20, 20), 0.5, np.float32))
    np.testing.assert_array_equal(decontaminated(source, mask), source)
