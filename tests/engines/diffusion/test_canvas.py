from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engines.diffusion.canvas import canvas_for
from tests.engines.diffusion.stage import a_picture

NATIVE = (0.25, 1.5)


@given(
    height=st.integers(32, 3000),
    width=st.integers(32, 3000),
    multiple=st.sampled_from([16, 64]),
)
def test_sides_suit_the_model_and_the_number_of_pixels_too(
    height: int, width: int, multiple: int
) -> None:
    canvas = canvas_for(height, width, size=1024, native=NATIVE, multiple=multiple)
    assert canvas.filled[0] % multiple == canvas.filled[1] % multiple == 0
    assert all(
        0 <= full - side < multiple
        for full, side in zip(canvas.filled, canvas.picture, strict=True)
    )
    pixels = canvas.picture[0] * canvas.picture[1] / 1024**2
    assert 0.24 < pixels <= 1.51


def test_a_photo_near_the_native_size_keeps_every_pixel() -> None:
    photo = a_picture(size=(131, 203))
    canvas = canvas_for(131, 203, size=144, native=NATIVE, multiple=64)
    assert canvas.picture == (131, 203)
    assert canvas.filled == (192, 256)
    placed = canvas.place(photo)
    assert np.array_equal(placed[:131, :203], photo)
    assert np.array_equal(placed[131, :203], photo[129])  # reflected, without the edge twice
    assert np.array_equal(canvas.take(placed), photo)


@pytest.mark.parametrize(("height", "width"), [(300, 500), (20, 40)])
def test_a_photo_of_another_size_comes_back_at_its_own(height: int, width: int) -> None:
    photo = a_picture(size=(height, width))
    canvas = canvas_for(height, width, size=128, native=NATIVE, multiple=16)
    assert canvas.picture != canvas.photo
    back = canvas.take(canvas.place(photo))
    assert back.shape == photo.shape
    assert np.abs(back.astype(int) - photo.astype(int)).mean() < 12


def test_a_map_stays_in_its_range() -> None:
    plane = np.zeros((300, 500), np.float32)
    plane[100:200, 100:300] = 1.0
    canvas = canvas_for(300, 500, size=128, native=NATIVE, multiple=16)
    placed = canvas.place_plane(plane)
    assert placed.shape == canvas.filled
    assert placed.min() == 0.0
    assert placed.max() == 1.0


def test_a_preview_is_cropped_to_the_picture() -> None:
    canvas = canvas_for(131, 203, size=144, native=NATIVE, multiple=64)
    small = np.zeros((24, 32, 3), np.uint8)
    assert canvas.crop(small).shape == (17, 26, 3)
