"""The outline: how far the product's edge moved, seen along its normals."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane
from bot.engines.studio.smoothing import blur

_REACH_PX = 10.0
_STEP_PX = 0.5
_NEAR_PX = 6.0
"""The photo's own edge is looked for this close to the mask's."""
_PULL_PX = 5.0
"""Of several edges in the picture, one this much farther off counts less."""
_MOST_POINTS = 1500
_LEAST_POINTS = 40
_LEAST_EDGE = 0.6
"""In L* per half pixel: weaker edges say nothing about where the product ends."""
_LEAST_SHARE = 0.25
_APART_PX, _RIVAL = 3.0, 0.6
_FAR_PERCENT = 80.0
"""More would be decided by the few points whose edge was taken for another's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """`moved_px` is the 80th percentile of how far the edge moved; `overlap` the intersection over
    union of the outline before and after."""

    moved_px: float
    overlap: float


def outline(before: Plane, after: Plane, alpha: Plane) -> Outline | None:
    """How the edge of `alpha` (0 to 1) moved between two lightness planes (L*, 0 to 100); None
    where too little of it can be seen in both."""
    contours = _contours(alpha)
    if not contours:
        return None
    points = np.concatenate(contours).astype(np.float32)
    normals = _normals(alpha, points)
    offsets = np.arange(-_REACH_PX, _REACH_PX + _STEP_PX / 2, _STEP_PX, dtype=np.float32)
    old, new = (_edges_along(plane, points, normals, offsets) for plane in (before, after))
    near = np.abs(offsets) <= _NEAR_PX
    at_old = np.argmax(np.where(near, old, -1.0), axis=1)
    pull = np.exp(-np.square(offsets - offsets[at_old, None]) / (2.0 * _PULL_PX**2))
    at_new = np.argmax(new * pull, axis=1)
    rows = np.arange(len(points))
    seen = (old[rows, at_old] > _LEAST_EDGE) & (new[rows, at_new] > _LEAST_EDGE)
    seen &= ~_rivalled(old, at_old) & ~_rivalled(new * pull, at_new)
    if seen.sum() < _LEAST_POINTS or seen.mean() < _LEAST_SHARE:
        return None
    moved = np.where(seen, offsets[at_new] - offsets[at_old], 0.0)
    moved = _without_strays(moved.astype(np.float32), [len(contour) for contour in contours])
    return Outline(
        moved_px=float(np.percentile(np.abs(moved[seen]), _FAR_PERCENT)),
        overlap=_overlap(contours, points + normals * moved[:, None], alpha.shape),
    )


def _rivalled(edges: NDArray[np.float32], chosen: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Where another edge along the normal, some pixels off, is nearly as strong as the chosen one:
    it cannot be told which of them is the outline."""
    places = np.arange(edges.shape[1])
    apart = np.abs(places - chosen[:, None]) * _STEP_PX > _APART_PX
    strongest = edges[np.arange(len(edges)), chosen]
    return np.where(apart, edges, 0.0).max(axis=1) > _RIVAL * strongest


def _contours(alpha: Plane) -> list[NDArray[np.int32]]:
    """The product's outlines, (n, 2) x and y each, with no more points than are needed."""
    inside = (blur(alpha, 1.0) > 0.5).astype(np.uint8)
    found, _ = cv2.findContours(inside, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    long = [np.asarray(contour[:, 0], np.int32) for contour in found if len(contour) > 40]
    step = max(1, sum(len(contour) for contour in long) // _MOST_POINTS)
    return [np.ascontiguousarray(contour[::step]) for contour in long]


def _normals(alpha: Plane, points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Unit vectors (n, 2) that point out of the product."""
    inside = (blur(alpha, 1.0) > 0.5).astype(np.uint8)
    distance = cv2.distanceTransform(1 - inside, cv2.DIST_L2, 5)
    distance = distance - cv2.distanceTransform(inside, cv2.DIST_L2, 5)
    soft = blur(np.asarray(distance, np.float32), 1.5)
    across = cv2.Sobel(soft, cv2.CV_32F, 1, 0)
    down = cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    columns, rows = points[:, 0].astype(int), points[:, 1].astype(int)
    normals = np.stack([across[rows, columns], down[rows, columns]], axis=1)
    return normals / (np.linalg.norm(normals, axis=1, keepdims=True) + 1e-6)


def _edges_along(
    lightness: Plane,
    points: NDArray[np.float32],
    normals: NDArray[np.float32],
    offsets: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Strength of the edge (n, len(offsets)) at each offset along each normal."""
    columns = points[:, :1] + normals[:, :1] * offsets
    rows = points[:, 1:] + normals[:, 1:] * offsets
    profile = cv2.remap(
        blur(lightness, 1.0), columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.abs(np.gradient(np.asarray(profile, np.float32), axis=1))


def _without_strays(moved: NDArray[np.float32], lengths: list[int]) -> NDArray[np.float32]:
    """Each movement replaced by the median of its neighbours along the outline: an edge moves as
    a whole, what a few points do alone is texture behind it."""
    pieces, start = [], 0
    for length in lengths:
        piece = moved[start : start + length]
        start += length
        windows = np.stack([np.roll(piece, shift) for shift in range(-7, 8)])
        pieces.append(np.median(windows, axis=0))
    return np.concatenate(pieces).astype(np.float32)


def _overlap(
    contours: list[NDArray[np.int32]], moved: NDArray[np.float32], shape: tuple[int, ...]
) -> float:
    """Intersection over union of the outlines where they were and where they went."""
    before, after = np.zeros(shape, np.uint8), np.zeros(shape, np.uint8)
    start = 0
    for contour in contours:
        polygon = moved[start : start + len(contour)]
        start += len(contour)
        cv2.fillPoly(before, [contour], 1)
        cv2.fillPoly(after, [np.rint(polygon).astype(np.int32)], 1)
    either = int((before | after).sum())
    return float((before & after).sum()) / either if either else 1.0
