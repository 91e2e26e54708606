"""Regions between the edges: watershed, then merging over borders that are weak on average.

A gap in an edge (white on white, a highlight that meets the backdrop) lets a flood through and
spoils everything behind it. Here regions part at the necks between edges, and two of them join
only where their whole common border is weak, as in the average linkage of Arbelaez et al.,
"Contour Detection and Hierarchical Image Segmentation" (2011), so that a gap does no harm.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane, Region
from bot.engines.cutout.morphology import Labels, components
from bot.engines.cutout.working import WorkingPhoto

STRONGEST_STEP = 24.0
"""Steps count up to this delta E: one glaring stretch of border must not outweigh the rest."""
SMALLEST_ROOM = 1.9
"""A region starts where some pixel is at least this far from all edges."""

HALF_WIDTH = 4.0
"""Pixels in which a piece that `split` cuts off is at least half as wide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regions:
    """`labels` numbers the regions from 0 to `count` - 1; `room` is each pixel's distance to the
    nearest edge, and `lines` are those edges, about one pixel thin."""

    labels: Labels
    count: int
    room: Plane
    lines: Region

    def mean_of(self, plane: NDArray[np.floating | np.bool_]) -> NDArray[np.float64]:
        """Each region's mean of `plane`, away from its edges where it is large enough."""
        inner = self.room > 1.5
        everywhere = self._mean(plane, np.ones_like(inner))
        inside = self._mean(plane, inner)
        pixels = np.bincount(self.labels[inner], minlength=self.count)
        return np.where(pixels > 8, inside, everywhere)

    def areas(self) -> NDArray[np.int64]:
        """Each region's pixels."""
        return np.bincount(self.labels.ravel(), minlength=self.count)

    def _mean(self, plane: NDArray[np.floating | np.bool_], where: Region) -> NDArray[np.float64]:
        labels = self.labels[where]
        total = np.bincount(labels, plane[where].astype(np.float64), self.count)
        return total / np.maximum(np.bincount(labels, minlength=self.count), 1)


def find_regions(photo: WorkingPhoto) -> Regions:
    """Regions of a photo at working size; one region where it has no edges at all."""
    lines = edge_lines(photo.step, photo.clear_of_noise(0.9, 2.0))
    room = np.asarray(cv2.distanceTransform((~lines).astype(np.uint8), cv2.DIST_L2, 5), np.float32)
    labels = _watershed(photo, room)
    labels = merged(labels, photo.step, weakest=photo.clear_of_noise(1.4, 2.2))
    return Regions(labels=labels, count=int(labels.max()) + 1, room=room, lines=lines)


def split(regions: Regions, part: Region) -> Regions:
    """The regions cut along the border of `part`, where both pieces are wide: the ribbon along an
    edge, where one colour turns into the other, stays with the rest of its region."""
    smooth = cv2.medianBlur(part.astype(np.uint8), 5).astype(np.int32)
    pieces, count = _connected(regions.labels * 2 + smooth)
    parent = np.zeros(count, np.int64)
    parent[pieces] = regions.labels
    area = np.bincount(pieces.ravel(), minlength=count)
    wide = np.zeros(count, bool)
    wide[pieces[_depth(pieces) >= HALF_WIDTH]] = True
    order = np.lexsort((area, parent))
    largest = np.zeros(regions.count, np.int64)
    largest[parent[order]] = order  # of each region the last, so the largest, piece
    kept = np.where(wide, np.arange(count), largest[parent])
    _, numbers = np.unique(kept[pieces], return_inverse=True)
    labels: Labels = numbers.reshape(part.shape).astype(np.int32)
    return Regions(
        labels=labels, count=int(labels.max()) + 1, room=regions.room, lines=regions.lines
    )


def _connected(labels: Labels) -> tuple[Labels, int]:
    """Numbers for the connected parts of each label, 4-connected, and how many there are."""
    change_across = labels[:, 1:] != labels[:, :-1]
    change_down = labels[1:] != labels[:-1]
    height, width = labels.shape
    double = np.ones((2 * height - 1, 2 * width - 1), np.uint8)  # pixels and the links between
    double[1::2, 1::2] = 0
    double[::2, 1::2] = ~change_across
    double[1::2, ::2] = ~change_down
    count, parts = cv2.connectedComponents(double, connectivity=4)
    return (parts[::2, ::2] - 1).astype(np.int32), count - 1


def _depth(labels: Labels) -> Plane:
    """Distance of each pixel to the next region."""
    border = np.zeros(labels.shape, bool)
    across, down = labels[:, 1:] != labels[:, :-1], labels[1:] != labels[:-1]
    border[:, 1:] |= across
    border[:, :-1] |= across
    border[1:] |= down
    border[:-1] |= down
    return np.asarray(cv2.distanceTransform((~border).astype(np.uint8), cv2.DIST_L2, 3), np.float32)


def edge_lines(step: Plane, threshold: float) -> Region:
    """Crests of `step` that reach `threshold` and go on down to three quarters of it (hysteresis,
    after Canny, 1986), without those shorter than 10 pixels."""
    height, width = step.shape
    padded = cv2.copyMakeBorder(step, 2, 2, 2, 2, cv2.BORDER_REPLICATE)

    def moved(down: int, right: int) -> Plane:
        rows, columns = slice(2 + down, 2 + down + height), slice(2 + right, 2 + right + width)
        return np.asarray(padded[rows, columns], np.float32)

    crest = np.zeros(step.shape, bool)
    for down, right in ((0, 1), (1, 0)):
        crest |= (
            (step >= moved(-down, -right))
            & (step >= moved(down, right))
            & (step >= 1.15 * moved(-2 * down, -2 * right))
            & (step >= 1.15 * moved(2 * down, 2 * right))
        )
    labels, stats = components(crest & (step > 0.75 * threshold))
    kept = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= 10
    kept &= np.bincount(labels[crest & (step > threshold)], minlength=len(stats)) >= 5
    kept[0] = False
    return kept[labels]


