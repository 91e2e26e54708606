"""Print on the product: where lettering is, and how to lift it off and put it back.

Lettering is found without a model: strokes that are narrow, stand out from what surrounds them,
and sit side by side at one height as letters do. Recolouring and drawing leave it alone, and the
receipt and the photo check measure it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Mask, Plane, Region, Rgb
from bot.engines.studio.colour import Colours, to_cielab
from bot.engines.studio.smoothing import FAR, blur, disk, fill_in, grow, ramp, resize, shrink

_SIDE = 900
"""The product is looked at with its longer side at this many pixels."""
_MAX_ENLARGE = 2.0
_STROKE_SHARE = 0.055
"""Widest stroke, as a share of the product's longer side."""
_MAX_PARTS = 500
"""More parts than this in one layer are texture; only the largest are looked at."""
_CONTRASTS = (7.0, 15.0, 28.0)
"""Print stands out from its ground by at least the first, in CIELAB units. The others part
strong letters from a weaker neighbour that they touch."""

_LINE_LENGTH = 20
"""Faint letters are followed along their line for this many steps."""

Floats = NDArray[np.float64]
Window = tuple[slice, slice]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """Connected parts of one layer of strokes: one row per part in every array.

    `box` holds x, y, width, height; `fill` the share of the box that is covered; `runs` the mean
    number of strokes that a row of the part crosses. `ink` is the mean CIELAB inside, `contrast`
    its distance from the ring around the part. Relative to that contrast: `ground_spread` is the
    deviation in the ring, `ink_spread` that inside, `edge` the mean gradient on the outline.
    `bustle` is the share of stroke pixels beside the part, on its quieter side: above or below in
    the first column, left or right in the second.
    """

    labels: NDArray[np.int32]
    rings: NDArray[np.int32]
    index: NDArray[np.intp]
    box: Floats
    fill: Floats
    runs: Floats
    ink: Floats
    contrast: Floats
    ground_spread: Floats
    ink_spread: Floats
    edge: Floats
    bustle: Floats

    def drawn(self, chosen: NDArray[np.bool_]) -> Region:
        """The pixels of the chosen parts."""
        table = np.zeros(int(self.labels.max()) + 1, np.bool_)
        table[self.index[chosen]] = True
        return table[self.labels]

    def printed(self, *, ground: float, ink: float, edge: float) -> NDArray[np.bool_]:
        """Parts of one ink with a crisp outline on one ground; texture and shading are not."""
        crisp = (self.contrast > _CONTRASTS[0]) & (self.edge > edge)
        return crisp & (self.ground_spread < ground) & (self.ink_spread < ink)

    def enclosed_by(self, strokes: Region) -> NDArray[np.bool_]:
        """Parts whose ring is mostly print: the ground inside an O, which is no print itself."""
        count = int(self.labels.max()) + 1
        covered, _ = _mean_and_spread(self.rings, strokes[..., None].astype(np.float32), count)
        return covered[self.index, 0] > 0.6

    def turned(self) -> _Parts:
        """The same parts with x and y exchanged, to read upright lines of letters."""
        return replace(
            self,
            box=self.box[:, [1, 0, 3, 2]],
            runs=np.zeros_like(self.runs),
            bustle=self.bustle[:, ::-1],
        )


def product_window(mask: Mask, *, margin: int = 0) -> Window | None:
    """Rows and columns that hold the product (alpha over a half), or None without one."""
    inside = mask.alpha > 0.5
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    if rows.size == 0:
        return None
    top, left = max(0, int(rows[0]) - margin), max(0, int(columns[0]) - margin)
    return slice(top, int(rows[-1]) + 1 + margin), slice(left, int(columns[-1]) + 1 + margin)


def print_region(source: Rgb, mask: Mask) -> Plane:
    """Strokes of lettering and fine print on the product: (height, width) float32, 0 to 1."""
    region = np.zeros(mask.alpha.shape, np.float32)
    window = product_window(mask, margin=8)
    if window is None or (mask.alpha > 0.9).sum() < 400:
        return region
    picture, inside = source[window], mask.alpha[window]
    longest = max(picture.shape[:2])
    scale = min(_MAX_ENLARGE, _SIDE / longest)
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
    steepness = _steepness(lab)
    busy = np.asarray(cv2.integral(np.any(layers, axis=0).astype(np.uint8)), np.float64)
    found = []
    for layer in layers:
        parts = _parts(layer, lab, steepness, busy, span)
        if parts is not None:
            found.append((parts, _lettering(parts, span) | _lettering(parts.turned(), span)))

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


