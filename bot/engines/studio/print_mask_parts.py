"""Parts of a picture that may be letters, measured: what tells print from texture and shade."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane, Region
from bot.engines.studio.colour import Colours
from bot.engines.studio.smoothing import disk, grow, shrink

LEAST_CONTRAST = 7.0
"""Print stands out from its ground by at least this much, in CIELAB units."""
_MAX_PARTS = 500
"""More parts than this in one layer are texture; only the largest are looked at."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
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
        crisp = (self.contrast > LEAST_CONTRAST) & (self.edge > edge)
        return crisp & (self.ground_spread < ground) & (self.ink_spread < ink)

    def enclosed_by(self, strokes: Region) -> NDArray[np.bool_]:
        """Parts whose ring is mostly print: the ground inside an O, which is no print itself."""
        count = int(self.labels.max()) + 1
        covered, _ = _mean_and_spread(self.rings, strokes[..., None].astype(np.float32), count)
        return covered[self.index, 0] > 0.6

    def turned(self) -> Parts:
        """The same parts with x and y exchanged, to read upright lines of letters."""
        return replace(
            self,
            box=self.box[:, [1, 0, 3, 2]],
            runs=np.zeros_like(self.runs),
            bustle=self.bustle[:, ::-1],
        )


def steepness(lab: Colours) -> Plane:
    """Length of the CIELAB gradient in units per pixel."""
    across = np.asarray(cv2.Sobel(lab, cv2.CV_32F, 1, 0), np.float32) / 8
    along = np.asarray(cv2.Sobel(lab, cv2.CV_32F, 0, 1), np.float32) / 8
    return np.sqrt((across * across + along * along).sum(axis=-1))


def measured_parts(
    layer: Region, lab: Colours, steep: Plane, busy: Floats, span: float
) -> Parts | None:
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
    edge, _ = _mean_and_spread(outline, steep[..., None], count)
    starts = labels[:, 1:][(labels[:, 1:] != labels[:, :-1]) & (labels[:, 1:] > 0)]
    runs = np.bincount(starts, minlength=count) / np.maximum(height, 1)
    return Parts(
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
    """`Parts.bustle` from boxes and the integral image of all stroke pixels.

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
