"""Light, and what it falls through."""

import numpy as np
import pytest

from bot.engines.studio.backdrop_light import (
    Gobo,
    Light,
    blinds,
    falloff,
    foliage,
    jittered,
    warmth,
    window,
)
from bot.engines.studio.colour import luminance
from bot.engines.studio.perspective import stage_of
from tests.engines.studio.scene_photos import box_alpha


def a_light(side: int = -1) -> Light:
    return Light(
        side=side,
        key=warmth(4500),
        ambient=warmth(6500),
        key_share=0.5,
        elevation=0.8,
        recede=0.5,
        softness=0.05,
    )


def test_low_temperatures_are_warm_at_the_same_luminance() -> None:
    warm, neutral, cool = warmth(3500), warmth(5600), warmth(7500)
    np.testing.assert_allclose(neutral, 1.0, rtol=1e-5)
    assert warm[0] > 1 > warm[2]
    assert cool[0] < 1 < cool[2]
    for colour in (warm, neutral, cool):
        assert float(luminance(colour)) == pytest.approx(1.0, rel=1e-5)


def test_jitter_keeps_the_side_and_the_bounds() -> None:
    for seed in range(20):
        light = jittered(np.random.default_rng(seed), a_light(1))
        assert light.side == 1
        assert 0 < light.key_share <= 0.9
        assert light.elevation > 0
        assert light.recede > 0


@pytest.mark.parametrize("make", [window, foliage])
def test_the_product_stands_in_the_sun(make: type) -> None:
    here = np.zeros((2, 2), np.float32)
    for seed in range(12):
        gobo = make(np.random.default_rng(seed), softness=0.04)
        assert gobo.sunlit(a_light(), here, here, here).min() > 0.5


@pytest.mark.parametrize("make", [window, blinds, foliage])
def test_a_gobo_casts_light_and_shade(make: type) -> None:
    right = np.tile(np.linspace(-1, 1, 80, dtype=np.float32), (60, 1))
    behind = np.tile(np.linspace(-0.5, 2, 60, dtype=np.float32)[:, None], (1, 80))
    shares = [
        make(np.random.default_rng(seed), softness=0.04)
        .sunlit(a_light(), right, np.zeros_like(right), behind)
        .mean()
        for seed in range(12)
    ]
    assert 0.3 < np.mean(shares) < 0.99
    assert np.std(shares) > 0.01


def test_light_and_shade_meet_where_ground_and_wall_meet() -> None:
    gobo: Gobo = window(np.random.default_rng(1), softness=0.04)
    right = np.linspace(-1, 1, 50, dtype=np.float32)[None]
    foot = np.full_like(right, 1.2), np.zeros_like(right)
    on_ground = gobo.sunlit(a_light(), right, foot[1], foot[0])
    on_wall = gobo.sunlit(a_light(), right, foot[1] + 1e-4, foot[0])
    np.testing.assert_allclose(on_ground, on_wall, atol=0.02)


def test_both_sides_are_mirror_images() -> None:
    gobo = window(np.random.default_rng(2), softness=0.04)
    right = np.linspace(-1, 1, 50, dtype=np.float32)[None]
    zero = np.zeros_like(right)
    left = gobo.sunlit(a_light(-1), right, zero, zero)
    np.testing.assert_allclose(left, gobo.sunlit(a_light(1), -right, zero, zero))


def test_falloff_is_brighter_towards_the_light() -> None:
    stage = stage_of(box_alpha(80, 80))
    rows, columns = np.full((1, 1), 60, np.float32), np.arange(80, dtype=np.float32)[None]
    line = falloff(stage, a_light(-1), rows, columns, 0.5)[0]
    assert line[5] > line[75]
