"""The old colour is gone from the rim of what keeps its own."""

from __future__ import annotations

import numpy as np

from bot.domain.recipe import Paint
from bot.engines.arrays import Mask, Rgb
from bot.engines.studio.colour import Colours, parse_hex, to_linear, to_srgb
from bot.engines.studio.recolour import FULL_STRENGTH, repaint
from bot.engines.studio.recolour_spill import spill_of
from bot.engines.studio.smoothing import blur, shrink
from tests.engines.studio.painted_photos import box, difference, lab_of

CLASP = slice(70, 112), slice(90, 150)


def with_clasp(color: str) -> tuple[Rgb, Mask, Colours]:
    """A leather front with a brass clasp: soft edges and a rim that mirrors the leather, and
    where the clasp is, 0 to 1."""
    source, mask = box(color)
    share = np.zeros(mask.alpha.shape, np.float32)
    share[CLASP] = 1.0
    share = blur(share, 1.2)[..., None]
    mirrored = blur(1.0 - share[..., 0], 3.0)[..., None] * np.float32(0.6)
    leather = to_linear(source)
    brass = parse_hex("#b39048") * (1.0 - mirrored) + 0.5 * leather * mirrored
    return to_srgb(leather * (1.0 - share) + brass * share), mask, share


def test_a_clasp_has_no_rim_of_the_old_colour() -> None:
    source, mask, share = with_clasp("#7a2236")
    green = Paint(name="it", label="Green", color="#2f9a48")
    result, _ = repaint(source, mask, green, strength=FULL_STRENGTH, seed=1)
    on_clasp = share[..., 0] > 0.3
    rim = on_clasp & ~shrink(on_clasp, 5)
    redness = lab_of(result)[..., 1]
    assert lab_of(source)[..., 1][rim].mean() > 0.02
    assert redness[rim].mean() < 0.0
    assert np.percentile(redness[rim], 95) < 0.02
    middle = shrink(on_clasp, 12)
    assert difference(result, source)[middle].max() < 0.02


def test_spill_is_the_share_of_the_main_colour_near_it() -> None:
    body, part = parse_hex("#7a2236"), parse_hex("#b39048")
    cover = np.zeros((60, 1024), np.float32)
    cover[:, :40] = 1.0
    linear = np.where(cover[..., None] > 0, body, part).astype(np.float32)
    linear[:, 40:43] = 0.4 * body + 0.5 * part
    everywhere = np.ones(cover.shape, np.bool_)
    spill = spill_of(linear, np.broadcast_to(body, linear.shape), cover, everywhere)
    assert abs(float(np.median(spill[:, 41])) - 0.4) < 0.06
    assert spill[:, 60:].max() < 0.02
