"""Which materials a product has, and which is the main one."""

import numpy as np
import pytest

from bot.engines.arrays import Mask, Rgb
from bot.engines.studio.colour import parse_hex, to_linear, to_oklab
from bot.engines.studio.materials import FoundMaterial, find_materials
from tests.engines.studio.painted_photos import ball, box, with_patch

CORNER = slice(40, 90), slice(40, 90)


def parts_of(source: Rgb, mask: Mask) -> list[FoundMaterial]:
    return find_materials(to_linear(source), mask.alpha > 0.97)


@pytest.mark.parametrize("color", ["#c23b30", "#2b5f8a", "#3f8f5a", "#d9a441"])
def test_a_shaded_ball_is_one_material_of_its_own_hue(color: str) -> None:
    materials = parts_of(*ball(color))
    lab = to_oklab(parse_hex(color))
    assert materials[0].coloured
    assert materials[0].share > 0.85
    assert abs(materials[0].hue - float(np.arctan2(lab[2], lab[1]))) < 0.1


@pytest.mark.parametrize(("color", "dark"), [("#f2f0ec", False), ("#1d1d1f", True)])
def test_white_and_black_are_neutral(color: str, dark: bool) -> None:
    materials = parts_of(*ball(color))
    assert not materials[0].coloured
    assert materials[0].dark is dark


def test_the_larger_part_comes_first() -> None:
    source, mask = box("#c23b30")
    materials = parts_of(with_patch(source, "#2b5f8a", where=CORNER), mask)
    assert materials[0].hue == pytest.approx(0.48, abs=0.15)
    assert materials[0].share > materials[1].share


def test_a_gold_lid_gives_way_to_a_plain_jar() -> None:
    source, mask = box("#efe4da")
    height = source.shape[0]
    tones = np.linspace(0, 4 * np.pi, source.shape[1])
    gold = parse_hex("#d9a63c") * (0.75 + 0.65 * np.sin(tones))[None, :, None] ** 3
    lid = np.clip(gold, 0, 1).repeat(height // 2, axis=0)
    linear = to_linear(source)
    linear[20 : height // 2] = lid[20 : height // 2]
    materials = find_materials(linear.astype(np.float32), mask.alpha > 0.97)
    assert not materials[0].coloured


def test_no_pixels_no_materials() -> None:
    source, mask = ball("#c23b30")
    assert find_materials(to_linear(source), np.zeros_like(mask.core)) == []
