"""The geometry of other shapes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.finish.reframe import Box, frame_for, product_box, reframed, reframed_mask
from tests.finish.scenes import a_mask, a_scene

SIDES = st.integers(64, 3000)


@given(SIDES, SIDES, st.floats(0.4, 2.5), st.data())
def test_the_frame_has_the_aspect_and_all_of_the_product(
    width: int, height: int, aspect: float, data: st.DataObject
) -> None:
    left, top = data.draw(st.integers(0, width - 8)), data.draw(st.integers(0, height - 8))
    right = data.draw(st.integers(left + 8, width))
    bottom = data.draw(st.integers(top + 8, height))
    product = Box(left=left, top=top, right=right, bottom=bottom)
    frame = frame_for(width, height, product, aspect)
    assert frame.left <= left
    assert frame.top <= top
    assert frame.right >= right
    assert frame.bottom >= bottom
    assert abs(frame.width / aspect - frame.height) <= 2 / min(1.0, aspect) + 2


@given(SIDES, SIDES, st.floats(0.4, 2.5))
def test_where_the_product_is_not_known_nothing_is_cut(
    width: int, height: int, aspect: float
) -> None:
    frame = frame_for(width, height, None, aspect)
    assert frame.left <= 0
    assert frame.top <= 0
    assert frame.right >= width
    assert frame.bottom >= height


def test_a_small_product_lets_most_of_the_scene_be_cut() -> None:
    product = Box(left=900, top=400, right=1100, bottom=600)
    frame = frame_for(2000, 1000, product, 9 / 16)
    assert frame.width < 700
    assert frame.height <= 1000 / (1 - 0.12) + 1


def test_a_picture_of_the_right_shape_is_kept_whole() -> None:
    product = Box(left=10, top=10, right=50, bottom=50)
    frame = frame_for(400, 400, product, 1.0)
    assert (frame.left, frame.top, frame.right, frame.bottom) == (0, 0, 400, 400)


@pytest.mark.parametrize("size", [(200, 200), (180, 320), (320, 168)])
def test_picture_and_mask_are_reframed_alike(size: tuple[int, int]) -> None:
    mask = a_mask()
    rgb = a_scene(mask)
    frame = frame_for(320, 240, product_box(mask), size[0] / size[1])
    out = reframed(rgb, mask.alpha > 0.02, frame, size)
    there = reframed_mask(mask, frame, size)
    assert out.shape == (size[1], size[0], 3)
    assert there.alpha.shape == (size[1], size[0])
    red = (out[..., 0].astype(int) - out[..., 1]) > 75
    assert np.mean(red != (there.alpha > 0.5)) < 0.02
