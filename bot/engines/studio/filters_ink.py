"""Drawings in one ink: hatched pen drawing and clean line art."""

from __future__ import annotations

import numpy as np

from bot.engines.arrays import Plane
from bot.engines.studio.colour import Colours, to_cielab
from bot.engines.studio.filters_hatching import Hatch, form_lean
from bot.engines.studio.filters_ink_print import PenPrint, lettered
from bot.engines.studio.filters_sitter import Sitter
from bot.engines.studio.shadow_photo import photo_shadow
from bot.engines.studio.smoothing import blur, guided, limited, ramp, resize
from bot.engines.studio.strokes import cloud, ink_lines, levelled, paper_tooth, without_specks

_INK = np.array([0.10, 0.10, 0.13], np.float32)
_PAPER = np.array([0.975, 0.962, 0.930], np.float32)
_LAYERS = ((0.42, 0.88, 0.52), (-0.62, 0.50, 0.44), (1.15, 0.26, 0.40))
"""Turn against the form in radians, the tone below which a layer is drawn, and its strokes' widest
share of the paper."""
_SCENE_LAYERS = ((-0.50, 0.86, 0.40), (0.30, 0.45, 0.36))
"""The same for the scene, whose strokes are straight."""
_WORK_SIDE = 512
"""Long side in pixels at which the ground's own shadow is looked for."""


def draw_ink(sitter: Sitter) -> Colours:
    """A pen drawing: contours, and tone in up to three layers of crossing strokes.

    On the product the strokes follow its form; in the scene they are straight, and thin out
    towards the edge of the sheet.
    """
    lean = form_lean(sitter.lightness, sitter.product)
    wobble = 0.16 * cloud(sitter.rng(1), sitter.shape, sitter.px(90), octaves=3)
    tone = _tone(sitter)
    share = sitter.product if sitter.product is not None else np.ones(sitter.shape, np.float32)
    paper_left = np.ones(sitter.shape, np.float32)
    for stream, layer in enumerate(_LAYERS):
        paper_left *= 1.0 - _layer(sitter, lean, tone, wobble, layer, stream) * share
    if sitter.product is not None:
        ground = 1.0 - (1.0 - _ground_tone(sitter, tone)) * _on_sheet(sitter)
        for stream, layer in enumerate(_SCENE_LAYERS, start=len(_LAYERS)):
            drawn = _layer(sitter, np.zeros_like(lean), ground, wobble, layer, stream)
            paper_left *= 1.0 - drawn * (1.0 - share)
    ink = np.maximum(1.0 - paper_left, contours(sitter, weight=1.0))
    return _on_paper(sitter, ink, lettered(sitter, ink))


def _layer(
    sitter: Sitter,
    lean: Plane,
    tone: Plane,
    wobble: Plane,
    layer: tuple[float, float, float],
    stream: int,
) -> Plane:
    """Ink of one layer of strokes where the tone is dark enough for it: 0 to 1."""
    turn, below, width = layer
    depth = ramp(tone, below, below - 0.42)
    pitch = sitter.px(7.6 - 2.4 * sitter.detail) * max(lean.shape) / max(sitter.shape)
    hatch = Hatch.across(lean, turn=turn, pitch=pitch).at(sitter.shape)
    rng = sitter.rng(20 + stream)
    return 0.96 * hatch.drawn(depth, wobble, width=width, scale=sitter.scale, rng=rng)


def draw_line(sitter: Sitter) -> Colours:
    """Clean line art: even contours, no tone."""
    lines = contours(sitter, weight=1.15)
    return _on_paper(sitter, lines, lettered(sitter, lines, knock_out=False))


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


def _on_sheet(sitter: Sitter) -> Plane:
    """How far the drawing reaches: 1 on the product, 0 far from it and at the sheet's edge."""
    rows, columns = sitter.shape
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    border = np.minimum(np.minimum(x, columns - 1 - x), np.minimum(y, rows - 1 - y))
    ragged = border + sitter.px(14) * cloud(sitter.rng(3), sitter.shape, sitter.px(120))
    reach = ramp(ragged, sitter.px(10), sitter.px(70))
    if sitter.product is None:
        return reach
    near = blur(sitter.product, sitter.px(80))
    return np.maximum(reach * ramp(near, 0.01, 0.16), sitter.product)


def _outline(sitter: Sitter, width: float) -> Plane:
    """The product's outline from its mask."""
    if sitter.product is None:
        return np.zeros(sitter.shape, np.float32)
    soft = blur(sitter.product, 0.8 * sitter.scale)
    edge = 1.0 - np.abs(2.0 * soft - 1.0)
    return ramp(blur(edge, 0.5 * width), 0.18, 0.45)


def _ground_tone(sitter: Sitter, tone: Plane) -> Plane:
    """Tone of the scene: on a plain ground only the product's shadow, which is all that a pen would
    draw there; on any other the photo's own tone."""
    if sitter.product is None:
        return tone
    small = limited(sitter.picture, _WORK_SIDE)
    size = small.shape[0], small.shape[1]
    shadow = photo_shadow(small ** np.float32(2.2), resize(sitter.product, size))
    if shadow is None:
        return tone
    return np.clip(1.0 - 1.9 * (1.0 - resize(shadow, sitter.shape, smooth=True)), 0.0, 1.0)


def _tone(sitter: Sitter) -> Plane:
    """Lightness in broad, clean-edged areas, stretched to 0 to 1 and lifted: paper is white."""
    tone = guided(sitter.lightness, sitter.lightness, max(2, round(sitter.px(8))), 1.5e-3)
    low, high = (float(v) for v in np.percentile(tone, [1, 94]))
    return np.clip((tone - low) / max(high - low, 0.2), 0.0, 1.0) ** np.float32(0.7)


def _on_paper(sitter: Sitter, ink: Plane, print_: PenPrint) -> Colours:
    """Ink on paper with a little tooth; at low strength a wash of the photo's colours is left."""
    tooth = paper_tooth(sitter.rng(9), sitter.shape, sitter.scale)
    paper = _PAPER * (1.0 + 0.012 * tooth[..., None])
    wash = np.float32((1.0 - sitter.amount) ** 1.2)
    paper = paper + wash * (sitter.letters.over(sitter.picture) - paper)
    color = sitter.ink if sitter.ink is not None else _INK
    flow_of_ink = (0.35 + 0.65 * sitter.amount) * (1.0 + 0.06 * tooth)
    ink = np.clip(blur(ink, 0.45) * flow_of_ink, 0.0, 1.0)
    ink = print_.over(ink, np.float32(0.35 + 0.65 * sitter.amount))[..., None]
    return paper * (1.0 - ink) + color * ink
