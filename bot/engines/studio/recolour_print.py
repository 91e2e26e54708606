"""Print on a new material: engraved where its own ink would be lost in it.

A coat can be made a little darker or lighter until print is legible; stone and metal cannot. Their
makers choose another ink, or cut the letters in. So the ink keeps its hue and moves in lightness.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bot.engines.arrays import Plane, Region
from bot.engines.studio.colour import Colours, contrast_ratio, luminance
from bot.engines.studio.recolour_canvas import Canvas
from bot.engines.studio.recolour_notices import READABLE_CONTRAST, PrintContrast
from bot.engines.studio.smoothing import at_least, blur

_CONTRAST = 2.4
"""Contrast of engraved print to its ground, as far as there is room for it."""
_DARKEST, _LIGHTEST = 0.006, 0.92
"""Relative luminances between which an ink may be moved."""
_WORD = 6.0
"""Sigma in pixels at 1024 over which ink and ground are looked at: a stroke moves as one."""


def engraved(canvas: Canvas, painted: Colours, print_now: PrintContrast) -> Canvas:
    """The canvas with its letters darker or lighter where they are hard to read on `painted`
    (linear sRGB); letters that stand out keep their ink."""
    aim = _aim(print_now)
    cover, sigma = canvas.letter_cover, _WORD * max(canvas.cover.shape) / 1024
    weight = at_least(blur(cover, sigma), 1e-4)
    ink = blur(luminance(canvas.letters.ink) * cover, sigma) / weight
    ground = blur(luminance(painted) * cover, sigma) / weight
    drift = (ground + 0.05) / np.float32(print_now.ground + 0.05)
    wanted = np.clip((aim + 0.05) * drift - 0.05, _DARKEST, _LIGHTEST)
    moved = np.where(_is_lost(ink, ground), wanted / at_least(ink, _DARKEST), np.float32(1.0))
    letters = replace(canvas.letters, ink=np.clip(canvas.letters.ink * moved[..., None], 0.0, 1.0))
    return replace(canvas, letters=letters)


def _aim(print_now: PrintContrast) -> float:
    """The ink's luminance at which print can be read: on the side of its ground where it was in
    the photo, or on the other where there is no room left."""
    lighter = min(_LIGHTEST, (print_now.ground + 0.05) * _CONTRAST - 0.05)
    darker = max(_DARKEST, (print_now.ground + 0.05) / _CONTRAST - 0.05)
    usual, other = (lighter, darker) if print_now.was_light else (darker, lighter)
    enough = contrast_ratio(usual, print_now.ground) >= READABLE_CONTRAST
    return usual if enough else other


def _is_lost(ink: Plane, ground: Plane) -> Region:
    bright, dark = np.maximum(ink, ground), np.minimum(ink, ground)
    return np.asarray((bright + 0.05) / (dark + 0.05) < READABLE_CONTRAST)
