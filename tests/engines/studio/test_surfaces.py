"""Metals, wood and stone on the main material."""

import numpy as np
import pytest

from bot.domain.recipe import Material, Paint
from bot.engines.arrays import Mask, Rgb
from bot.engines.studio.recolour import repaint
from bot.engines.studio.smoothing import grow, shrink
from bot.engines.studio.surfaces import Form
from bot.engines.studio.surfaces_noise import Noise
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


def test_a_disk_inflates_to_a_dome() -> None:
    y, x = np.mgrid[0:200, 0:200] - 99.5
    form = Form.inflate((np.hypot(x, y) < 80).astype(np.float32))
    assert form.height[100, 100] == pytest.approx(form.height.max(), rel=0.02)
    assert form.height[2, 2] == pytest.approx(0.0, abs=0.5)
    assert form.right[100, 160] > 0.3
    assert form.right[100, 40] == pytest.approx(-form.right[100, 160], abs=0.05)
    assert abs(form.right[100, 100]) < 0.05
    assert form.down[160, 100] > 0.3


def test_a_strip_inflates_to_half_a_cylinder() -> None:
    region = np.zeros((300, 120), np.float32)
    region[:, 30:90] = 1.0
    row = Form.inflate(region).height[150, 30:90]
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
