"""A product, where it stands, in a new scene."""

from dataclasses import replace
from typing import Literal

import numpy as np
import pytest

from bot.domain.edit import Fidelity
from bot.domain.recipe import TONES, Backdrop, BackdropKind
from bot.engines.arrays import Mask, Rgb
from bot.engines.studio.composite import place_on_backdrop
from tests.engines.studio.scene_photos import mask_of, photo_of, standing_box

EVERY_KIND = pytest.mark.parametrize("kind", list(BackdropKind))


def placed(
    source: Rgb,
    mask: Mask,
    backdrop: Backdrop,
    *,
    seed: int = 1,
    strength: float = 1.0,
    fidelity: Fidelity = Fidelity.EXACT,
) -> Rgb:
    return place_on_backdrop(
        source, mask, backdrop, seed=seed, strength=strength, fidelity=fidelity
    )


def drift(first: Rgb, second: Rgb) -> float:
    return float(np.abs(first.astype(np.float32) - second.astype(np.float32)).mean())


@EVERY_KIND
def test_exact_keeps_the_core_byte_for_byte(kind: BackdropKind) -> None:
    source, mask = standing_box()
    out = placed(source, mask, Backdrop(backdrop=kind, reflection=0.5))
    assert out.shape == source.shape
    np.testing.assert_array_equal(out[mask.core], source[mask.core])
    assert drift(out[mask.alpha == 0], source[mask.alpha == 0]) > 8.0


@pytest.mark.slow
@EVERY_KIND
def test_a_seed_makes_one_scene_and_another_seed_another(kind: BackdropKind) -> None:
    source, mask = standing_box()
    backdrop = Backdrop(backdrop=kind)
    first = placed(source, mask, backdrop, seed=3)
    np.testing.assert_array_equal(first, placed(source, mask, backdrop, seed=3))
    assert drift(first, placed(source, mask, backdrop, seed=4)) > 0.5


def test_kinds_do_not_look_alike() -> None:
    source, mask = standing_box(96, 96)
    scenes = [placed(source, mask, Backdrop(backdrop=kind)) for kind in BackdropKind]
    for number, scene in enumerate(scenes):
        for other in scenes[number + 1 :]:
            assert drift(scene, other) > 4.0


@pytest.mark.parametrize(
    ("kind", "tone"), [(kind, tone) for kind, tones in TONES.items() for tone in tones]
)
def test_every_tone_of_a_kind_can_be_painted(kind: BackdropKind, tone: str) -> None:
    source, mask = standing_box(64, 64)
    out = placed(source, mask, Backdrop(backdrop=kind, tone=tone))
    first = placed(source, mask, Backdrop(backdrop=kind))
    assert (drift(out, first) == 0.0) == (tone == TONES[kind][0])


@pytest.mark.parametrize("kind", [BackdropKind.STUDIO, BackdropKind.WALL])
def test_a_colour_paints_studio_and_wall(kind: BackdropKind) -> None:
    source, mask = standing_box(96, 96)
    out = placed(source, mask, Backdrop(backdrop=kind, color="#2b6cb0"))
    red, _, blue = out[mask.alpha == 0].mean(axis=0)
    assert blue > red + 40


def test_the_wall_behind_a_table_takes_its_colour() -> None:
    source, mask = standing_box(96, 96)
    out = placed(source, mask, Backdrop(backdrop=BackdropKind.WOOD, wall="#2b6cb0"))
    red, _, blue = out[:25].mean(axis=(0, 1))
    assert blue > red + 20


def test_a_white_studio_is_white_with_a_contact_shadow() -> None:
    source, mask = standing_box()
    out = placed(source, mask, Backdrop(backdrop=BackdropKind.STUDIO, color="#ffffff"))
    far = np.concatenate([out[:40].reshape(-1, 3), out[:, :12].reshape(-1, 3)])
    assert far.min() >= 250
    base = round(0.8 * 192)
    assert out[base + 1, 80:110].mean() < 200


@pytest.mark.parametrize("light", ["left", "right"])
def test_the_shadow_falls_away_from_the_light(light: Literal["left", "right"]) -> None:
    source, mask = standing_box()
    lit = Backdrop(backdrop=BackdropKind.STUDIO, light=light)
    with_shadow = placed(source, mask, lit).astype(np.float32)
    without = placed(source, mask, replace(lit, shadow=0.0)).astype(np.float32)
    taken = (without - with_shadow).mean(axis=2)
    base = round(0.8 * 192)
    beside = slice(base - 22, base + 4)
    left, right = taken[beside, 20:54].mean(), taken[beside, 138:172].mean()
    assert (right > left + 4.0) if light == "left" else (left > right + 4.0)
    assert taken[base + 1 : base + 4, 70:122].mean() > 30.0
    assert abs(taken[:50].mean()) < 1.0


