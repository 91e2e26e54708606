"""Colour variants: a new colour or material on the product's main material, all else kept.

The main material is taken apart into shade and gloss (`materials.Body`); paint replaces the body's
colour under both. Print is lifted off first and put back, so that letters keep their own ink and
their edges take the new ground.
"""

from __future__ import annotations

import numpy as np

from bot.domain.job import Notice
from bot.domain.recipe import Paint
from bot.engines.arrays import Mask, Rgb
from bot.engines.studio.colour import (
    Colours,
    contrast_ratio,
    luminance,
    parse_hex,
    to_oklab,
    to_srgb,
    with_lightness,
)
from bot.engines.studio.recolour_canvas import Canvas, prepare
from bot.engines.studio.recolour_coat import coat
from bot.engines.studio.recolour_notices import (
    PrintContrast,
    nothing_to_paint,
    photo_notices,
    print_engraved,
    print_lost,
    print_moved,
)
from bot.engines.studio.recolour_print import engraved
from bot.engines.studio.surfaces import finish

FULL_STRENGTH = 0.7
"""From this strength on the paint is the target itself; below, the photo shows through."""


def repaint(
    source: Rgb, mask: Mask, paint: Paint, *, strength: float, seed: int
) -> tuple[Rgb, tuple[Notice, ...]]:
    """Paint the product's main material; everything where the mask's alpha is 0 is untouched.

    `strength` runs from 0 (the source) to `FULL_STRENGTH` and above (the paint itself); `seed`
    moves the grain of wood and stone. The notices say what could not be done as asked:
    `nothing_to_paint`, `several_materials`, `print_unreadable`, `colour_limited`,
    `material_flat`.
    """
    amount = min(1.0, max(0.0, strength) / FULL_STRENGTH)
    if amount == 0.0:
        return source.copy(), ()
    canvas = prepare(source, mask)
    if canvas is None:
        return source.copy(), (nothing_to_paint(),)
    notices = photo_notices(canvas, paint)
    if paint.color is not None:
        painted, limits = _readable_coat(canvas, parse_hex(paint.color), paint)
        notices += limits
    elif paint.material is not None:
        painted = finish(canvas, paint.material, seed=seed)
        asked = PrintContrast.on(canvas, painted)
        if asked is not None and not asked.readable:
            canvas = engraved(canvas, painted, asked)
            notices.append(print_engraved(paint, asked, PrintContrast.on(canvas, painted) or asked))
    full = to_srgb(canvas.apply(painted)).astype(np.float32)
    before = source[canvas.window]
    mixed = np.rint(before + np.float32(amount) * (full - before)).astype(np.uint8)
    result = source.copy()
    result[canvas.window] = np.where(canvas.alpha[..., None] > 0, mixed, before)
    return result, tuple(notices)


def _readable_coat(canvas: Canvas, target: Colours, paint: Paint) -> tuple[Colours, list[Notice]]:
    """The coat; where print would drown in it, one as much lighter or darker as print needs."""
    painted = coat(canvas, target)
    asked = PrintContrast.on(canvas, painted)
    if asked is None or asked.readable:
        return painted, []
    lightness = float(to_oklab(target)[0])
    base, light = asked, float(luminance(target))  # what a colour came to, to foretell the next
    for step in sorted(np.linspace(0.06, 0.97, 60), key=lambda step: abs(step - lightness)):
        moved = with_lightness(target, float(step))
        ground = base.ground * float(luminance(moved)) / max(light, 1e-3)
        if contrast_ratio(asked.ink, min(1.0, ground)) < asked.needed * 1.03:
            continue
        painted = coat(canvas, moved)
        kept = PrintContrast.on(canvas, painted) or asked
        if kept.readable:
            way = "darker" if step < lightness else "lighter"
            return painted, [print_moved(paint, asked, kept, way)]
        base, light = kept, float(luminance(moved))
    return painted, [print_lost(paint, asked)]
