"""Colour spaces and what fits in sRGB."""

import numpy as np
import pytest

from bot.engines.studio.colour import (
    GamutTable,
    contrast_ratio,
    from_cielab,
    from_oklab,
    luminance,
    parse_hex,
    to_bytes,
    to_cielab,
    to_linear,
    to_oklab,
    to_srgb,
    with_lightness,
)


def test_every_byte_survives_linear_light() -> None:
    every = np.arange(256, dtype=np.uint8)
    assert np.array_equal(to_srgb(to_linear(every)), every)


def test_oklab_of_reference_colours() -> None:
    assert to_oklab(parse_hex("#ffffff")) == pytest.approx([1.0, 0.0, 0.0], abs=1e-3)
    assert to_oklab(parse_hex("#ff0000")) == pytest.approx([0.628, 0.2249, 0.1258], abs=1e-3)


def test_oklab_and_back() -> None:
    colours = np.random.default_rng(1).random((50, 3)).astype(np.float32)
    assert from_oklab(to_oklab(colours)) == pytest.approx(colours, abs=1e-4)


def test_a_shadow_keeps_the_tint() -> None:
    lit, dim = to_oklab(parse_hex("#c2473a")), to_oklab(parse_hex("#c2473a") * np.float32(0.2))
    assert dim[1:] / dim[0] == pytest.approx(lit[1:] / lit[0], abs=1e-4)


def test_cielab_takes_bytes_and_floats() -> None:
    photo = np.random.default_rng(2).integers(0, 256, (9, 7, 3), dtype=np.uint8)
    from_floats = to_cielab(photo.astype(np.float32) / 255.0)
    assert to_cielab(photo) == pytest.approx(from_floats, abs=1e-3)
    back = to_bytes(from_cielab(to_cielab(photo)))
    assert np.abs(back.astype(int) - photo).max() <= 1


def test_contrast_of_black_and_white_is_21() -> None:
    white, black = (float(luminance(parse_hex(c))) for c in ("#ffffff", "#000000"))
    assert contrast_ratio(white, black) == pytest.approx(21.0, abs=0.01)
    assert contrast_ratio(black, white) == contrast_ratio(white, black)


@pytest.mark.parametrize("hue", [-2.0, 0.5, 1.9])
def test_the_gamut_table_lies_on_the_edge_of_srgb(hue: float) -> None:
    table = GamutTable.for_hue(hue)
    for lightness in (0.3, 0.6, 0.85):
        for share, fits in ((0.98, True), (1.05, False)):
            chroma = share * table.limit(lightness)
            lab = np.array([lightness, chroma * np.cos(hue), chroma * np.sin(hue)], np.float32)
            linear = from_oklab(lab)
            assert bool(((linear >= -1e-3) & (linear <= 1.001)).all()) is fits


def test_lightness_moves_without_the_hue() -> None:
    moved = to_oklab(with_lightness(parse_hex("#2b6cb0"), 0.8))
    before = to_oklab(parse_hex("#2b6cb0"))
    assert moved[0] == pytest.approx(0.8, abs=0.01)
    turn = np.arctan2(moved[2], moved[1]) - np.arctan2(before[2], before[1])
    assert abs(float(turn)) < 0.05
