"""Drawing styles."""

from functools import cache

import numpy as np
import pytest

from bot.domain.recipe import FilterKind, StyleFilter
from bot.engines.arrays import Mask, Rgb
from bot.engines.studio.filters import draw
from bot.engines.studio.smoothing import blur, grow
from tests.engines.studio.painted_photos import ball, box, drift, lab_of, mask_of, with_text

EVERY_KIND = pytest.mark.parametrize("kind", list(FilterKind))


def drawn(
    source: Rgb,
    mask: Mask | None,
    kind: FilterKind,
    *,
    strength: float = 1.0,
    seed: int = 1,
    detail: float = 0.5,
    color: str | None = None,
) -> Rgb:
    recipe = StyleFilter(filter=kind, detail=detail, color=color)
    return draw(source, mask, recipe, strength=strength, seed=seed)


@cache
def of_scene(kind: FilterKind, *, strength: float = 1.0, seed: int = 1, detail: float = 0.5) -> Rgb:
    """The scene, drawn once for all tests that look at it."""
    return drawn(*scene(), kind, strength=strength, seed=seed, detail=detail)


@cache
def scene() -> tuple[Rgb, Mask]:
    """A printed box before a soft background."""
    source, mask = box("#2b5f8a", height=140, width=220)
    printed, _ = with_text(source, "RESTAGE", "#f4f2ee", at=(40, 85))
    y = np.linspace(0, 1, 140)[:, None, None]
    behind = np.rint(np.array([200, 190, 170]) * (1 - 0.4 * y) + np.zeros((140, 220, 3)))
    return np.where(mask.alpha[..., None] > 0, printed, behind).astype(np.uint8), mask


def test_every_style_differs_from_the_photo_and_from_the_others() -> None:
    results = {kind: of_scene(kind) for kind in FilterKind}
    for kind, result in results.items():
        assert drift(result, scene()[0]) > 4.0, kind
        for other in FilterKind:
            if other is not kind:
                assert drift(result, results[other]) > 2.0, (kind, other)


@EVERY_KIND
def test_strength_0_is_the_photo_itself(kind: FilterKind) -> None:
    source, mask = scene()
    result = drawn(source, mask, kind, strength=0.0)
    assert np.array_equal(result, source)
    assert result is not source


@pytest.mark.slow
@EVERY_KIND
def test_drift_grows_with_strength(kind: FilterKind) -> None:
    source, _ = scene()
    drifts = [drift(of_scene(kind, strength=s), source) for s in (0.1, 0.25, 0.5, 0.75, 1.0)]
    assert all(more > less for less, more in zip(drifts, drifts[1:], strict=False)), drifts


@EVERY_KIND
def test_the_same_edit_gives_the_same_picture(kind: FilterKind) -> None:
    assert np.array_equal(drawn(*scene(), kind), of_scene(kind))


@pytest.mark.parametrize("kind", [k for k in FilterKind if k not in {"flat", "comic"}])
def test_the_seed_moves_paper_and_strokes(kind: FilterKind) -> None:
    assert drift(of_scene(kind, seed=6), of_scene(kind)) > 0.1


@pytest.mark.slow
@EVERY_KIND
@pytest.mark.parametrize(("body", "ink"), [("#2b5f8a", "#f4f2ee"), ("#f0eeea", "#2a2024")])
def test_print_stays_readable(kind: FilterKind, body: str, ink: str) -> None:
    source, mask = box(body, height=140, width=220)
    printed, letters = with_text(source, "RESTAGE", ink, at=(40, 85))
    light = lab_of(drawn(printed, mask, kind))[..., 0]
    around = grow(letters, 3) & ~grow(letters, 1)
    gap = abs(float(np.median(light[letters])) - float(np.median(light[around])))
    assert gap > 0.15


@EVERY_KIND
def test_a_photo_without_a_mask_is_drawn_too(kind: FilterKind) -> None:
    source, _ = scene()
    result = drawn(source, None, kind)
    assert result.shape == source.shape
    assert drift(result, source) > 3.0


