"""Drawing styles: a photo redrawn as an illustrator would, print still readable."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bot.domain.recipe import FilterKind, StyleFilter
from bot.engines.arrays import Mask, Rgb
from bot.engines.studio.colour import Colours, parse_hex, to_bytes, to_srgb
from bot.engines.studio.filters_clay import draw_clay
from bot.engines.studio.filters_flat import draw_comic, draw_flat
from bot.engines.studio.filters_ink import draw_ink, draw_line
from bot.engines.studio.filters_oil import draw_oil
from bot.engines.studio.filters_sitter import Sitter, sit
from bot.engines.studio.filters_vintage import draw_vintage
from bot.engines.studio.filters_wash import draw_pencil, draw_watercolour

_FADE_IN = 0.3
"""Below this strength the drawing is laid over the photo ever more thinly."""

_STYLES: dict[FilterKind, Callable[[Sitter], Colours]] = {
    FilterKind.INK: draw_ink,
    FilterKind.LINE: draw_line,
    FilterKind.WATERCOLOUR: draw_watercolour,
    FilterKind.PENCIL: draw_pencil,
    FilterKind.OIL: draw_oil,
    FilterKind.CLAY: draw_clay,
    FilterKind.VINTAGE: draw_vintage,
    FilterKind.FLAT: draw_flat,
    FilterKind.COMIC: draw_comic,
}


def draw(source: Rgb, mask: Mask | None, recipe: StyleFilter, *, strength: float, seed: int) -> Rgb:
    """Redraw a photo.

    `strength` runs from 0 (the source) to 1 (the full style): it widens brushes, thins out
    colours and darkens lines, and below 0.3 lays the drawing over the photo ever more thinly.
    `seed` moves paper, grain and strokes. The mask is optional: with one, the product is drawn
    with more care than the scene.
    """
    amount = min(1.0, max(0.0, strength))
    if amount == 0.0:
        return source.copy()
    ink = None
    if recipe.color is not None:
        ink = to_srgb(parse_hex(recipe.color)).astype(np.float32) / np.float32(255.0)
    sitter = sit(source, mask, amount=amount, detail=recipe.detail, ink=ink, seed=seed)
    drawing = _STYLES[recipe.filter](sitter)
    share = np.float32(min(1.0, amount / _FADE_IN))
    before = source.astype(np.float32) / np.float32(255.0)
    return to_bytes(np.asarray(before + share * (drawing - before), np.float32))
