"""Lettering on a product: found, lifted off, put back."""

import cv2
import numpy as np
import pytest

from bot.engines.studio.print_mask import lift_print, print_region, product_window
from bot.engines.studio.smoothing import grow
from tests.engines.studio.painted_photos import ball, box, mask_of, with_text


@pytest.mark.parametrize(
    ("body", "ink"), [("#2b5f8a", "#f2f0ea"), ("#f3efe6", "#3a2f2a"), ("#3f8f5a", "#c03028")]
)
def test_lettering_is_found(body: str, ink: str) -> None:
    source, mask = box(body)
    printed, letters = with_text(source, "RESTAGE", ink, at=(50, 100))
    found = print_region(printed, mask) > 0.5
    assert found[letters].mean() > 0.9
    assert found[~grow(letters, 5)].mean() < 0.002


def test_two_lines_of_text_are_found() -> None:
    source, mask = box("#efe9dc", height=240, width=320)
    first, upper = with_text(source, "NIGHT", "#5a4038", at=(80, 90), scale=1.4)
    both, lower = with_text(first, "cream 50", "#5a4038", at=(80, 160))
    found = print_region(both, mask) > 0.5
    assert found[upper].mean() > 0.9
    assert found[lower].mean() > 0.8


def test_upright_lettering_is_found() -> None:
    source, mask = box("#2b5f8a")
    printed, letters = with_text(source, "RESTAGE", "#f2f0ea", at=(50, 100))
    turned, turned_mask = np.rot90(printed).copy(), mask_of(np.rot90(mask.alpha).copy())
    found = print_region(turned, turned_mask) > 0.5
    assert found[np.rot90(letters)].mean() > 0.8


def test_shade_and_highlights_are_no_print() -> None:
    for color in ("#c23b30", "#f4f2ee", "#202022"):
        source, mask = ball(color, gloss=0.5)
        assert print_region(source, mask).max() == 0.0


def test_grain_is_no_print() -> None:
    rng = np.random.default_rng(1)
    source, mask = box("#333333", height=260, width=260)
    grain = cv2.GaussianBlur(rng.normal(0, 60, source.shape[:2]), (0, 0), 3.0)
    grainy = np.clip(source + grain[..., None], 0, 255).astype(np.uint8)
    assert print_region(grainy, mask).mean() < 0.01


def test_print_outside_the_product_does_not_count() -> None:
    source, mask = box("#2b5f8a")
    printed, _ = with_text(source, "RESTAGE", "#f2f0ea", at=(50, 100))
    aside = np.zeros_like(mask.alpha)
    aside[130:160, 20:220] = 1.0
    assert print_region(printed, mask_of(aside)).max() == 0.0


def test_no_product_no_print() -> None:
    source, mask = box("#2b5f8a")
    empty = mask_of(np.zeros_like(mask.alpha))
    assert product_window(empty) is None
    region = print_region(source, empty)
    assert region.shape == source.shape[:2]
    assert region.max() == 0.0


def test_lifted_print_leaves_its_ground_and_goes_back() -> None:
    source, mask = box("#2b5f8a")
    printed, letters = with_text(source, "RESTAGE", "#f2f0ea", at=(50, 100))
    picture = printed.astype(np.float32) / 255.0
    lifted = lift_print(picture, print_region(printed, mask))
    bare = source.astype(np.float32) / 255.0
    assert not lifted.empty
    assert np.abs(lifted.ground - bare)[letters].max() < 0.04
    assert lifted.cover[letters].mean() > 0.95
    assert lifted.cover[~grow(letters, 6)].max() == 0.0
    assert np.abs(lifted.over(lifted.ground) - picture).mean() < 0.01


def test_letters_on_a_new_ground_have_clean_edges() -> None:
    source, mask = box("#f3efe6")
    printed, _ = with_text(source, "RESTAGE", "#3a2f2a", at=(50, 100))
    lifted = lift_print(printed.astype(np.float32) / 255.0, print_region(printed, mask))
    navy = np.broadcast_to(np.array([0.1, 0.15, 0.35], np.float32), lifted.ground.shape)
    moved = lifted.over(navy)
    assert moved[..., 0].max() < 0.4  # nothing of the bright ground is left around the letters


def test_no_print_lifts_to_nothing() -> None:
    picture = np.full((40, 60, 3), 0.5, np.float32)
    lifted = lift_print(picture, np.zeros((40, 60), np.float32))
    assert lifted.empty
    assert np.array_equal(lifted.ground, picture)