@EVERY_KIND
@pytest.mark.parametrize("shape", [(33, 47), (1, 1), (5, 90)])
def test_odd_sizes_with_and_without_a_product(kind: FilterKind, shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(1)
    source = rng.integers(0, 256, (*shape, 3), dtype=np.uint8)
    for alpha in (np.zeros(shape, np.float32), np.ones(shape, np.float32)):
        result = drawn(source, mask_of(alpha), kind)
        assert result.shape == source.shape
        assert result.dtype == np.uint8


@pytest.mark.slow
@EVERY_KIND
def test_detail_matters_or_is_documented_not_to(kind: FilterKind) -> None:
    broad, fine = (of_scene(kind, detail=d) for d in (0.0, 1.0))
    assert np.array_equal(broad, fine) is (kind in {FilterKind.CLAY})


def test_flat_has_few_colours_and_no_texture() -> None:
    source, mask = ball("#c23b30")
    result = drawn(source, mask, FilterKind.FLAT)
    colours, counts = np.unique(result[mask.alpha > 0.99], axis=0, return_counts=True)
    assert counts[counts.argsort()[-6:]].sum() > 0.7 * counts.sum()
    assert len(colours) > 2  # the form is still there


def test_a_plain_backdrop_is_flat_although_its_light_is_not() -> None:
    source, mask = ball("#c23b30", size=240)
    y, x = np.mgrid[0:240, 0:240].astype(np.float32) / 240
    light = (215.0 - 60.0 * y - 35.0 * x)[..., None] * np.array([1.0, 0.99, 0.97], np.float32)
    graded = np.where(mask.alpha[..., None] > 0, source, np.rint(light)).astype(np.uint8)
    result = drawn(graded, mask, FilterKind.FLAT)
    far = ~grow(mask.alpha > 0, 6)
    assert lab_of(graded)[..., 0][far].std() > 0.04
    assert np.ptp(lab_of(result)[..., 0][far]) < 0.10
    assert lab_of(result)[..., 0][far].std() < 0.4 * lab_of(graded)[..., 0][far].std()


def test_a_comic_keeps_the_darkest_colour_of_a_bright_picture() -> None:
    source, mask = box("#3f7a5e")
    pale = np.where(mask.alpha[..., None] > 0, source, 250).astype(np.uint8)
    inside = np.s_[60:120, 60:180]
    lab = lab_of(drawn(pale, mask, FilterKind.COMIC))[inside].reshape(-1, 3)
    assert np.median(lab[:, 0]) > 0.35
    assert np.median(lab[:, 1]) < -0.03


def test_line_art_is_ink_on_paper() -> None:
    light = lab_of(drawn(*ball("#c23b30"), FilterKind.LINE))[..., 0]
    assert (light > 0.9).mean() > 0.85
    assert (light < 0.4).mean() > 0.005


def test_ink_is_drawn_in_the_colour_asked_for() -> None:
    source, mask = ball("#3a3a3c")
    sepia = drawn(source, mask, FilterKind.INK, color="#7a3b12")
    lab = lab_of(sepia)
    dark = lab[..., 0] < 0.55
    assert np.median(lab[dark][:, 2]) > 0.05


def test_hatching_is_denser_where_it_is_darker() -> None:
    source, mask = ball("#9a9a9c", gloss=0.0, background="#f4f4f4")
    before = lab_of(source)[..., 0]
    after = blur(np.ascontiguousarray(lab_of(drawn(source, mask, FilterKind.INK))[..., 0]), 4.0)
    inside = mask.alpha > 0.99
    bright = inside & (before > np.percentile(before[inside], 70))
    dark = inside & (before < np.percentile(before[inside], 30))
    assert after[bright].mean() - after[dark].mean() > 0.15


def test_watercolour_leaves_paper_at_the_rim() -> None:
    assert lab_of(of_scene(FilterKind.WATERCOLOUR))[..., 0][:3].mean() > 0.93
    assert lab_of(scene()[0])[..., 0][:3].mean() < 0.85


def test_vintage_print_has_dots() -> None:
    source = np.full((160, 160, 3), 128, np.uint8)
    grey = drawn(source, None, FilterKind.VINTAGE).astype(np.float32).mean(axis=-1)
    fine = grey - blur(grey, 3.0)
    assert fine.std() > 6.0


def test_clay_mutes_colours() -> None:
    source, mask = ball("#c2202a")
    inside = mask.alpha > 0.99
    before, after = (
        np.linalg.norm(lab_of(picture)[inside][:, 1:], axis=1).mean()
        for picture in (source, drawn(source, mask, FilterKind.CLAY))
    )
    assert after < 0.6 * before
