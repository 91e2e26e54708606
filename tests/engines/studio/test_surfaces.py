"""Metals, wood and stone on the main material."""

import numpy as np
import pytest

from bot.domain.recipe import Material, Paint
from bot.engines.arrays import Mask, Rgb
from bot.engines.studio.colour import contrast_ratio, luminance, to_linear
from bot.engines.studio.recolour import repaint
from bot.engines.studio.smoothing import grow, shrink
from bot.engines.studio.surfaces_form import Form
from bot.engines.studio.surfaces_noise import Noise
from bot.engines.studio.surfaces_stone import Place, terrazzo
from tests.engines.studio.painted_photos import ball, box, difference, lab_of, with_text

METALS = (Material.GOLD, Material.SILVER, Material.COPPER, Material.ROSE_GOLD, Material.CHROME)


def finished(source: Rgb, mask: Mask, material: Material, *, seed: int = 1) -> Rgb:
    paint = Paint(name=material.value, label=material.value, material=material)
    return repaint(source, mask, paint, strength=1.0, seed=seed)[0]


def test_every_material_differs_from_the_photo_and_from_the_others() -> None:
    source, mask = ball("#2b5f8a", size=120)
    inside = mask.alpha > 0.99
    results = {material: finished(source, mask, material) for material in Material}
    for material, result in results.items():
        assert difference(result, source)[inside].mean() > 0.05, material
        for other in Material:
            if other is not material:
                assert difference(result, results[other])[inside].mean() > 0.015, (material, other)


@pytest.mark.parametrize(
    ("material", "low", "high"),
    [
        (Material.GOLD, 65, 100),
        (Material.COPPER, 35, 70),
        (Material.OAK, 55, 90),
        (Material.WALNUT, 35, 75),
    ],
)
def test_warm_materials_have_their_hue(material: Material, low: float, high: float) -> None:
    source, mask = ball("#f0eeea", size=120)
    lab = np.median(lab_of(finished(source, mask, material))[mask.alpha > 0.99], axis=0)
    assert low < np.degrees(np.arctan2(lab[2], lab[1])) < high
    assert np.hypot(lab[1], lab[2]) > 0.03


@pytest.mark.parametrize("material", [Material.SILVER, Material.CHROME, Material.WHITE_MARBLE])
def test_cold_materials_are_neutral(material: Material) -> None:
    source, mask = ball("#c23b30", size=120)
    lab = lab_of(finished(source, mask, material))[shrink(mask.alpha > 0.99, 3)]
    assert np.median(np.hypot(lab[:, 1], lab[:, 2])) < 0.02


@pytest.mark.parametrize("material", METALS)
def test_metals_show_dark_and_bright_reflections(material: Material) -> None:
    source, mask = ball("#8a8a8c", size=120, gloss=0.1)
    inside = shrink(mask.alpha > 0.99, 3)
    spread = np.percentile(lab_of(finished(source, mask, material))[..., 0][inside], [4, 96])
    assert spread[1] - spread[0] > 0.35


@pytest.mark.parametrize("material", [Material.OAK, Material.SLATE, Material.TERRAZZO])
def test_texture_keeps_the_shade_of_the_form(material: Material) -> None:
    source, mask = ball("#d8d4cc", gloss=0.0)
    inside = shrink(mask.alpha > 0.99, 3)
    before = lab_of(source)[..., 0]
    after = lab_of(finished(source, mask, material))[..., 0]
    bright = inside & (before > np.percentile(before[inside], 75))
    dark = inside & (before < np.percentile(before[inside], 25))
    assert after[bright].mean() - after[dark].mean() > 0.6 * (
        (before[bright].mean() - before[dark].mean()) * after[bright].mean() / before[bright].mean()
    )


def test_the_seed_moves_the_grain_and_nothing_else_does() -> None:
    source, mask = ball("#d8d4cc", size=120)
    for material in (Material.OAK, Material.WHITE_MARBLE, Material.SLATE, Material.TERRAZZO):
        first = finished(source, mask, material, seed=4)
        assert np.array_equal(first, finished(source, mask, material, seed=4))
        assert not np.array_equal(first, finished(source, mask, material, seed=5))


def test_print_stays_on_a_busy_stone() -> None:
    source, mask = box("#2b5f8a")
    printed, letters = with_text(source, "RESTAGE", "#141416", at=(50, 100))
    result = finished(printed, mask, Material.TERRAZZO)
    assert np.median(difference(result, printed)[letters]) < 0.03
    light = lab_of(result)[..., 0]
    around = light[80:110, 45:200][~letters[80:110, 45:200]]
    assert np.percentile(around, 20) - np.median(light[letters]) > 0.3  # no dark chip between


