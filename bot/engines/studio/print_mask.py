"""Print on the product: where lettering is, and how to lift it off and put it back.

Lettering is found without a model: strokes that are narrow, stand out from what surrounds them,
and sit side by side at one height as letters do. Recolouring and drawing leave it alone, and the
receipt and the photo check measure it.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from bot.engines.arrays import Mask, Plane, Region, Rgb
from bot.engines.studio.colour import Colours, to_cielab
from bot.engines.studio.print_mask_lines import lettering
from bot.engines.studio.print_mask_parts import LEAST_CONTRAST, measured_parts, steepness
from bot.engines.studio.smoothing import FAR, blur, disk, fill_in, grow, ramp, resize, shrink

_SIDE = 900
_MAX_ENLARGE = 2.0
_STROKE_SHARE = 0.055
"""Widest stroke, as a share of the product's longer side."""
_CONTRASTS = (LEAST_CONTRAST, 15.0, 28.0)
"""Strokes are looked for at each of these contrasts, in CIELAB units: the higher ones part strong
letters from a weaker neighbour that they touch."""

Window = tuple[slice, slice]


def product_window(mask: Mask, *, margin: int = 0) -> Window | None:
    """Rows and columns that hold the product (alpha over a half), or None without one."""
    inside = mask.alpha > 0.5
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    if rows.size == 0:
        return None
    top, left = max(0, int(rows[0]) - margin), max(0, int(columns[0]) - margin)
    return slice(top, int(rows[-1]) + 1 + margin), slice(left, int(columns[-1]) + 1 + margin)


def print_region(source: Rgb, mask: Mask, *, side: int = _SIDE) -> Plane:
    """Strokes of lettering and fine print on the product: (height, width) float32, 0 to 1.

    The product is looked at with its longer side at `side` pixels; fewer are faster, and miss the
    finest print.
    """
    region = np.zeros(mask.alpha.shape, np.float32)
    window = product_window(mask, margin=8)
    if window is None or (mask.alpha > 0.9).sum() < 400:
        return region
    picture, inside = source[window], mask.alpha[window]
    longest = max(picture.shape[:2])
    scale = min(_MAX_ENLARGE, side / longest)
    size = (max(1, round(picture.shape[0] * scale)), max(1, round(picture.shape[1] * scale)))
    product = resize(inside, size) > 0.9
    if not shrink(product, 2).any():
        return region
    small = np.clip(resize(picture.astype(np.float32) / 255.0, size), 0.0, 1.0)
    strokes = _strokes(to_cielab(blur(small, 0.6)), product, float(max(size)))
    soft = blur(grow(strokes, 1).astype(np.float32), 0.8)
    region[window] = np.clip(resize(soft, inside.shape) * 1.25, 0.0, 1.0) * (inside > 0.5)
    return region


def _strokes(lab: Colours, product: Region, span: float) -> Region:
    """Pixels of lettering in a picture of the product whose longer side is `span` pixels."""
    lab = np.where(product[..., None], lab, np.median(lab[product], axis=0)).astype(np.float32)
    inner = shrink(product, max(2, int(0.012 * span)))
    layers = [layer & inner for layer in _stroke_layers(lab, span)]
    steep = steepness(lab)
    busy = np.asarray(cv2.integral(np.any(layers, axis=0).astype(np.uint8)), np.float64)
    found = []
    for layer in layers:
        parts = measured_parts(layer, lab, steep, busy, span)
        if parts is not None:
            found.append((parts, lettering(parts, span) | lettering(parts.turned(), span)))

    contrasts = [parts.contrast[chosen] for parts, chosen in found]
    strongest = np.sort(np.concatenate([np.zeros(1), *contrasts]))[::-1]
    faint = 0.25 * strongest[min(2, strongest.size - 1)]
    found = [(parts, chosen & (parts.contrast > faint)) for parts, chosen in found]
    drawn = np.any([product & False, *(p.drawn(chosen) for p, chosen in found)], axis=0)
    strokes = np.zeros(product.shape, np.bool_)
    for parts, chosen in found:
        strokes |= parts.drawn(chosen & ~parts.enclosed_by(drawn))
    return strokes


