"""Scenes, before anything stands in them."""

from typing import Literal

import numpy as np
import pytest

from bot.domain.recipe import TONES, Backdrop, BackdropKind
from bot.engines.studio.backdrop import paint_scene
from bot.engines.studio.colour import luminance
from bot.engines.studio.perspective import stage_of
from tests.engines.studio.scene_photos import box_alpha

EVERY_TONE = pytest.mark.parametrize(
    ("kind", "tone"), [(kind, tone) for kind, tones in TONES.items() for tone in tones]
)


@EVERY_TONE
def test_layers_fit_the_picture_and_are_light(kind: BackdropKind, tone: str) -> None:
    stage = stage_of(box_alpha(90, 120))
    scene = paint_scene(stage, Backdrop(backdrop=kind, tone=tone), seed=5)
    below = 90 - scene.first_row
    assert scene.far.shape == (90, 120, 3)
    assert scene.ground.shape == scene.sheen.shape == (below, 120, 3)
    assert scene.key.shape == (90, 120)
    assert scene.polish.shape == (below,)
    assert scene.ground_share.shape == (90,)
    for layer in (scene.far, scene.ground, scene.sheen, scene.key, scene.polish):
        assert layer.dtype == np.float32
        assert np.isfinite(layer).all()
        assert layer.min() >= 0.0


@pytest.mark.parametrize("kind", list(BackdropKind))
@pytest.mark.parametrize("seed", range(3))
def test_the_product_stands_on_the_ground(kind: BackdropKind, seed: int) -> None:
    stage = stage_of(box_alpha(120, 120))
    scene = paint_scene(stage, Backdrop(backdrop=kind), seed=seed)
    assert scene.ground_share[round(stage.base_row)] == 1.0
    assert scene.ground_share[-1] == 1.0


@pytest.mark.parametrize("kind", list(BackdropKind))
def test_light_comes_from_the_side_that_was_asked(kind: BackdropKind) -> None:
    stage = stage_of(box_alpha(96, 96))
    sides: dict[Literal["left", "right"], int] = {"left": -1, "right": 1}
    for side, number in sides.items():
        scene = paint_scene(stage, Backdrop(backdrop=kind, light=side), seed=3)
        assert scene.light.side == number
        assert scene.light.away == -number


@pytest.mark.parametrize("kind", [BackdropKind.STUDIO, BackdropKind.KITCHEN, BackdropKind.OUTDOOR])
def test_the_lit_side_is_the_brighter_one(kind: BackdropKind) -> None:
    stage = stage_of(box_alpha(96, 96))
    balance = {}
    for side in ("left", "right"):
        brightness = []
        for seed in range(6):
            picture = paint_scene(stage, Backdrop(backdrop=kind, light=side), seed=seed)
            light = luminance(picture.assembled())
            brightness.append(light[:, :48].mean() / light[:, 48:].mean())
        balance[side] = float(np.median(brightness))
    assert balance["left"] > 1.0 > balance["right"]


def test_low_key_is_dark_and_a_bright_kitchen_is_not() -> None:
    stage = stage_of(box_alpha(96, 96))
    dark, bright = (
        float(luminance(paint_scene(stage, Backdrop(backdrop=kind), seed=1).assembled()).mean())
        for kind in (BackdropKind.LOW_KEY, BackdropKind.KITCHEN)
    )
    assert dark < 0.08 < 0.3 < bright


def test_polished_ground_mirrors_and_cloth_does_not() -> None:
    stage = stage_of(box_alpha(96, 96))
    marble, linen = (
        paint_scene(stage, Backdrop(backdrop=kind), seed=1)
        for kind in (BackdropKind.MARBLE, BackdropKind.LINEN)
    )
    assert marble.sheen.mean() > 0.01
    assert linen.sheen.max() == 0.0


def test_a_shadow_darkens_the_ground_only_unless_a_wall_is_near() -> None:
    stage = stage_of(box_alpha(96, 96))
    shadow = np.full((96, 96, 3), 0.5, np.float32)
    for kind, on_far in ((BackdropKind.WALL, 0.5), (BackdropKind.LINEN, 1.0)):
        scene = paint_scene(stage, Backdrop(backdrop=kind, shadow=0.5), seed=200)
        plain, shaded = scene.assembled(), scene.assembled(shadow=shadow)
        bare = slice(0, 5) if scene.props is None else slice(0, 0)
        np.testing.assert_allclose(shaded[bare], plain[bare] * on_far, rtol=1e-5)
        np.testing.assert_allclose(shaded[-1], plain[-1] * 0.5, rtol=1e-4)
