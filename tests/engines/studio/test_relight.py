"""The light of a scene on a photo that stays."""

import numpy as np
import pytest

from bot.domain.recipe import Backdrop, BackdropKind
from bot.engines.studio.colour import to_linear
from bot.engines.studio.relight import light_field, relight, softly_clipped
from tests.engines.studio.scene_photos import standing_box


def test_strength_0_returns_the_source() -> None:
    source, _ = standing_box(96, 96)
    out = relight(source, Backdrop(backdrop=BackdropKind.BOKEH), seed=1, strength=0.0)
    np.testing.assert_array_equal(out, source)
    assert out is not source


@pytest.mark.parametrize("kind", list(BackdropKind))
def test_drift_grows_with_strength_and_stays_gentle(kind: BackdropKind) -> None:
    source, _ = standing_box(96, 96)
    drifts = [
        np.abs(
            relight(source, Backdrop(backdrop=kind), seed=2, strength=strength).astype(float)
            - source
        ).mean()
        for strength in (0.1, 0.2, 0.4, 0.6, 0.8, 1.0)
    ]
    assert all(later > earlier for earlier, later in zip(drifts, drifts[1:], strict=False))
    assert drifts[2] < 30.0


def test_shapes_survive_the_strongest_relight() -> None:
    source, mask = standing_box(128, 128)
    out = relight(source, Backdrop(backdrop=BackdropKind.LOW_KEY), seed=2, strength=1.0)
    before, after = (picture.mean(axis=2)[mask.core] for picture in (source, out))
    assert np.corrcoef(before, after)[0, 1] > 0.9


def test_warm_and_cool_scenes_tint_the_photo_their_way() -> None:
    source, _ = standing_box(96, 96)
    warm, cool = (
        relight(source, Backdrop(backdrop=BackdropKind.BOKEH, tone=tone), seed=1, strength=0.8)
        for tone in ("warm", "cool")
    )
    assert warm[..., 0].mean() > cool[..., 0].mean() + 5
    assert cool[..., 2].mean() > warm[..., 2].mean() + 5


def test_a_light_field_leaves_out_what_does_not_count() -> None:
    source, mask = standing_box(128, 128, background=200)
    field = light_field(to_linear(source), (mask.alpha <= 0).astype(np.float32))
    background = float(to_linear(np.full((1, 1, 3), 200, np.uint8)).mean())
    np.testing.assert_allclose(field, background, rtol=0.03)


def test_a_light_field_of_nothing_is_grey() -> None:
    field = light_field(np.zeros((32, 32, 3), np.float32), np.zeros((32, 32), np.float32))
    np.testing.assert_allclose(field, field[0, 0, 0])
    assert field[0, 0, 0] > 0.1


def test_highlights_roll_off_below_white() -> None:
    light = np.linspace(0.0, 4.0, 200, dtype=np.float32)
    rolled = softly_clipped(light)
    np.testing.assert_array_equal(rolled[light <= 0.8], light[light <= 0.8])
    assert np.all(np.diff(rolled) >= 0)
    assert rolled.max() <= 1.0