def test_a_hole_shows_the_scene() -> None:
    source, mask = standing_box(hole=True)
    out = placed(source, mask, Backdrop(backdrop=BackdropKind.STUDIO, color="#2b6cb0"))
    red, _, blue = out[96:106, 88:104].mean(axis=(0, 1))
    assert blue > red + 40


def test_the_old_background_leaves_no_halo() -> None:
    source, mask = standing_box(background=255)
    out = placed(source, mask, Backdrop(backdrop=BackdropKind.STUDIO, tone="dark"))
    edge = (mask.alpha > 0.02) & (mask.alpha < 0.98)
    product = source[mask.core].max()
    assert out[edge].max() <= product


@pytest.mark.slow
@pytest.mark.parametrize("kind", [BackdropKind.WOOD, BackdropKind.LOW_KEY, BackdropKind.OUTDOOR])
@pytest.mark.parametrize("fidelity", list(Fidelity))
def test_drift_grows_with_strength(kind: BackdropKind, fidelity: Fidelity) -> None:
    source, mask = standing_box(128, 128)
    drifts = [
        drift(
            source,
            placed(source, mask, Backdrop(backdrop=kind), strength=strength, fidelity=fidelity),
        )
        for strength in (0.0, 0.2, 0.4, 0.49, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
    ]
    assert drifts[0] == 0.0
    assert all(later > earlier for earlier, later in zip(drifts, drifts[1:], strict=False))


def test_below_half_the_old_background_keeps_its_shapes() -> None:
    source, mask = standing_box()
    marked = source.copy()
    marked[20:24, 10:180] = 40  # a line in the old background
    out = placed(marked, mask, Backdrop(backdrop=BackdropKind.WOOD), strength=0.4)
    assert out[20:24, 10:180].mean() + 60 < out[28:32, 10:180].mean()
    new = placed(marked, mask, Backdrop(backdrop=BackdropKind.STUDIO), strength=0.6)
    assert abs(float(new[20:24, 10:180].mean()) - float(new[28:32, 10:180].mean())) < 12


def test_fidelity_decides_how_far_the_product_changes() -> None:
    source, mask = standing_box()
    backdrop = Backdrop(backdrop=BackdropKind.BOKEH)
    drifts = [
        drift(placed(source, mask, backdrop, fidelity=fidelity)[mask.core], source[mask.core])
        for fidelity in (Fidelity.EXACT, Fidelity.BLEND, Fidelity.REIMAGINE)
    ]
    assert drifts[0] == 0.0
    assert 1.0 < drifts[1] < 25.0
    assert drifts[1] * 1.5 < drifts[2]


@EVERY_KIND
@pytest.mark.parametrize("size", [(203, 131), (96, 160), (160, 96), (40, 40)])
def test_odd_sizes_come_back_at_their_size(kind: BackdropKind, size: tuple[int, int]) -> None:
    source, mask = standing_box(*size)
    assert placed(source, mask, Backdrop(backdrop=kind)).shape == (*size, 3)


@EVERY_KIND
@pytest.mark.parametrize("fill", [0.0, 1.0])
def test_empty_and_full_masks_are_fine(kind: BackdropKind, fill: float) -> None:
    alpha = np.full((64, 80), fill, np.float32)
    mask = mask_of(alpha)
    source = photo_of(alpha)
    for strength in (0.3, 1.0):
        out = placed(source, mask, Backdrop(backdrop=kind, reflection=1.0), strength=strength)
        assert out.shape == source.shape
        np.testing.assert_array_equal(out[mask.core], source[mask.core])


@pytest.mark.slow
@pytest.mark.parametrize("base", [0.4, 0.55, 0.97, 1.0])
def test_the_ground_follows_the_product(base: float) -> None:
    alpha = np.zeros((160, 160), np.float32)
    last = round(base * 160)
    alpha[last - 50 : last, 90:150] = 1.0
    mask = mask_of(alpha)
    source = photo_of(alpha)
    for kind in BackdropKind:
        out = placed(source, mask, Backdrop(backdrop=kind))
        np.testing.assert_array_equal(out[mask.core], source[mask.core])


@pytest.mark.slow
def test_a_large_photo_works() -> None:
    source, mask = standing_box(2048, 1536)
    out = placed(source, mask, Backdrop(backdrop=BackdropKind.WOOD))
    np.testing.assert_array_equal(out[mask.core], source[mask.core])