def _steepness(lab: Colours) -> Plane:
    """Length of the CIELAB gradient in units per pixel."""
    across = np.asarray(cv2.Sobel(lab, cv2.CV_32F, 1, 0), np.float32) / 8
    along = np.asarray(cv2.Sobel(lab, cv2.CV_32F, 0, 1), np.float32) / 8
    return np.sqrt((across * across + along * along).sum(axis=-1))


def _parts(
    layer: Region, lab: Colours, steepness: Plane, busy: Floats, span: float
) -> _Parts | None:
    """Connected parts of a layer that have the size of a letter or a word, measured."""
    found = layer.astype(np.uint8)
    count, numbers, stats, _ = cv2.connectedComponentsWithStats(found, connectivity=4)
    labels: NDArray[np.int32] = np.asarray(numbers, np.int32)
    box, area = stats[:, :4].astype(np.float64), stats[:, 4].astype(np.float64)
    width, height = box[:, 2], box[:, 3]
    fits = (area >= 8) & (np.minimum(width, height) <= 0.22 * span)
    fits &= (np.maximum(width, height) >= 0.006 * span) & (width <= 0.8 * span)
    fits[0] = False  # the ground between the parts
    index = np.flatnonzero(fits)
    if index.size == 0:
        return None
    index = np.sort(index[np.argsort(-area[index], kind="stable")[:_MAX_PARTS]])

    core = np.where(shrink(layer, 1), labels, 0)
    ring = np.where(grow(layer, 1), 0, _grown_labels(labels, 4))
    outline = np.where(core > 0, 0, labels)
    ink, ink_spread = _mean_and_spread(core, lab, count)
    ground, ground_spread = _mean_and_spread(ring, lab, count)
    contrast = np.maximum(np.linalg.norm(ink - ground, axis=1), 1e-3)
    edge, _ = _mean_and_spread(outline, steepness[..., None], count)
    starts = labels[:, 1:][(labels[:, 1:] != labels[:, :-1]) & (labels[:, 1:] > 0)]
    runs = np.bincount(starts, minlength=count) / np.maximum(height, 1)
    return _Parts(
        labels=labels,
        rings=ring,
        index=index,
        box=box[index],
        fill=(area / np.maximum(width * height, 1))[index],
        runs=runs[index],
        ink=ink[index],
        contrast=contrast[index],
        ground_spread=(ground_spread / contrast)[index],
        ink_spread=(ink_spread / contrast)[index],
        edge=(edge[:, 0] / contrast)[index],
        bustle=_bustle(box[index], busy),
    )


def _bustle(box: Floats, busy: Floats) -> Floats:
    """`_Parts.bustle` from boxes and the integral image of all stroke pixels.

    Lines of letters have quiet ground above and below them; grains and holes have not.
    """
    x, y, width, height = box.T
    rows, columns = busy.shape[0] - 1, busy.shape[1] - 1

    def share(left: Floats, top: Floats, wide: Floats, high: Floats) -> Floats:
        x0, x1 = (np.clip(np.rint(v), 0, columns).astype(np.intp) for v in (left, left + wide))
        y0, y1 = (np.clip(np.rint(v), 0, rows).astype(np.intp) for v in (top, top + high))
        total = busy[y1, x1] - busy[y0, x1] - busy[y1, x0] + busy[y0, x0]
        return total / np.maximum((x1 - x0) * (y1 - y0), 1)

    near, deep = 0.15, 0.35
    above = share(x, y - (near + deep) * height, width, deep * height)
    below = share(x, y + (1 + near) * height, width, deep * height)
    left = share(x - (near + deep) * width, y, deep * width, height)
    right = share(x + (1 + near) * width, y, deep * width, height)
    return np.stack([np.minimum(above, below), np.minimum(left, right)], axis=1)


