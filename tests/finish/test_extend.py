"""Scenes continued beyond their frames."""

import numpy as np

from bot.finish.extend import extended
from tests.finish.scenes import a_mask, a_scene

MASK = a_mask()
SCENE = a_scene(MASK)
PRODUCT = MASK.alpha > 0.02


def test_the_picture_itself_keeps_every_byte() -> None:
    out = extended(SCENE, PRODUCT, left=40, top=30, right=20, bottom=10)
    assert out.shape == (240 + 40, 320 + 60, 3)
    assert np.array_equal(out[30:270, 40:360], SCENE)


def test_wall_and_floor_go_on_without_bars() -> None:
    out = extended(SCENE, PRODUCT, left=60, top=50, right=60, bottom=50)
    assert np.abs(out[:50].astype(int) - 215).max() <= 6  # more wall
    assert np.abs(out[-50:].astype(int) - 150).max() <= 6  # more floor
    near = out[50:290, 60 + 320 : 60 + 330].astype(int)
    assert np.abs(near[:130] - 215).max() <= 8  # the horizon stays one beside the picture
    assert np.abs(near[160:] - 150).max() <= 8


def test_the_product_is_not_continued() -> None:
    mask = a_mask(box=(110, 90, 210, 240))  # it stands on the lower edge
    out = extended(a_scene(mask), mask.alpha > 0.02, left=0, top=0, right=0, bottom=80)
    below = out[242:]
    assert not ((below[..., 0].astype(int) - below[..., 1]) > 30).any()  # nothing red


def test_texture_goes_on() -> None:
    grain = np.random.default_rng(3).normal(0, 5, SCENE.shape)
    rough = np.clip(SCENE + grain, 0, 255).astype(np.uint8)
    out = extended(rough, PRODUCT, left=0, top=0, right=0, bottom=60)
    assert out[-60:].astype(float).std() > 2.5
    assert out[-60:].astype(float).std() < 9


def test_nothing_to_add_changes_nothing() -> None:
    assert np.array_equal(extended(SCENE, PRODUCT, 0, 0, 0, 0), SCENE)
