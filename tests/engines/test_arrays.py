"""Photos become arrays."""

import numpy as np
import pytest

from bot.engines.arrays import alpha_of, plane_of, rgb_of
from tests.fakes import a_photo


def test_colours_come_row_by_row() -> None:
    rgb = rgb_of(a_photo(64, 48))
    assert rgb.shape == (48, 64, 3)
    assert tuple(rgb[24, 32]) == (200, 30, 30)
    assert tuple(rgb[0, 0]) == (250, 250, 250)
    assert alpha_of(a_photo()) is None


def test_transparent_parts_lie_on_white() -> None:
    photo = a_photo(2, 1, mode="RGBA", pixels=bytes((10, 20, 30, 255, 10, 20, 30, 0)))
    assert rgb_of(photo).tolist() == [[[10, 20, 30], [255, 255, 255]]]
    alpha = alpha_of(photo)
    assert alpha is not None
    assert alpha.tolist() == [[1.0, 0.0]]


def test_a_mask_is_a_plane_from_0_to_1() -> None:
    plane = plane_of(a_photo(2, 1, mode="L", pixels=bytes((0, 255))))
    assert plane.tolist() == [[0.0, 1.0]]
    assert plane.dtype == np.float32
    with pytest.raises(ValueError, match="mode L"):
        plane_of(a_photo())
