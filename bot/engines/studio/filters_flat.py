"""Flat illustration and comic: few clean colours, with and without ink."""

from __future__ import annotations

import numpy as np

from bot.engines.studio.colour import Colours, from_cielab, to_cielab
from bot.engines.studio.filters_ink import contours
from bot.engines.studio.filters_palette import flattened
from bot.engines.studio.filters_sitter import Sitter
from bot.engines.studio.smoothing import blur, guided, ramp
from bot.engines.studio.strokes import halftone

_INK = np.array([0.09, 0.08, 0.11], np.float32)

_SOLID_BLACK = 0.24
"""CIELAB lightness, 0 to 1, below which an area is all ink; above, it has a colour to keep."""


def draw_flat(sitter: Sitter) -> Colours:
    """A poster: shapes of even colour, without lines."""
    colours = round(5 + 6 * sitter.detail)
    flat = flattened(sitter, product_colours=colours, scene_colours=max(3, colours - 3))
    flat = _fresh(flat, sitter.amount)
    return sitter.with_print(_towards(sitter, flat))


def draw_comic(sitter: Sitter) -> Colours:
    """A comic panel: inked outlines, posterised colours, and dots for the half tones."""
    colours = round(4 + 5 * sitter.detail)
    flat = flattened(sitter, product_colours=colours, scene_colours=max(3, colours - 2))
    flat = _fresh(flat, 1.3 * sitter.amount)
    tone = guided(sitter.lightness, sitter.lightness, max(2, round(sitter.px(9))), 2e-3)
    low, high = (float(v) for v in np.percentile(tone, [2, 95]))
    tone = np.clip((tone - low) / max(high - low, 0.2), 0.0, 1.0)
    dots = halftone(0.62 * ramp(tone, 0.72, 0.25), angle=0.6, pitch=sitter.px(7.0))
    shade = dots * ramp(tone, 0.80, 0.66)
    flat = flat * (1.0 - 0.34 * np.float32(sitter.amount) * shade[..., None])
    panel = _towards(sitter, flat)
    black = (tone < 0.055) & (sitter.lightness < _SOLID_BLACK)
    spots = blur(black.astype(np.float32), 0.8)
    letters = blur(sitter.letters.cover, 1.0)
    ink = np.maximum(contours(sitter, weight=1.5), spots) * (1.0 - letters)
    ink = np.clip(ink * (0.3 + 0.7 * sitter.amount), 0.0, 1.0)[..., None]
    color = sitter.ink if sitter.ink is not None else _INK
    return sitter.with_print(panel * (1.0 - ink) + color * ink)


def _fresh(picture: Colours, amount: float) -> Colours:
    """Purer colours and a little more contrast, as printed from solid inks."""
    lab = to_cielab(picture)
    lab[..., 1:] *= np.float32(1.0 + 0.28 * amount)
    lab[..., 0] = 52.0 + (lab[..., 0] - 52.0) * np.float32(1.0 + 0.10 * amount)
    lab[..., 0] = np.clip(lab[..., 0], 0.0, 99.0)
    return from_cielab(lab)


def _towards(sitter: Sitter, flat: Colours) -> Colours:
    """From the photo to the flat picture as the strength grows."""
    share = np.float32(sitter.amount**0.8)
    return sitter.picture + share * (flat - sitter.picture)
