"""Alignment: how the product moved and grew, and how far its points moved besides.

Corners and edges inside the product are followed from the photo to the picture (pyramidal
Lucas-Kanade, Bouguet 2000) and a shift, turn and scale is fitted to them. Both pictures are brought
to local contrast before, so that other light or another colour does not stop a point from being
found again.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane, Region
from bot.engines.studio.colour import Colours
from bot.engines.studio.smoothing import blur

Bytes = NDArray[np.uint8]
"""(height, width), 0 to 255."""
Points = NDArray[np.float32]
"""(n, 2): x and y in pixels."""

_MOST_POINTS = 400
_LEAST_POINTS = 10
_LEAST_STEADY = 30
"""Fewer points beside the print say less than all: brush strokes lead some of them astray."""
_SEARCH_PX, _LEVELS = 21, 3
_RETURN_PX = 0.5
"""A point counts if, followed back, it arrives this close to where it began."""
_INLIER_PX = 1.5
_NEIGHBOURS = 7
_FLOW_SIDE_PX, _GRID_PX = 320, 8
_EXPLAINED = 0.5
"""Share of the correlation lacking between photo and picture that the flow has to bring back to be
believed: over a half for a bend, under two fifths for a product that was drawn anew."""
_STILL_PX = 0.05
"""Movements below this are not undone, since resampling would cost more than it mends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """How the product lies in the picture. `matrix` (2, 3) takes points of the photo to points of
    the picture. `warp_px` is the 90th percentile of what it leaves over, None where too few points
    were found again."""

    matrix: NDArray[np.float64]
    warp_px: float | None

    @property
    def scale(self) -> float:
        """The product's size after over before."""
        return float(np.hypot(self.matrix[0, 0], self.matrix[1, 0]))

    def shift_px(self, region: Region) -> float:
        """How far the middle of a region moved."""
        rows, columns = np.nonzero(region)
        middle = np.array([columns.mean(), rows.mean(), 1.0])
        return float(np.linalg.norm(self.matrix @ middle - middle[:2]))

    def undo(self, picture: Colours) -> Colours:
        """The picture laid over the photo."""
        height, width = picture.shape[:2]
        corners = np.array([[0, 0, 1], [width, 0, 1], [0, height, 1], [width, height, 1]], float)
        moved = np.abs(corners @ self.matrix.T - corners[:, :2]).max()
        if moved < _STILL_PX:
            return picture
        flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
        laid = cv2.warpAffine(
            picture, self.matrix, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(laid, np.float32)


STILL = Alignment(matrix=np.eye(2, 3), warp_px=None)


def align(before: Plane, after: Plane, inside: Region, *, unsteady: Region) -> Alignment:
    """How the product inside a region moved from one lightness plane (L*, 0 to 100) to the other;
    `STILL` where too little of it can be found again.

    What lies in `unsteady` (print, whose letters a model may swap) says nothing of how the product
    is bent, as long as there is enough else.
    """
    first, second = _local_contrast(before), _local_contrast(after)
    points = cv2.goodFeaturesToTrack(
        first, _MOST_POINTS, 0.02, 5.0, mask=inside.astype(np.uint8), blockSize=5
    )
    if points is None or len(points) < _LEAST_POINTS:
        return STILL
    start, end = _followed(first, second, np.asarray(points, np.float32))
    if len(start) < max(_LEAST_POINTS, len(points) // 3):
        start, end = _flowed(first, second, inside)
    if len(start) < _LEAST_POINTS:
        return STILL
    matrix, _ = cv2.estimateAffinePartial2D(
        start, end, method=cv2.RANSAC, ransacReprojThreshold=_INLIER_PX
    )
    if matrix is None:
        return STILL
    fitted = np.asarray(matrix, np.float64)
    steady = ~unsteady[start[:, 1].astype(int), start[:, 0].astype(int)]
    if steady.sum() >= _LEAST_STEADY:
        start, end = start[steady], end[steady]
    return Alignment(matrix=fitted, warp_px=_warp(start, end - _moved(fitted, start)))


def _moved(matrix: NDArray[np.float64], points: Points) -> Points:
    return (points @ matrix[:, :2].T + matrix[:, 2]).astype(np.float32)


def _warp(points: Points, left: Points) -> float:
    """The 90th percentile of what is left of the points' movements, each with its neighbours: a
    bend takes neighbours along, a point that was mistaken for another goes alone."""
    apart = np.linalg.norm(points[:, None] - points[None], axis=2)
    near = np.argsort(apart, axis=1)[:, :_NEIGHBOURS]
    together = np.median(left[near], axis=1)
    return float(np.percentile(np.linalg.norm(together, axis=1), 90))


def _flowed(first: Bytes, second: Bytes, inside: Region) -> tuple[Points, Points]:
    """Points on a grid and where a dense flow takes them (DIS, Kroeger et al., 2016), for bends so
    strong that corners are not found again; none where the flow does not explain the picture."""
    scale = min(1.0, _FLOW_SIDE_PX / max(first.shape))
    size = (round(first.shape[1] * scale), round(first.shape[0] * scale))
    small = [
        np.asarray(cv2.resize(each, size, interpolation=cv2.INTER_AREA), np.uint8)
        for each in (first, second)
    ]
    flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM).calc(
        small[0], small[1], np.zeros((*small[0].shape, 2), np.float32)
    )
    rows, columns = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
    back = cv2.remap(small[1], columns + flow[..., 0], rows + flow[..., 1], cv2.INTER_LINEAR)
    region = cv2.resize(inside.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    before = _alike(small[0], small[1], region)
    after = _alike(small[0], np.asarray(back, np.uint8), region)
    if not after - before > _EXPLAINED * (1.0 - before):
        return np.empty((0, 2), np.float32), np.empty((0, 2), np.float32)
    grid = region & (rows % _GRID_PX == 0) & (columns % _GRID_PX == 0)
    start = (np.stack([columns[grid], rows[grid]], axis=1) / scale).astype(np.float32)
    return start, (start + np.asarray(flow, np.float32)[grid] / scale).astype(np.float32)


def _alike(one: Bytes, other: Bytes, region: Region) -> float:
    """Correlation within a region, -1 to 1; 0 where there is nothing to compare."""
    if not region.any() or one[region].std() == 0.0 or other[region].std() == 0.0:
        return 0.0
    return float(np.corrcoef(one[region], other[region])[0, 1])


def _followed(first: Bytes, second: Bytes, points: Points) -> tuple[Points, Points]:
    """Points of the first picture that were found in the second, and where."""
    ahead, found = _track(first, second, points)
    back, again = _track(second, first, ahead)
    strayed = np.linalg.norm((back - points).reshape(-1, 2), axis=1)
    sure = found & again & (strayed < _RETURN_PX)
    return points.reshape(-1, 2)[sure], ahead.reshape(-1, 2)[sure]


def _track(first: Bytes, second: Bytes, points: Points) -> tuple[Points, NDArray[np.bool_]]:
    start = np.empty_like(points)
    ahead, found, _ = cv2.calcOpticalFlowPyrLK(
        first, second, points, start, winSize=(_SEARCH_PX, _SEARCH_PX), maxLevel=_LEVELS
    )
    return np.asarray(ahead, np.float32), np.asarray(found).ravel() > 0


def _local_contrast(lightness: Plane) -> Bytes:
    """Lightness over its surroundings, in units of their contrast, as bytes."""
    detail = lightness - blur(lightness, 8.0)
    contrast = np.sqrt(blur(detail * detail, 12.0)) + np.float32(1.0)
    return np.clip(detail / contrast * 40.0 + 128.0, 0, 255).astype(np.uint8)
