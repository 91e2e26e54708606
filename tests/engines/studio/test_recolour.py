"""Colour variants: the body takes the paint, all else stays."""

import numpy as np
import pytest

from bot.domain.recipe import Material, Paint
from bot.engines.arrays import Mask, Rgb
from bot.engines.studio.colour import contrast_ratio, luminance, parse_hex, to_linear, to_oklab
from bot.engines.studio.recolour import FULL_STRENGTH, repaint
from bot.engines.studio.smoothing import shrink
from tests.engines.studio.painted_photos import (
    ball,
    box,
    difference,
    drift,
    lab_of,
    mask_of,
    with_patch,
    with_text,
)

BODIES = ("#2b5f8a", "#8a8a8c", "#f0eeea", "#1c1c1e")
PATCH = slice(70, 110), slice(90, 150)


def paint(color: str) -> Paint:
    return Paint(name="it", label="Mint", color=color)


def painted(source: Rgb, mask: Mask, color: str, *, strength: float = FULL_STRENGTH) -> Rgb:
    return repaint(source, mask, paint(color), strength=strength, seed=1)[0]


def codes(source: Rgb, mask: Mask, color: str) -> set[str]:
    _, notices = repaint(source, mask, paint(color), strength=FULL_STRENGTH, seed=1)
    return {notice.code for notice in notices}


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("target", ["#e4572e", "#2f9e6b", "#f2d0d4", "#24304f"])
def test_a_shaded_body_takes_hue_chroma_and_lightness(body: str, target: str) -> None:
    source, mask = ball(body)
    result = lab_of(painted(source, mask, target))
    light = lab_of(source)[..., 0]
    inside = shrink(mask.alpha > 0.99, 2)
    lit = inside & (light > np.percentile(light[inside], 55))
    lit &= light < np.percentile(light[inside], 90)  # well lit, without the highlight
    wanted = to_oklab(parse_hex(target))
    assert np.median(result[lit], axis=0) == pytest.approx(wanted, abs=0.06)


@pytest.mark.parametrize("body", BODIES)
def test_the_order_of_shades_stays(body: str) -> None:
    source, mask = ball(body, gloss=0.0)
    inside = shrink(mask.alpha > 0.99, 3)
    before = lab_of(source)[..., 0][inside]
    after = lab_of(painted(source, mask, "#c65a3a"))[..., 0][inside]
    ranks = np.corrcoef(before.argsort().argsort(), after.argsort().argsort())[0, 1]
    assert ranks > 0.97
    steps = [np.median(after[(before >= low) & (before < high)]) for low, high in _deciles(before)]
    assert all(later > earlier for earlier, later in zip(steps, steps[1:], strict=False))


def _deciles(values: np.ndarray) -> list[tuple[float, float]]:
    edges = np.percentile(values, [5, 20, 40, 60, 80, 97])
    return list(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))


def test_the_highlight_stays_white() -> None:
    source, mask = ball("#2b5f8a", gloss=0.9)
    highlight = np.unravel_index(source.sum(axis=-1).argmax(), mask.alpha.shape)
    result = lab_of(painted(source, mask, "#c65a3a"))[highlight]
    assert result[0] > 0.9
    assert np.hypot(result[1], result[2]) < 0.05


def test_outside_the_mask_every_byte_stays() -> None:
    rng = np.random.default_rng(1)
    source, mask = ball("#2b5f8a")
    outside = mask.alpha <= 0
    source[outside] = rng.integers(0, 256, (int(outside.sum()), 3))
    for color in ("#e4572e", "#f5f5f2", "#101010"):
        assert np.array_equal(painted(source, mask, color)[outside], source[outside])
    wood = Paint(name="oak", label="Oak", material=Material.OAK)
    result, _ = repaint(source, mask, wood, strength=1.0, seed=1)
    assert np.array_equal(result[outside], source[outside])


def test_the_edge_mixes_the_new_colour_with_the_scene() -> None:
    source, mask = ball("#c23b30", background="#e9e9ea")
    result = painted(source, mask, "#2b6cb0").astype(int)
    edge = (mask.alpha > 0.05) & (mask.alpha < 0.95)
    assert (result[edge][:, 0] <= result[edge][:, 2] + 12).all()  # no red fringe is left


@pytest.mark.parametrize(
    ("body", "ink"),
    [
        ("#2b5f8a", "#f4f2ee"),
        ("#2b5f8a", "#141416"),
        ("#f0eeea", "#141416"),
        ("#1c1c1e", "#f4f2ee"),
    ],
)
def test_print_and_patches_keep_their_look(body: str, ink: str) -> None:
    source, mask = box(body)
    patched = with_patch(source, ink, where=PATCH)
    inner = slice(PATCH[0].start + 5, PATCH[0].stop - 5), slice(96, 144)
    result = painted(patched, mask, "#7aa65a")
    assert np.median(difference(result, patched)[inner]) < 0.04
    printed, letters = with_text(source, "RESTAGE", ink, at=(50, 100))
    result = painted(printed, mask, "#7aa65a")
    assert np.median(difference(result, printed)[letters]) < 0.03
    body_area = slice(130, 155), slice(40, 200)
    assert np.median(difference(result, printed)[body_area]) > 0.1


