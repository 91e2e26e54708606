"""Patches of the body's own tint: found by their even colour and sharp edge."""

import numpy as np

from bot.engines.arrays import Mask, Region, Rgb
from bot.engines.studio.colour import to_linear, to_oklab
from bot.engines.studio.materials import find_materials
from bot.engines.studio.recolour_patches import enclosed_patches
from tests.engines.studio.painted_photos import ball, box, with_patch

LABEL = slice(60, 120), slice(80, 160)


def patches_of(source: Rgb, mask: Mask) -> Region:
    linear = to_linear(source)
    main = find_materials(linear, mask.alpha > 0.97)[0]
    lightness = np.ascontiguousarray(to_oklab(linear)[..., 0])
    return enclosed_patches(lightness, mask.alpha > 0.5, main)


def test_a_lighter_and_a_darker_label_on_grey_are_found() -> None:
    source, mask = box("#77777a")
    for color in ("#c4c4c6", "#2c2c2e"):
        found = patches_of(with_patch(source, color, where=LABEL), mask)
        assert found[LABEL].mean() > 0.95
        assert found.sum() < 1.4 * found[LABEL].sum()


def test_a_darker_label_on_a_coloured_body_is_found_a_highlight_is_not() -> None:
    source, mask = box("#5b8fc4")
    assert patches_of(with_patch(source, "#1d3557", where=LABEL), mask)[LABEL].mean() > 0.95
    assert not patches_of(with_patch(source, "#c9dcf2", where=LABEL), mask).any()


def test_shade_is_no_patch() -> None:
    for color in ("#8a8a8c", "#1c1c1e", "#f0eeea"):
        assert not patches_of(*ball(color, gloss=0.4)).any()


def test_a_face_that_reaches_the_outline_is_no_patch() -> None:
    source, mask = box("#77777a")
    darker = with_patch(source, "#4a4a4c", where=(slice(20, 160), slice(160, 220)))
    assert not patches_of(darker, mask).any()


def test_a_gap_between_two_halves_is_no_patch() -> None:
    source, mask = box("#c4c4c6")
    assert not patches_of(
        with_patch(source, "#4a4a4c", where=(slice(86, 93), slice(40, 200))), mask
    ).any()
