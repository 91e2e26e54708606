"""Measuring a finished picture against its source photo."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np

from bot.domain.edit import Edit
from bot.domain.receipt import Figures, Receipt
from bot.domain.receipt_limits import ReceiptLimits
from bot.domain.verdict import asks_for_colour, judge
from bot.engines.arrays import Plane, Rgb
from bot.engines.receipt.acuity import acuity_kept
from bot.engines.receipt.alignment import Alignment, align
from bot.engines.receipt.colour_difference import ciede2000
from bot.engines.receipt.legibility import legibility
from bot.engines.receipt.ocr import share_read
from bot.engines.receipt.outline import outline
from bot.engines.receipt.reference import Reference
from bot.engines.receipt.structure import structure
from bot.engines.studio.colour import Colours, to_cielab
from bot.engines.studio.smoothing import blur

_SEEN_FROM_AFAR_PX = 1.2
"""Colours are compared after a blur of so many pixels: the eye does not see grain as a colour."""
_SCENE_SIDE_PX = 320
_OUTSIDE_ALPHA = 0.02
_SAME_PRINT = 0.95
"""From this legibility of its worst part on, print is as it was, and need not be read."""
_DIGITS = 4


def measure_receipt(
    reference: Reference, picture: Rgb, *, edit: Edit, limits: ReceiptLimits
) -> Receipt:
    """The receipt of a finished picture (height, width, 3), which may be larger than the photo:
    it is then measured at the photo's size."""
    colour_asked = asks_for_colour(edit)
    figures = measure(reference, picture, may_invert=colour_asked)
    return judge(figures, limits, side_px=reference.longer_side, colour_asked=colour_asked)


def measure(reference: Reference, picture: Rgb, *, may_invert: bool = False) -> Figures:
    """Every figure of a picture. `may_invert`: dark print may have turned into light print."""
    same_size = picture.shape == reference.source.shape
    picture = picture if same_size else _at_size(picture, reference.size)
    share = float((picture == reference.source).all(axis=-1)[reference.core].mean())
    found = Figures(
        product_found=reference.mask is not None,
        identical_share=math.floor(share * 10**_DIGITS) / 10**_DIGITS,
        scene_change=_scene_change(reference, picture),
    )
    if not reference.inside.any():
        return found
    before, moved = reference.lab, reference.view(picture)
    alignment = align(
        _lightness(before), _lightness(moved), reference.inside, unsteady=reference.print
    )
    after = alignment.undo(moved)
    figures = _with_shape(found, reference, alignment, after)
    figures = _with_colour(figures, reference, after)
    figures = _with_detail(figures, reference, after, may_invert=may_invert)
    if figures.label_worst is None or figures.label_worst > _SAME_PRINT or not reference.words:
        return figures  # reading takes longer than all the rest, and would find the same
    read = share_read(reference.words, reference.words_in(picture))
    return replace(figures, label_read=_rounded(read) if read is not None else None)


def _with_shape(
    figures: Figures, reference: Reference, alignment: Alignment, after: Colours
) -> Figures:
    edge = None
    if reference.mask is not None:
        edge = outline(_lightness(reference.lab), _lightness(after), reference.alpha)
    zoom, warp = reference.zoom, alignment.warp_px
    return replace(
        figures,
        shift_px=_rounded(alignment.shift_px(reference.inside) / zoom),
        scale=_rounded(alignment.scale),
        warp_px=_rounded(warp / zoom) if warp is not None else None,
        outline_px=_rounded(edge.moved_px / zoom) if edge is not None else None,
        mask_overlap=_rounded(edge.overlap) if edge is not None else None,
    )


def _with_colour(figures: Figures, reference: Reference, after: Colours) -> Figures:
    inside = reference.inside
    before = blur(reference.lab, _SEEN_FROM_AFAR_PX)[inside]
    after = blur(after, _SEEN_FROM_AFAR_PX)[inside]
    difference = ciede2000(before, after)
    change = after - before
    return replace(
        figures,
        colour_mean=_rounded(float(difference.mean())),
        colour_worst=_rounded(float(np.percentile(difference, 95))),
        lightness=_rounded(float(change[:, 0].mean())),
        tint=_rounded(float(np.hypot(change[:, 1], change[:, 2]).mean())),
    )


def _with_detail(
    figures: Figures, reference: Reference, after: Colours, *, may_invert: bool
) -> Figures:
    inside, before, light = reference.inside, _lightness(reference.lab), _lightness(after)
    alike = structure(before, light, reference.plain)
    sharpness = acuity_kept(before, light, inside)
    text = legibility(before, light, reference.print & inside, may_invert=may_invert)
    return replace(
        figures,
        structure=_rounded(alike.mean),
        structure_worst=_rounded(alike.worst),
        sharpness=_rounded(sharpness) if sharpness is not None else None,
        label=_rounded(text.mean) if text is not None else None,
        label_worst=_rounded(text.worst) if text is not None else None,
    )


def _scene_change(reference: Reference, picture: Rgb) -> float:
    """Mean CIEDE2000 around the product, or of all where none was found; measured small, since
    it is about what is seen at a glance."""
    before, after = (_small(rgb) for rgb in (reference.source, picture))
    around = np.ones(before.shape[:2], np.bool_)
    if reference.mask is not None:
        alpha = cv2.resize(reference.mask.alpha, before.shape[1::-1], interpolation=cv2.INTER_AREA)
        around = np.asarray(alpha) < _OUTSIDE_ALPHA
    if not around.any():
        return 0.0
    return _rounded(float(ciede2000(to_cielab(before)[around], to_cielab(after)[around]).mean()))


def _small(rgb: Rgb) -> Rgb:
    scale = min(1.0, _SCENE_SIDE_PX / max(rgb.shape[:2]))
    return _at_size(rgb, (round(rgb.shape[0] * scale) or 1, round(rgb.shape[1] * scale) or 1))


def _at_size(rgb: Rgb, size: tuple[int, int]) -> Rgb:
    return np.asarray(cv2.resize(rgb, size[::-1], interpolation=cv2.INTER_AREA), np.uint8)


def _lightness(lab: Colours) -> Plane:
    return np.ascontiguousarray(lab[..., 0])


def _rounded(value: float) -> float:
    """With as many digits as mean something; a plain float, as the worker's pipe wants it."""
    return round(float(value), _DIGITS)
