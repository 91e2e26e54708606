"""The body of the main material, and which pixels are made of it."""

import numpy as np

from bot.engines.arrays import Mask, Rgb
from bot.engines.studio.colour import Colours, to_linear
from bot.engines.studio.materials import FoundMaterial, find_materials
from bot.engines.studio.materials_body import Body, coverage
from tests.engines.studio.painted_photos import ball, box, with_patch

CORNER = slice(40, 90), slice(40, 90)


def parts_of(source: Rgb, mask: Mask) -> tuple[Colours, list[FoundMaterial]]:
    linear = to_linear(source)
    return linear, find_materials(linear, mask.alpha > 0.97)


def test_shade_and_gloss_add_up_to_the_photo() -> None:
    source, mask = ball("#c23b30", gloss=0.4)
    linear, materials = parts_of(source, mask)
    body = Body.of(materials[0])
    shade, gloss = body.split(linear)
    explained = shade[..., None] * body.color + gloss[..., None]
    inside = mask.alpha > 0.99
    assert np.abs(explained - linear)[inside].mean() < 0.01
    highlight = np.unravel_index(linear.sum(axis=-1).argmax(), mask.alpha.shape)
    assert gloss[highlight] > 10 * np.median(gloss[inside])


def test_a_black_body_has_a_colour_to_scale() -> None:
    source, mask = box("#000000")
    _, materials = parts_of(source, mask)
    assert (Body.of(materials[0]).color > 0).all()


def test_coverage_leaves_other_materials_out() -> None:
    source, mask = box("#c23b30")
    for color in ("#2b5f8a", "#d9a441", "#efefef", "#151515"):
        linear, materials = parts_of(with_patch(source, color, where=CORNER), mask)
        cover = coverage(linear, materials)
        assert cover[CORNER][4:-4, 4:-4].max() < 0.1, color
        assert cover[110:150, 40:200].min() > 0.9, color


def test_coverage_of_a_white_body_spares_dark_and_coloured_parts() -> None:
    source, mask = box("#f2f0ec")
    for color in ("#151515", "#c23b30"):
        linear, materials = parts_of(with_patch(source, color, where=CORNER), mask)
        cover = coverage(linear, materials)
        assert cover[CORNER][4:-4, 4:-4].max() < 0.1, color
        assert cover[110:150, 40:200].min() > 0.9, color