def _grown_labels(labels: NDArray[np.int32], radius: int) -> NDArray[np.int32]:
    """Every part grown by a disk; where parts meet, the later one wins."""
    return np.asarray(cv2.dilate(labels.astype(np.float32), disk(radius)), np.int32)


def _mean_and_spread(
    labels: NDArray[np.int32], values: Colours, count: int
) -> tuple[Floats, Floats]:
    """Mean (count, channels) and deviation (count,) of `values` over each label's pixels."""
    chosen = labels > 0
    flat, picked = labels[chosen], values[chosen].astype(np.float64)
    share = 1.0 / np.maximum(np.bincount(flat, minlength=count), 1)
    mean = np.stack([np.bincount(flat, v, count) * share for v in picked.T], axis=1)
    square = np.bincount(flat, (picked * picked).sum(axis=1), count) * share
    return mean, np.sqrt(np.maximum(square - (mean * mean).sum(axis=1), 0.0))


def _gaps(start: Floats, length: Floats) -> Floats:
    """Free distance between every two spans on an axis; below 0 where they overlap."""
    begin, end = start, start + length
    return np.maximum(begin[None, :] - end[:, None], begin[:, None] - end[None, :])


def _lettering(parts: _Parts, span: float) -> NDArray[np.bool_]:
    """Which parts are letters in a line or words, or belong to them (dots, rules, logos)."""
    width, height = parts.box[:, 2], parts.box[:, 3]
    centre = parts.box[:, :2] + parts.box[:, 2:] / 2
    taller = np.maximum(height[:, None], height[None, :])
    ratio = height[None, :] / height[:, None]
    across, along = (np.abs(c[:, None] - c[None, :]) for c in centre.T)
    gap_x, gap_y = _gaps(parts.box[:, 0], width), _gaps(parts.box[:, 1], height)
    ink_gap = np.linalg.norm(parts.ink[:, None] - parts.ink[None, :], axis=-1)
    strongest = np.maximum(parts.contrast[:, None], parts.contrast[None, :])
    like = (ratio > 0.45) & (ratio < 2.2) & (ink_gap < 0.5 * strongest)
    like &= ~np.eye(len(height), dtype=np.bool_)

    printed = parts.printed(ground=0.13, ink=0.55, edge=0.12)
    breadth = np.minimum(width, height)
    reach = 2.2 * np.maximum(breadth[:, None], breadth[None, :])
    top, bottom = parts.box[:, 1], parts.box[:, 1] + height
    offset = np.minimum(*(np.abs(e[:, None] - e[None, :]) for e in (top, bottom)))
    level = (along < 0.5 * taller + 0.2 * across) & (offset < 0.12 * taller + 0.4 * across)
    in_line = level & (gap_x < reach) & like & printed[None, :]
    word = (width > 2.2 * height) & (parts.runs >= 3.0) & (parts.fill > 0.18) & (parts.fill < 0.8)
    kept = printed & (word | (in_line.sum(axis=1) >= 2)) & (height <= 0.22 * span)
    quiet = parts.bustle[:, 0] < 0.35
    kept &= quiet
    if not kept.any():
        return kept
    in_line = level & (gap_x < reach) & like
    beside = (np.maximum(gap_x, 0) < 0.9 * height[None, :]) & (
        np.maximum(gap_y, 0) < 1.3 * height[None, :]
    )
    beside &= (height[:, None] < 3.2 * height[None, :]) & (width[:, None] < 16 * height[None, :])
    relative = parts.contrast / np.median(parts.contrast[kept])
    like_strong = (relative > 0.6) | ((relative > 0.35) & quiet)
    faint = parts.printed(ground=0.2, ink=0.55, edge=0.12) & quiet
    belongs = parts.printed(ground=0.3, ink=0.55, edge=0.12) & like_strong
    for _ in range(_LINE_LENGTH):
        kept |= faint & (in_line & kept[None, :]).any(axis=1)
        kept |= belongs & (beside & kept[None, :]).any(axis=1)
    faint_texture = float(np.median(parts.contrast[kept])) < 20 and quiet[kept].mean() < 0.5
    return np.zeros_like(kept) if faint_texture else kept


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
    solid = ramp(cover, 0.8, 1.0)[..., None]
    return cover, ground, ink + solid * (picture - ink)  # letters keep their own grain inside
