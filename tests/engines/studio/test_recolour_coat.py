"""Paint keeps the form: any colour, however saturated, dark or bright."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from bot.domain.recipe import Paint
from bot.engines.arrays import Mask, Region, Rgb
from bot.engines.receipt.colour_difference import ciede2000
from bot.engines.studio.colour import parse_hex, to_cielab, to_srgb
from bot.engines.studio.recolour import FULL_STRENGTH, repaint
from bot.engines.studio.smoothing import blur, shrink
from tests.engines.studio.painted_photos import ball

EXTREMES = ("#ff0000", "#00ff00", "#0000ff", "#ffff00", "#ff00ff", "#000000", "#ffffff")
LEAST_FORM = 0.5
"""Share of the source's deviation of lightness that is left at least in the coat."""
FARTHEST = 14.0
"""CIEDE2000 of the coat's well-lit mean colour to the colour asked for, at most."""


@cache
def grained(body: str) -> tuple[Rgb, Mask, Region]:
    """A ball in grained leather, its mask, and its coat without the highlight."""
    source, mask = ball(body, gloss=0.1)
    grain = blur(np.random.default_rng(4).standard_normal(mask.alpha.shape).astype(np.float32), 1.2)
    inside = mask.alpha[..., None] > 0
    leather = np.clip(source * (1.0 + 0.25 * grain[..., None]), 0, 255)
    source = np.where(inside, np.rint(leather), source).astype(np.uint8)
    coat = shrink(mask.alpha > 0.99, 3) & (source.min(axis=-1) < 235)
    return source, mask, coat


@cache
def painted(body: str, color: str) -> Rgb:
    source, mask, _ = grained(body)
    paint = Paint(name="it", label="It", color=color)
    return repaint(source, mask, paint, strength=FULL_STRENGTH, seed=1)[0]


@pytest.mark.parametrize("body", ["#7a3340", "#e8e4dc", "#8a8a8c"])
@pytest.mark.parametrize("color", EXTREMES)
def test_form_and_grain_stay_under_any_colour(body: str, color: str) -> None:
    source, _, coat = grained(body)
    before, after = (to_cielab(p)[..., 0] for p in (source, painted(body, color)))
    assert after[coat].std() >= LEAST_FORM * before[coat].std()
    fine_before, fine_after = before - blur(before, 3.0), after - blur(after, 3.0)
    assert fine_after[coat].std() >= LEAST_FORM * fine_before[coat].std()
    assert np.corrcoef(fine_before[coat], fine_after[coat])[0, 1] > 0.6


@pytest.mark.parametrize("body", ["#7a3340", "#e8e4dc", "#8a8a8c"])
@pytest.mark.parametrize("color", EXTREMES)
def test_the_coat_has_the_colour_asked_for(body: str, color: str) -> None:
    source, _, coat = grained(body)
    light = to_cielab(source)[..., 0]
    lit = coat & (light > np.percentile(light[coat], 50))
    mean = to_cielab(painted(body, color))[lit].mean(axis=0)
    wanted = to_cielab(to_srgb(parse_hex(color))[None, None])[0, 0]
    assert float(ciede2000(mean[None], wanted[None])[0]) < FARTHEST


@pytest.mark.parametrize("color", ["#ff0000", "#0000ff", "#00ff00"])
def test_nothing_is_cut_off_to_one_flat_colour(color: str) -> None:
    _, _, coat = grained("#7a3340")
    _, counts = np.unique(painted("#7a3340", color)[coat], axis=0, return_counts=True)
    assert counts.max() < 0.02 * coat.sum()