def _watershed(photo: WorkingPhoto, room: Plane) -> Labels:
    """Flood from the middle of every room between edges; waters meet on edges and in necks."""
    markers = _markers(room)
    if markers.max() < 2:
        return np.zeros(room.shape, np.int32)
    threshold = photo.clear_of_noise(0.9, 2.0)
    height = np.minimum(np.log1p(photo.step / threshold) / 3.0, 1.0)
    relief = np.clip(190.0 * height + 60.0 / (1.0 + 0.5 * room), 0, 255).astype(np.uint8)
    labels = np.asarray(cv2.watershed(cv2.merge([relief] * 3), markers), np.int32)
    while (labels <= 0).any():  # the watershed's own lines go to a neighbour
        fill = cv2.dilate(np.maximum(labels, 0).astype(np.float32), np.ones((3, 3), np.uint8))
        labels = np.where(labels <= 0, fill, labels).astype(np.int32)
    present = np.bincount(labels.ravel()) > 0
    return (np.cumsum(present) - 1).astype(np.int32)[labels]


def _markers(room: Plane) -> Labels:
    """One marker for each local maximum of `room`, found on levels 2^0.4 apart."""
    markers = np.zeros(room.shape, np.int32)
    count = 0
    for level in SMALLEST_ROOM * 2.0 ** (0.4 * np.arange(15, -1, -1)):
        inside = room >= level
        if not inside.any():
            continue
        labels, stats = components(inside, connectivity=4)
        new = stats[:, cv2.CC_STAT_AREA] >= 4
        new[0] = False
        new[np.unique(labels[markers > 0])] = False
        numbers = np.where(new, count + np.cumsum(new), 0).astype(np.int32)
        markers = np.where(new[labels], numbers[labels], markers)
        count += int(new.sum())
    return markers


def merged(labels: Labels, edge: Plane, *, weakest: float) -> Labels:
    """Join neighbours, weakest border first, until every border's mean step is over `weakest`."""
    first, second, step = _borders(labels, edge)
    count = int(labels.max()) + 1
    root = _average_linkage(first, second, step, count, weakest)
    _, renumbered = np.unique(root, return_inverse=True)
    return renumbered.astype(np.int32)[labels]


def _borders(labels: Labels, edge: Plane) -> tuple[Labels, Labels, Plane]:
    """Pairs of touching pixels of two regions: both regions, and the step between them."""
    found: tuple[list[Labels], list[Labels], list[Plane]] = ([], [], [])
    for grid, steps in ((labels, edge), (labels.T, edge.T)):
        rows, columns = np.nonzero(grid[:, :-1] != grid[:, 1:])
        last = grid.shape[1] - 1
        nearby = [steps[rows, np.clip(columns + o, 0, last)] for o in (-1, 0, 1, 2)]
        found[0].append(grid[rows, columns])
        found[1].append(grid[rows, columns + 1])
        found[2].append(np.minimum(np.max(nearby, axis=0), STRONGEST_STEP))
    return np.concatenate(found[0]), np.concatenate(found[1]), np.concatenate(found[2])


def _average_linkage(
    first: Labels, second: Labels, step: Plane, count: int, weakest: float
) -> NDArray[np.int64]:
    """The root region of each of `count` regions after merging."""
    neighbours = _border_sums(first, second, step, count)
    parent = np.arange(count)
    queue = [
        (total / length, one, other, length)
        for one in range(count)
        for other, (total, length) in neighbours[one].items()
        if one < other
    ]
    heapq.heapify(queue)
    while queue and queue[0][0] <= weakest:
        _, one, other, length = heapq.heappop(queue)
        if neighbours[one].get(other, (0.0, -1))[1] != length:
            continue  # outdated: one of them has grown since
        if len(neighbours[one]) < len(neighbours[other]):
            one, other = other, one
        parent[other] = one
        del neighbours[one][other]
        for third, (total, pixels) in neighbours[other].items():
            if third == one:
                continue
            del neighbours[third][other]
            had = neighbours[one].get(third, (0.0, 0))
            both = (had[0] + total, had[1] + pixels)
            neighbours[one][third] = neighbours[third][one] = both
            entry = (both[0] / both[1], min(one, third), max(one, third), both[1])
            heapq.heappush(queue, entry)
        neighbours[other] = {}
    while (parent != parent[parent]).any():
        parent = parent[parent]
    return parent


def _border_sums(
    first: Labels, second: Labels, step: Plane, count: int
) -> list[dict[int, tuple[float, int]]]:
    """For each region its neighbours, with the sum of the steps and the length of the border."""
    pair = np.minimum(first, second).astype(np.int64) * count + np.maximum(first, second)
    pairs, index = np.unique(pair, return_inverse=True)
    totals = np.bincount(index, step, len(pairs))
    lengths = np.bincount(index, minlength=len(pairs))
    neighbours: list[dict[int, tuple[float, int]]] = [{} for _ in range(count)]
    for key, total, length in zip(pairs.tolist(), totals.tolist(), lengths.tolist(), strict=True):
        one, other = divmod(key, count)
        neighbours[one][other] = neighbours[other][one] = (total, length)
    return neighbours