def _stroke_layers(lab: Colours, span: float) -> list[Region]:
    """Pixels that stand out as strokes: bright and dark ones, warm and cold ones."""
    side = int(_STROKE_SHARE * span) | 1
    square = np.ones((side, side), np.uint8)

    def hats(plane: Plane) -> tuple[Plane, Plane]:
        plane = np.ascontiguousarray(plane)
        opened = cv2.morphologyEx(plane, cv2.MORPH_OPEN, square)
        closed = cv2.morphologyEx(plane, cv2.MORPH_CLOSE, square)
        return np.asarray(plane - opened, np.float32), np.asarray(closed - plane, np.float32)

    bright, dark = hats(lab[..., 0])
    (redder, greener), (yellower, bluer) = hats(lab[..., 1]), hats(lab[..., 2])
    layers = [hat > contrast for hat in (bright, dark) for contrast in _CONTRASTS]
    coloured = (np.maximum(redder, yellower), np.maximum(greener, bluer))
    return [*layers, *(hat > 2 * _CONTRASTS[0] for hat in coloured)]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftedPrint:
    """Print taken off its ground.

    `cover` is how far each pixel is ink, (height, width) from 0 to 1 with the letters' own soft
    edges; `ground` the picture without its print and `ink` the picture's inks, drawn out a little
    beyond the letters, both (height, width, 3) in the space of the picture that was handed in.
    `window` is the part of the picture that holds all print.
    """

    cover: Plane
    ground: Colours
    ink: Colours
    window: Window

    @property
    def empty(self) -> bool:
        return not bool((self.cover > 0.5).any())

    def over(self, picture: Colours) -> Colours:
        """The print on another picture of the same size and space."""
        cover = self.cover[..., None]
        return picture * (1.0 - cover) + self.ink * cover


def lift_print(picture: Colours, region: Plane) -> LiftedPrint:
    """Take the print of `region` (from `print_region`) off a picture (height, width, 3)."""
    zone = grow(region > 0.08, 2)
    rows, columns = np.flatnonzero(zone.any(axis=1)), np.flatnonzero(zone.any(axis=0))
    cover, ground, ink = np.zeros_like(region), picture.copy(), picture.copy()
    cut = slice(0, 0), slice(0, 0)
    if rows.size:
        top, left = max(0, int(rows[0]) - 24), max(0, int(columns[0]) - 24)
        cut = slice(top, int(rows[-1]) + 25), slice(left, int(columns[-1]) + 25)
        cover[cut], ground[cut], ink[cut] = _lifted(picture[cut], region[cut], zone[cut])
    return LiftedPrint(cover=cover, ground=ground, ink=ink, window=cut)


def _lifted(picture: Colours, region: Plane, zone: Region) -> tuple[Plane, Colours, Colours]:
    """Cover, ground and ink within a window.

    A pixel on a letter's edge is a mixture of ink and ground: its place on the line between the
    two colours around it is its share of ink. The ink's own colour is that of the pixels around
    which stand out most, for a thin stroke has no pixel that is all ink.
    """
    ground = fill_in(picture, ~zone, FAR)
    distance = np.where(region > 0.3, np.linalg.norm(picture - ground, axis=-1), np.float32(0.0))
    strongest = np.asarray(cv2.dilate(distance, disk(4)), np.float32)
    ink = fill_in(picture, (distance > 0.85 * strongest) & (distance > 0.0), FAR)
    axis = ink - ground
    along = ((picture - ground) * axis).sum(axis=-1) / np.maximum((axis * axis).sum(axis=-1), 1e-6)
    cover = np.where(zone, ramp(along, 0.03, 0.97), np.float32(0.0))
    solid = blur(shrink(cover > 0.9, 1).astype(np.float32), 0.6)[..., None]
    return cover, ground, ink + solid * (picture - ink)  # letters keep their own grain inside
