"""The photo's own shadow."""

import numpy as np

from bot.engines.studio.colour import to_linear
from bot.engines.studio.sampling import gaussian
from bot.engines.studio.shadow_photo import leaning, photo_shadow
from tests.engines.studio.scene_photos import box_alpha, photo_of


def test_a_shadow_on_a_plain_ground_is_found_where_it_is() -> None:
    alpha = box_alpha(200, 200)
    shade = np.zeros((200, 200), np.float32)
    shade[150:165, 60:160] = 0.4
    picture = photo_of(alpha) * (1 - gaussian(shade, 4.0)[..., None] * (1 - alpha[..., None]))
    found = photo_shadow(to_linear(picture.astype(np.uint8)), alpha)
    assert found is not None
    assert found[162, 150] < 0.75
    assert found[60, 30] > 0.95
    assert found.max() <= 1.0


def test_a_cluttered_background_gives_none() -> None:
    alpha = box_alpha(200, 200)
    picture = photo_of(alpha)
    picture[::9] = 30
    assert photo_shadow(to_linear(picture), alpha) is None


def test_a_product_that_fills_the_frame_gives_none() -> None:
    alpha = np.ones((100, 100), np.float32)
    assert photo_shadow(to_linear(photo_of(alpha)), alpha) is None


def test_lines_and_far_shapes_are_no_shadow() -> None:
    alpha = box_alpha(200, 200)
    picture = photo_of(alpha)
    picture[30:34] = 60  # a line on the wall
    picture[150:154, :40] = 60  # and one on the ground, near the border
    found = photo_shadow(to_linear(picture), alpha)
    assert found is not None
    assert found[:60].min() > 0.97
    assert found[150:154, :10].min() > 0.9


def test_leaning_tells_the_side() -> None:
    shadow = np.ones((10, 20), np.float32)
    shadow[:, 15:18] = 0.5
    assert leaning(shadow, 10.0) == 1.0
    assert leaning(shadow[:, ::-1], 10.0) == -1.0
    assert leaning(np.ones((10, 20), np.float32), 10.0) == 0.0
