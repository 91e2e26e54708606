"""Outlines as closed curves: traced around a mask, smoothed, and filled again."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane, Region

SPACING = 1.0
"""Pixels from one point of a curve to the next."""
SHORTEST = 8
"""A mask's parts and holes whose outline has fewer pixels are specks."""
BEYOND_FRAME = 2.0
"""Pixels by which a curve runs outside the picture where the product is cut off by the frame."""
SUPERSAMPLED_SIDE = 4096
"""A curve is filled on a grid up to this fine, four times as fine as the picture at most."""
FRACTION_BITS = 6
"""OpenCV takes the corners of a polygon in fixed point, with this many bits below one pixel."""

Points = NDArray[np.float64]
"""(n, 2): x and y in pixels; the middle of a pixel is whole."""
Along = NDArray[np.float64]
"""A number for each point of a curve, (n,)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A closed curve with the product on one side of it.

    `points` are `SPACING` apart and `inwards`, (n, 2), are unit vectors from each into the
    product. `fixed`, (n,), are those along the frame, where the picture ends and not the product.
    """

    points: Points
    inwards: Points
    fixed: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.points)

    @property
    def around_hole(self) -> bool:
        """Whether the product lies outside."""
        return _signed_area(self.points) < 0.0

    def across(self, picture: NDArray[np.float32], distances: NDArray[np.floating]) -> Plane:
        """`picture`, a plane or of several channels, at these distances inwards from each point
        (below 0: outside): (n, distances) or (n, distances, channels)."""
        at = self.points[:, None] + distances[None, :, None] * self.inwards[:, None]
        x, y = (at[..., axis].astype(np.float32) for axis in (0, 1))
        found = cv2.remap(picture, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(found, np.float32)


def curves_around(region: Region) -> list[Curve]:
    """The curves around a region's parts and holes, but specks."""
    outlines, nesting = cv2.findContours(
        region.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE
    )
    if not outlines:
        return []
    return [
        _traced(outline[:, 0, :].astype(np.float64), region.shape, hole=bool(parent >= 0))
        for outline, parent in zip(outlines, nesting[0][:, 3], strict=True)
        if len(outline) >= SHORTEST
    ]


def _traced(pixels: Points, shape: tuple[int, ...], *, hole: bool) -> Curve:
    """The curve half a pixel outside a region's outermost pixels."""
    if (_signed_area(pixels) < 0.0) != hole:
        pixels = pixels[::-1]
    last = np.array([shape[1], shape[0]]) - 1.0
    near, far = pixels <= 0.0, pixels >= last
    soft = smoothed(pixels, 1.0)
    points = soft - 0.5 * _normals(soft)
    points = np.where(near, -BEYOND_FRAME, np.where(far, last + BEYOND_FRAME, points))
    return closed_curve(points, np.asarray((near | far).any(axis=1), np.bool_))


def closed_curve(points: Points, fixed: NDArray[np.bool_]) -> Curve:
    """The curve through `points`, (n, 2), which need not be evenly spaced; `fixed` as in `Curve`.
    The product lies to the right of the way along them."""
    ends = np.concatenate([points, points[:1]])
    steps = np.linalg.norm(np.diff(ends, axis=0), axis=1)
    length = np.concatenate([[0.0], np.cumsum(steps)])
    count = max(SHORTEST, round(length[-1] / SPACING))
    at = np.linspace(0.0, length[-1], count, endpoint=False)
    even = np.stack([np.interp(at, length, ends[:, axis]) for axis in (0, 1)], axis=1)
    before = np.searchsorted(length, at, side="right") - 1
    return Curve(
        points=even,
        inwards=_normals(smoothed(even, 1.5)),
        fixed=fixed[np.minimum(before, len(fixed) - 1)],
    )


def smoothed(along: NDArray[np.floating], sigma: float) -> NDArray[np.float64]:
    """Numbers along a closed curve, (n, ...), after a Gaussian of `sigma` points."""
    reach = int(3.0 * sigma) + 2
    rows = np.asarray(along, np.float64).reshape(len(along), -1)
    wrapped = np.pad(rows, ((reach, reach), (0, 0)), mode="wrap")
    soft = np.asarray(cv2.GaussianBlur(wrapped, (1, 2 * reach + 1), 1.0, sigmaY=sigma), np.float64)
    return soft.reshape(len(wrapped), -1)[reach:-reach].reshape(along.shape)


def filled(curves: list[Curve], shape: tuple[int, int], *, scale: float = 1.0) -> Plane:
    """The share of each pixel that the curves enclose, (height, width) of `shape`, which is
    `scale` times the size that they were traced at."""
    finer = int(np.clip(SUPERSAMPLED_SIDE // max(shape), 1, 4))
    canvas = np.zeros((shape[0] * finer, shape[1] * finer), np.uint8)
    # The larger ones first: a part may lie in a hole.
    for curve in sorted(curves, key=lambda curve: -abs(_signed_area(curve.points))):
        corners = (curve.points + 0.5) * (scale * finer) - 0.5
        fixed_point = np.rint(corners * 2**FRACTION_BITS).astype(np.int32)
        value = 0 if curve.around_hole else 255
        cv2.fillPoly(canvas, [fixed_point], value, cv2.LINE_8, FRACTION_BITS)
    cover = cv2.resize(canvas, (shape[1], shape[0]), interpolation=cv2.INTER_AREA)
    return np.asarray(cover, np.float32) / np.float32(255.0)


def _signed_area(points: Points) -> float:
    """Twice the area inside, above 0 where the inside is to the right of the way."""
    x, y = points.T
    return float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum())


def _normals(points: Points) -> Points:
    """Unit vectors to the right of the way along the points, as the picture is seen."""
    along = np.roll(points, -1, axis=0) - np.roll(points, 1, axis=0)
    right = np.stack([-along[:, 1], along[:, 0]], axis=1)
    return right / np.maximum(np.linalg.norm(right, axis=1, keepdims=True), 1e-9)