def test_a_neutral_metal_part_stays() -> None:
    source, mask = box("#2b5f8a")
    tones = (90 + 140 * np.abs(np.sin(np.linspace(0, 7, 60)))).astype(np.uint8)
    source[PATCH] = tones[None, :, None]
    inner = slice(75, 105), slice(95, 145)
    result = painted(source, mask, "#e4572e")
    assert difference(result, source)[inner].max() < 0.05


def test_only_the_main_colour_is_painted() -> None:
    source, mask = box("#2b5f8a")
    patched = with_patch(source, "#d9a441", where=PATCH)
    result = painted(patched, mask, "#7aa65a")
    inner = slice(75, 105), slice(95, 145)
    assert difference(result, patched)[inner].max() < 0.03


def test_strength_0_is_the_photo_itself() -> None:
    source, mask = ball("#2b5f8a")
    result, notices = repaint(source, mask, paint("#e4572e"), strength=0.0, seed=1)
    assert np.array_equal(result, source)
    assert notices == ()
    assert result is not source


def test_drift_grows_with_strength_up_to_the_full_one() -> None:
    source, mask = ball("#2b5f8a")
    strengths = (0.05, 0.15, 0.3, 0.45, 0.6, FULL_STRENGTH)
    drifts = [drift(painted(source, mask, "#e4572e", strength=s), source) for s in strengths]
    assert all(more > less for less, more in zip(drifts, drifts[1:], strict=False))
    full = painted(source, mask, "#e4572e", strength=FULL_STRENGTH)
    assert np.array_equal(painted(source, mask, "#e4572e", strength=1.0), full)


def test_light_print_on_a_light_paint_is_said_and_stays_legible() -> None:
    source, mask = box("#2b5f8a")
    printed, letters = with_text(source, "RESTAGE", "#f4f2ee", at=(50, 100))
    result, notices = repaint(printed, mask, paint("#f4f1ea"), strength=1.0, seed=1)
    assert [notice.code for notice in notices] == ["print_unreadable"]
    assert "Mint" in notices[0].text
    assert "darker" in notices[0].text
    light = luminance(to_linear(result))
    ground = float(np.median(light[130:155, 40:200]))
    assert contrast_ratio(float(np.median(light[letters])), ground) > 1.6


def test_dark_print_on_a_dark_paint_is_said_and_stays_legible() -> None:
    source, mask = box("#f0eeea")
    printed, letters = with_text(source, "RESTAGE", "#2a2a2c", at=(50, 100))
    result, notices = repaint(printed, mask, paint("#161618"), strength=1.0, seed=1)
    assert "print_unreadable" in {notice.code for notice in notices}
    light = luminance(to_linear(result))
    ground = float(np.median(light[130:155, 40:200]))
    assert contrast_ratio(float(np.median(light[letters])), ground) > 1.6


def test_print_that_stays_readable_needs_no_notice() -> None:
    source, mask = box("#2b5f8a")
    printed, _ = with_text(source, "RESTAGE", "#f4f2ee", at=(50, 100))
    assert codes(printed, mask, "#7a2230") == set()


def test_black_to_a_pastel_is_said() -> None:
    assert codes(*ball("#161617"), "#f2d0d4") == {"colour_limited"}
    assert codes(*ball("#161617"), "#24304f") == set()


def test_many_colours_are_said() -> None:
    source, mask = box("#c23b30")
    for index, color in enumerate(("#2b5f8a", "#d9a441", "#3f8f5a")):
        cut = slice(20, 160), slice(75 + 49 * index, 120 + 49 * index)
        source = with_patch(source, color, where=cut)
    assert "several_materials" in codes(source, mask, "#7aa65a")


def test_a_blown_product_in_a_material_is_said() -> None:
    source, mask = box("#ffffff")
    source[mask.alpha > 0] = 255
    marble = Paint(name="slate", label="Slate", material=Material.SLATE)
    _, notices = repaint(source, mask, marble, strength=1.0, seed=1)
    assert "material_flat" in {notice.code for notice in notices}


def test_no_product_is_said() -> None:
    source, _ = ball("#2b5f8a")
    empty = mask_of(np.zeros(source.shape[:2], np.float32))
    result, notices = repaint(source, empty, paint("#e4572e"), strength=1.0, seed=1)
    assert np.array_equal(result, source)
    assert [notice.code for notice in notices] == ["nothing_to_paint"]


def test_a_mask_of_everything_paints_everything() -> None:
    source = np.full((60, 80, 3), (60, 110, 160), np.uint8)
    everything = mask_of(np.ones((60, 80), np.float32))
    result = painted(source, everything, "#e4572e")
    assert difference(result, source).min() > 0.1


@pytest.mark.parametrize("shape", [(33, 47), (131, 203), (7, 90), (1, 1)])
def test_odd_sizes(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(2)
    source = rng.integers(0, 256, (*shape, 3), dtype=np.uint8)
    half = np.zeros(shape, np.float32)
    half[:, : (shape[1] + 1) // 2] = 1.0
    result = painted(source, mask_of(half), "#e4572e")
    assert result.shape == source.shape
    assert result.dtype == np.uint8


def test_the_same_edit_gives_the_same_picture() -> None:
    source, mask = ball("#2b5f8a")
    assert np.array_equal(painted(source, mask, "#e4572e"), painted(source, mask, "#e4572e"))
