"""Shadows from silhouettes."""

import numpy as np
import pytest

from bot.engines.studio.backdrop_light import Light, warmth
from bot.engines.studio.shadow import Shadow, cast_shadow
from tests.engines.studio.scene_photos import box_alpha

BASE = round(0.8 * 200)


def a_light(side: int = -1, **changes: float) -> Light:
    values = {"key_share": 0.5, "elevation": 1.0, "recede": 0.5, "softness": 0.05, **changes}
    return Light(side=side, key=warmth(5000), ambient=warmth(6000), **values)


def test_contact_is_darkest_at_the_base_and_fades() -> None:
    shadow = cast_shadow(box_alpha(200, 200), a_light(), strength=0.75)
    below = shadow.ambient[BASE + 1 :, 100]
    assert below[0] < 0.45
    assert np.all(np.diff(below) >= -0.01)
    assert below[-1] > 0.9


@pytest.mark.parametrize("side", [-1, 1])
def test_the_key_light_casts_away_from_its_side(side: int) -> None:
    shadow = cast_shadow(box_alpha(200, 200), a_light(side), strength=0.75)
    strip = shadow.key[BASE - 30 : BASE]
    left, right = 1 - strip[:, 20:56].mean(), 1 - strip[:, 144:180].mean()
    near, far = (right, left) if side < 0 else (left, right)
    assert near > 0.15
    assert near > 3 * far


def test_both_sides_mirror_each_other() -> None:
    alpha = box_alpha(200, 200)
    left = cast_shadow(alpha[:, ::-1].copy(), a_light(-1), strength=0.75)
    right = cast_shadow(alpha, a_light(1), strength=0.75)
    assert np.abs(left.key - right.key[:, ::-1]).mean() < 0.01


def test_strength_deepens_and_0_is_none() -> None:
    alpha = box_alpha(200, 200)
    depth = [
        1 - cast_shadow(alpha, a_light(), strength=s).ambient.mean() for s in (0, 0.3, 0.75, 1)
    ]
    assert depth[0] == 0.0
    assert depth == sorted(depth)
    assert depth[3] > depth[2] > depth[1] > 0


def test_nothing_casts_nothing() -> None:
    shadow = cast_shadow(np.zeros((40, 60), np.float32), a_light(), strength=0.75)
    assert shadow.key.shape == (40, 60)
    assert shadow.key.min() == shadow.ambient.min() == 1.0


def test_a_soft_light_casts_a_weaker_softer_shadow() -> None:
    alpha = box_alpha(200, 200)
    hard, soft = (
        cast_shadow(alpha, a_light(softness=softness), strength=0.75).key[: BASE - 4, 145:]
        for softness in (0.01, 0.15)
    )
    assert hard.min() < 0.8 * soft.min()
    assert np.abs(np.diff(hard, axis=0)).max() > 2 * np.abs(np.diff(soft, axis=0)).max()


def test_a_wall_catches_the_shadow_of_what_is_high() -> None:
    alpha = box_alpha(200, 200)
    light = a_light(elevation=0.5, recede=1.0, softness=0.01)
    on_ground = cast_shadow(alpha, light, strength=0.75)
    on_wall = cast_shadow(alpha, light, strength=0.75, wall_depth=1.2)
    upper = np.s_[40:100, 140:200]
    assert on_ground.key[upper].mean() > on_wall.key[upper].mean() + 0.1


def test_a_shadow_takes_only_light_that_arrives() -> None:
    light = a_light(key_share=0.9)
    half = np.full((4, 4), 0.2, np.float32)
    shadow = Shadow(key=half, ambient=np.ones((4, 4), np.float32))
    sunny = shadow.under(light, np.ones((4, 4), np.float32))
    shady = shadow.under(light, np.zeros((4, 4), np.float32))
    assert sunny.max() < 0.4
    np.testing.assert_allclose(shady, 1.0)


def test_a_shadow_drawn_out_on_a_wall_has_no_stripes() -> None:
    """The foot of a slanted base recedes, and its columns reach the wall ever farther apart."""
    alpha = np.zeros((400, 400), np.float32)
    for column in range(60, 260):
        alpha[120 : 340 - (column - 60) // 6, column] = 1.0
    light = a_light(elevation=0.7, recede=0.7, softness=0.01)
    shadow = cast_shadow(alpha, light, strength=0.75, wall_depth=1.35)
    on_wall = shadow.key[200:280, 265:330]
    assert on_wall.max() < 0.5
    teeth = on_wall[:, 1:-1] - 0.5 * (on_wall[:, 2:] + on_wall[:, :-2])
    assert np.percentile(np.abs(teeth), 90) < 0.005