@pytest.mark.parametrize(
    ("body", "ink", "material", "way"),
    [
        ("#2b5f8a", "#f4f2ee", Material.WHITE_MARBLE, "darker"),
        ("#f0eeea", "#4a342c", Material.WALNUT, "darker"),
        ("#f0eeea", "#101012", Material.BLACK_MARBLE, "lighter"),
    ],
)
def test_print_that_a_material_would_swallow_is_engraved(
    body: str, ink: str, material: Material, way: str
) -> None:
    source, mask = box(body)
    printed, letters = with_text(source, "RESTAGE", ink, at=(50, 100))
    paint = Paint(name="material", label="Material", material=material)
    result, notices = repaint(printed, mask, paint, strength=1.0, seed=1)
    said = next(notice for notice in notices if notice.code == "print_unreadable")
    assert f"letters were made {way}" in said.text
    light = luminance(to_linear(result))
    ground = float(np.median(light[120:155, 40:200]))
    assert contrast_ratio(float(np.median(light[letters])), ground) > 1.7


def test_a_jar_is_turned_and_its_handle_is_a_part_of_its_own() -> None:
    region = np.zeros((240, 300), np.float32)
    region[20:220, 40:200] = 1.0
    region[60:180, 200:260], region[75:165, 200:245] = 1.0, 0.0
    form = Form.of(region)
    middle = form.right[120, 40:200]
    assert middle[80] == pytest.approx(0.0, abs=0.05)
    assert np.abs(middle - np.linspace(-1.0, 1.0, 160)).max() < 0.1
    assert np.abs(form.right[30, 45:195] - form.right[210, 45:195]).max() < 0.1  # to its corners
    assert form.right[120, 252] == pytest.approx(0.0, abs=0.25)  # the handle's own middle


def test_a_texture_lies_denser_where_a_body_turns_away() -> None:
    region = np.zeros((240, 240), np.float32)
    region[20:220, 40:200] = 1.0
    steps = np.diff(Form.of(region).across[120, 42:198])
    assert (steps > 0.0).all()
    assert steps[:8].mean() > 1.5 * steps[70:86].mean()
    assert steps[-8:].mean() == pytest.approx(steps[:8].mean(), rel=0.1)


def test_a_chip_of_terrazzo_is_left_out_whole_where_print_stands() -> None:
    y, x = np.mgrid[0:300, 0:300].astype(np.float32) / 300
    place = Place(along=y, across=x, depth=np.zeros_like(x))
    nowhere, quiet = np.zeros(x.shape, np.bool_), np.zeros(x.shape, np.bool_)
    quiet[140:160] = True
    usual = terrazzo(place, np.random.default_rng(3), nowhere)
    spared = terrazzo(place, np.random.default_rng(3), quiet)
    assert luminance(spared)[quiet].std() < 0.5 * luminance(usual)[quiet].std()
    changed = (usual != spared).any(axis=-1)
    assert changed[~quiet].any()  # chips that reach beyond it went as well
    assert not changed[:60].any()


def test_a_disk_inflates_to_a_dome() -> None:
    y, x = np.mgrid[0:200, 0:200] - 99.5
    form = Form.inflate((np.hypot(x, y) < 80).astype(np.float32))
    assert form.depth[100, 100] == pytest.approx(form.depth.max(), rel=0.02)
    assert form.depth[2, 2] == pytest.approx(0.0, abs=0.5)
    assert form.right[100, 160] > 0.3
    assert form.right[100, 40] == pytest.approx(-form.right[100, 160], abs=0.05)
    assert abs(form.right[100, 100]) < 0.05
    assert form.down[160, 100] > 0.3


def test_a_strip_inflates_to_half_a_cylinder() -> None:
    region = np.zeros((300, 120), np.float32)
    region[:, 30:90] = 1.0
    row = Form.inflate(region).depth[150, 30:90]
    circle = np.sqrt(np.clip(1 - ((np.arange(60) - 29.5) / 30) ** 2, 0, 1))
    assert np.abs(row / row.max() - circle).max() < 0.12


def test_noise_repeats_without_a_seam() -> None:
    noise = Noise.fractal(np.random.default_rng(1))
    assert abs(float(noise.tile.mean())) < 1e-3
    assert float(noise.tile.std()) == pytest.approx(1.0, abs=1e-3)
    y, x = np.mgrid[0:40, 0:40].astype(np.float32) / 100
    assert noise.at(x, y) == pytest.approx(noise.at(x + 3.0, y + 1.0), abs=0.02)
    seam = np.abs(noise.tile[:, 0] - noise.tile[:, -1]).mean()
    assert seam < 2.0 * np.abs(np.diff(noise.tile, axis=1)).mean()


@pytest.mark.parametrize("material", METALS)
@pytest.mark.parametrize(("body", "ink"), [("#2b5f8a", "#f4f2ee"), ("#f0eeea", "#2a2024")])
def test_no_reflection_drowns_the_print(material: Material, body: str, ink: str) -> None:
    source, mask = box(body)
    printed, letters = with_text(source, "RESTAGE", ink, at=(50, 100))
    light = lab_of(finished(printed, mask, material))[..., 0]
    around = grow(letters, 4) & ~grow(letters, 2)
    assert abs(float(np.median(light[letters])) - float(np.median(light[around]))) > 0.12
