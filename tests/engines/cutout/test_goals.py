"""The goals for built-in masks (issue 2) on a small drawn set."""

from __future__ import annotations

from itertools import islice

import pytest

from benchmarks.photographed import Sample, generated
from bot.engines.cutout.plain import PlainBackground
from tests.engines.cutout.shapes import overlap, photo_from


def drawn(backdrops: tuple[str, ...], *, count: int) -> list[Sample]:
    return list(islice(generated(side=1024, rounds=1, seed=100, backdrops=backdrops), count))


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
