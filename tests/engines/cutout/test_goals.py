"""The goals for built-in masks (issue 2) on a small drawn set."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import pytest

from benchmarks.outlines import deviation
from benchmarks.photographed import Sample, generated
from bot.engines.cutout.plain import PlainBackground
from tests.engines.cutout.shapes import overlap, photo_from

SIDE = 1024
ROOT = Path(__file__).parents[3]
SAMPLES, TRUTHS = ROOT / "samples", ROOT / "tests" / "data" / "masks"


def drawn(backdrops: tuple[str, ...], *, count: int) -> list[Sample]:
    return list(islice(generated(side=1024, rounds=1, seed=100, backdrops=backdrops), count))


def at_1024(picture: np.ndarray) -> np.ndarray:
    scale = SIDE / max(picture.shape[:2])
    size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)


def cut_out(photo: Path) -> np.ndarray:
    rgb = at_1024(cv2.imread(str(photo), cv2.IMREAD_COLOR_RGB))
    return PlainBackground(trust=0.5).cut(photo_from(rgb)).alpha > 0.5


def true_mask(path: Path) -> np.ndarray:
    return at_1024(cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)) > 127


@pytest.mark.slow
def test_on_white_and_grey_most_masks_are_trusted_and_those_are_right() -> None:
    samples = drawn(("white", "grey"), count=8)
    cutout = PlainBackground(trust=0.5)
    masks = [cutout.cut(photo_from(sample.rgb)) for sample in samples]
    right = [
        overlap(mask.alpha > 0.5, sample.mask) > 0.9
        for mask, sample in zip(masks, samples, strict=True)
        if mask.trusted
    ]
    assert len(right) >= 0.75 * len(samples)
    assert sum(right) >= 0.95 * len(right)


@pytest.mark.slow
def test_in_clutter_no_mask_is_trusted() -> None:
    cutout = PlainBackground(trust=0.5)
    samples = drawn(("clutter",), count=3)
    assert not any(cutout.cut(photo_from(sample.rgb)).trusted for sample in samples)


@pytest.mark.parametrize("name", ["bag", "jar", "mug", "teabox"])
def test_the_samples_have_clean_outlines(name: str) -> None:
    """At 1024 px. An overlap over 0.98 hides bites, steps and bits of shadow: this does not."""
    outline = deviation(cut_out(SAMPLES / f"{name}.jpg"), true_mask(TRUTHS / f"{name}.png"))
    assert outline.boundary_f(1.0) > 0.84
    assert outline.boundary_f(2.0) > 0.95
    assert outline.percentile(95) <= 2.5
