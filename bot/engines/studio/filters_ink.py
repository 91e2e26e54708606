"""Drawings in one ink: hatched pen drawing and clean line art."""

from __future__ import annotations

import numpy as np

from bot.engines.arrays import Plane
from bot.engines.studio.colour import Colours, to_cielab
from bot.engines.studio.filters_sitter import Sitter
from bot.engines.studio.smoothing import blur, grow, guided, ramp
from bot.engines.studio.strokes import (
    cloud,
    hatching,
    ink_lines,
    levelled,
    paper_tooth,
    without_specks,
)
from bot.engines.studio.surfaces import Form

_INK = np.array([0.10, 0.10, 0.13], np.float32)
_PAPER = np.array([0.975, 0.962, 0.930], np.float32)
_BEND = 0.28
"""How far strokes follow the form. More, and they close to rings where the form turns away."""
_LAYERS = ((0.85, 0.86, 0.44), (-0.60, 0.50, 0.40), (0.15, 0.28, 0.42), (1.45, 0.14, 0.46))
"""Angle in radians, the tone below which a layer is drawn, and its strokes' widest share."""


def draw_ink(sitter: Sitter) -> Colours:
    """A pen drawing: contours, and tone in up to four layers of crossing strokes.

    On the product the strokes bend with its form; in the scene they are looser and thin out
    towards the edge of the sheet.
    """
    tone = _tone(sitter)
    bend = cloud(sitter.rng(1), sitter.shape, sitter.px(130)) * np.float32(sitter.px(2.0))
    bend = bend + np.float32(_BEND) * _form_height(sitter)
    pressure = 1.0 + 0.10 * cloud(sitter.rng(2), sitter.shape, sitter.px(60), octaves=3)
    reach = _on_sheet(sitter)
    pitch = sitter.px(8.4 - 3.2 * sitter.detail)
    paper_left = np.ones(sitter.shape, np.float32)
    for index, (angle, below, weight) in enumerate(_LAYERS):
        depth = ramp(tone, below, below - 0.42) * (reach if index == 0 else reach**3)
        depth = (0.30 + 0.70 * depth) * ramp(depth, 0.02, 0.10)  # never thinner than the nib
        layer = hatching(
            depth * pressure, bend, angle=angle, pitch=pitch * (1.0 + 0.06 * index), weight=weight
        )
        paper_left *= 1.0 - 0.95 * layer
    ink = np.maximum(1.0 - paper_left, contours(sitter, weight=1.0))
    return _on_paper(sitter, _with_letters(sitter, ink))


def draw_line(sitter: Sitter) -> Colours:
    """Clean line art: even contours, no tone."""
    lines = contours(sitter, weight=1.15)
    return _on_paper(sitter, _with_letters(sitter, lines, knock_out=False))


def contours(sitter: Sitter, *, weight: float) -> Plane:
    """Ink of the contour lines, 0 to 1: fine ones within the forms, a stronger outline."""
    width = sitter.px(1.15 * weight)
    cut = 0.10 - 0.05 * sitter.detail
    fields = _fields(sitter)
    fine = ink_lines(fields, sitter.flow, width=width, threshold=cut)
    broad = ink_lines(fields, sitter.flow, width=1.8 * width, threshold=1.6 * cut)
    ink = without_specks(np.maximum(fine, broad), sitter.px(1) * sitter.px(45))
    if sitter.product is None:
        return ink
    return np.maximum(ink, _outline(sitter, 1.4 * width))


def _fields(sitter: Sitter) -> list[Plane]:
    """Where lines are looked for: lightness, and the two colour axes for edges without it."""
    lab = to_cielab(sitter.picture) / np.float32(100.0)
    radius = max(2, round(sitter.px(4)))
    fields = []
    for axis, quiet in ((0, 0.035), (1, 0.08), (2, 0.08)):
        plane = np.ascontiguousarray(lab[..., axis])
        fields.append(levelled(guided(plane, plane, radius, 4e-4), sitter.px(26), quiet))
    return fields


def _form_height(sitter: Sitter) -> Plane:
    """Pseudo-height of the product in pixels, 0 in the scene."""
    if sitter.product is None:
        return np.zeros(sitter.shape, np.float32)
    return Form.inflate(sitter.product).height * sitter.product


def _on_sheet(sitter: Sitter) -> Plane:
    """How far the drawing reaches: 1 on the product, less and less towards the sheet's edge."""
    rows, columns = sitter.shape
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    border = np.minimum(np.minimum(x, columns - 1 - x), np.minimum(y, rows - 1 - y))
    ragged = border + sitter.px(14) * cloud(sitter.rng(3), sitter.shape, sitter.px(120))
    reach = ramp(ragged, sitter.px(18), sitter.px(120))
    if sitter.product is None:
        return reach
    near = blur(sitter.product, sitter.px(70))
    scene = reach * (0.62 + 0.38 * ramp(near, 0.0, 0.35))
    return np.maximum(scene, sitter.product)


def _outline(sitter: Sitter, width: float) -> Plane:
    """The product's outline from its mask."""
    if sitter.product is None:
        return np.zeros(sitter.shape, np.float32)
    soft = blur(sitter.product, 0.8 * sitter.scale)
    edge = 1.0 - np.abs(2.0 * soft - 1.0)
    return ramp(blur(edge, 0.5 * width), 0.18, 0.45)


def _tone(sitter: Sitter) -> Plane:
    """Lightness in broad, clean-edged areas, stretched to 0 to 1 and lifted: paper is white."""
    tone = guided(sitter.lightness, sitter.lightness, max(2, round(sitter.px(8))), 1.5e-3)
    low, high = (float(v) for v in np.percentile(tone, [1, 94]))
    return np.clip((tone - low) / max(high - low, 0.2), 0.0, 1.0) ** np.float32(0.7)


def _with_letters(sitter: Sitter, ink: Plane, *, knock_out: bool = True) -> Plane:
    """Ink with the print: dark letters in solid ink on paper; light ones left out of solid ink,
    or in solid ink too where the style has no dark areas to leave them out of."""
    letters = sitter.letters
    if letters.empty:
        return ink
    cover = letters.cover
    light = letters.ink.mean(axis=-1) > letters.ground.mean(axis=-1)
    zone = blur(grow(cover > 0.3, max(1, round(sitter.px(3)))).astype(np.float32), sitter.px(1.2))
    solid = np.maximum(ink * (1.0 - zone), cover)
    left_out = np.maximum(ink, 0.95 * zone) * (1.0 - cover)
    return np.where(light & knock_out, left_out, solid)


def _on_paper(sitter: Sitter, ink: Plane) -> Colours:
    """Ink on paper with a little tooth; at low strength a wash of the photo's colours is left."""
    tooth = paper_tooth(sitter.rng(9), sitter.shape, sitter.scale)
    paper = _PAPER * (1.0 + 0.012 * tooth[..., None])
    wash = np.float32((1.0 - sitter.amount) ** 1.2)
    paper = paper + wash * (sitter.letters.over(sitter.picture) - paper)
    color = sitter.ink if sitter.ink is not None else _INK
    flow_of_ink = (0.35 + 0.65 * sitter.amount) * (1.0 + 0.06 * tooth)
    ink = np.clip(blur(ink, 0.45) * flow_of_ink, 0.0, 1.0)[..., None]
    return paper * (1.0 - ink) + color * ink
