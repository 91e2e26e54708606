"""Every letter of real print stands out from its ground, in every style."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from bot.domain.recipe import FilterKind, StyleFilter
from bot.engines.arrays import Mask, Region, Rgb
from bot.engines.studio.colour import contrast_ratio, luminance, to_linear
from bot.engines.studio.filters import draw
from bot.engines.studio.print_mask import lift_print, print_region
from bot.engines.studio.smoothing import grow
from tests.engines.studio.painted_photos import mask_of

SAMPLES = Path(__file__).parents[3] / "samples"
WHERE = {"mug": (160, 940, 280, 1080), "teabox": (200, 1050, 210, 830)}
"""Rows and columns of the products in their photos."""
READABLE = 1.8
"""Contrast of a letter to its ground on a drawing, where the photo itself has at least that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Where one letter is, in a window of the photo: its ink and the ground around it."""

    window: tuple[slice, slice]
    ink: Region
    ground: Region

    def contrast(self, picture: Rgb) -> float:
        light = luminance(to_linear(picture[self.window]))
        return contrast_ratio(float(np.median(light[self.ink])), float(light[self.ground].mean()))


@cache
def photo(name: str) -> tuple[Rgb, Mask]:
    """A sample, and its product as a box with a rim."""
    bgr = cv2.imread(str(SAMPLES / f"{name}.jpg"))
    rgb = np.ascontiguousarray(np.asarray(bgr, np.uint8)[..., ::-1])
    top, low, left, right = WHERE[name]
    alpha = np.zeros(rgb.shape[:2], np.float32)
    alpha[top:low, left:right] = 1.0
    return rgb, mask_of(alpha)


@cache
def letters(name: str) -> list[Letter]:
    """Letters, signs and rules of the photo's print, each by itself."""
    rgb, mask = photo(name)
    cover = lift_print(rgb.astype(np.float32) / np.float32(255.0), print_region(rgb, mask)).cover
    inked = cover > 0.6
    _, labels, stats, _ = cv2.connectedComponentsWithStats(inked.astype(np.uint8))
    found = []
    for part, (x, y, width, height, area) in enumerate(stats.tolist()):
        cut = slice(max(0, y - 7), y + height + 7), slice(max(0, x - 7), x + width + 7)
        own = labels[cut] == part
        ink = own & (cover[cut] > 0.85)
        ground = grow(own, 4) & ~grow(inked[cut], 1)
        if part > 0 and area >= 25 and ink.sum() >= 10 and ground.sum() >= 20:
            found.append(Letter(window=cut, ink=ink, ground=ground))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", list(WHERE))
@pytest.mark.parametrize("kind", list(FilterKind))
def test_each_letter_of_a_real_product_is_readable(name: str, kind: FilterKind) -> None:
    rgb, mask = photo(name)
    printed = [letter for letter in letters(name) if letter.contrast(rgb) >= READABLE]
    assert len(printed) >= 20
    picture = draw(rgb, mask, StyleFilter(filter=kind), strength=0.85, seed=7)
    weakest = min(letter.contrast(picture) for letter in printed)
    assert weakest >= READABLE
