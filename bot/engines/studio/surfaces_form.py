"""The form of a product, guessed from its outline: what textures bend with and metals mirror by.

A photo shows no depth. Most products stand upright and are turned around that axis, or nearly:
jars, mugs, bottles, tubes. Their bodies are read row by row as such. What is left, a handle, a
strap or a leg, and whatever has no such outline, is inflated like a balloon.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane, Region
from bot.engines.studio.smoothing import blur, disk, limited, resize

_SIDE = 320
"""The form is found with the product's longer side at this many pixels."""
_BEND = 0.09
"""How far the slope of an inflated form moves its texture, as a share of the longer side."""
_THIN = 0.5
"""Parts thinner than this share of the thickest one are no part of the body."""
_SOLID = 0.85
"""Least share of a turned body between its left and right outline that is filled."""
_STEEP_END, _LONGEST_END = 0.4, 0.45
"""Outline slope from which a body's first and last rows show its rim or foot, seen from above, and
up to how many radii that reaches."""
_CORNER = 0.3
"""Size of a body's corners, in radii."""
_VIEW = 0.2
"""Sine of the angle by which product photos look down: what is level on the product bends down."""

_Curve = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Pseudo-form of the product, every plane (height, width): `depth` towards the viewer, the
    surface normal's `right` and `down` parts from -1 to 1, and `across` and `along`, a texture's
    coordinates from the middle to the right and down. Lengths are in pixels; `span` is the longer
    side."""

    depth: Plane
    right: Plane
    down: Plane
    across: Plane
    along: Plane
    span: float

    @classmethod
    def of(cls, region: Plane) -> Form:
        """From how far each pixel is of the material, 0 to 1: bodies turned, the rest inflated."""
        form = cls.inflate(region)
        small = _closed(region)
        for body in _bodies(small > 0.5):
            profile = _Profile.of(body)
            if profile.solid >= _SOLID:
                form = form.with_part(*profile.turned(body, (region.shape[0], region.shape[1])))
        return form

    @classmethod
    def inflate(cls, region: Plane) -> Form:
        """The membrane over the outline (Poisson's equation, constant pressure), whose square root
        is a half circle over a strip and nearly a half sphere over a disk."""
        small = _closed(region)
        membrane = blur(_membrane(small > 0.5), 1.0)
        across = cv2.Sobel(membrane, cv2.CV_32F, 1, 0, scale=0.125)
        along = cv2.Sobel(membrane, cv2.CV_32F, 0, 1, scale=0.125)
        right, down = np.asarray(across, np.float32), np.asarray(along, np.float32)
        length = np.sqrt(3.0 * membrane + (1.5 * right) ** 2 + (1.5 * down) ** 2 + 1e-3)
        size = region.shape[0], region.shape[1]
        span = float(max(size))

        def full(plane: Plane) -> Plane:
            return resize(plane.astype(np.float32), size, smooth=True)

        right, down = full(-1.5 * right / length), full(-1.5 * down / length)
        x, y = _centred(size)
        bend = np.float32(_BEND * span)
        return cls(
            depth=full(np.sqrt(3.0 * membrane) * (span / max(small.shape))),
            right=right,
            down=down,
            across=x + bend * right,
            along=y + bend * down,
            span=span,
        )

    def with_part(self, inside: Region, part: Form) -> Form:
        """This form, with that of a part in its place."""
        return Form(
            depth=np.where(inside, part.depth, self.depth),
            right=np.where(inside, part.right, self.right),
            down=np.where(inside, part.down, self.down),
            across=np.where(inside, part.across, self.across),
            along=np.where(inside, part.along, self.along),
            span=self.span,
        )


def _centred(size: tuple[int, int]) -> tuple[Plane, Plane]:
    """Coordinates of each pixel from the middle, to the right and down."""
    y, x = np.mgrid[0 : size[0], 0 : size[1]].astype(np.float32)
    return x - np.float32(size[1] / 2), y - np.float32(size[0] / 2)


def _closed(region: Plane) -> Plane:
    small = limited(region, _SIDE)
    return np.asarray(cv2.morphologyEx(small, cv2.MORPH_CLOSE, disk(4)), np.float32)


def _membrane(inside: Region) -> Plane:
    """Height of a membrane under unit pressure that is held at the outline, in pixels squared.

    Jacobi's iteration, from coarse to fine, so that the middle of a large product rises too.
    """
    if max(inside.shape) <= 12:
        start = np.zeros(inside.shape, np.float32)
        rounds = 60
    else:
        size = (inside.shape[0] + 1) // 2, (inside.shape[1] + 1) // 2
        coarse = resize(inside.astype(np.float32), size) > 0.5
        start = resize(_membrane(coarse), inside.shape, smooth=True) * np.float32(4.0)
        rounds = 30
    height = np.where(inside, start, np.float32(0.0))
    kernel = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], np.float32) / 4.0
    for _ in range(rounds):
        around = cv2.filter2D(height, -1, kernel, borderType=cv2.BORDER_CONSTANT)
        height = np.where(inside, np.asarray(around, np.float32) + np.float32(0.25), np.float32(0))
    return np.maximum(height, np.float32(0.0))


def _bodies(inside: Region) -> list[Region]:
    """The thick parts of a region, without handles, straps and legs."""
    framed = np.pad(inside.astype(np.uint8), 1)
    thickest = float(cv2.distanceTransform(framed, cv2.DIST_L2, 5).max())
    opened = cv2.morphologyEx(framed, cv2.MORPH_OPEN, disk(max(1, round(_THIN * thickest))))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(opened[1:-1, 1:-1])
    areas = stats[:, cv2.CC_STAT_AREA]
    return [labels == part for part in range(1, count) if areas[part] > 0.1 * areas[1:].max()]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Profile:
    """A body's `middle` and `radius` in each row of a small picture, beyond its ends as at them.
    `solid` is the share of the body between its outlines that is filled."""

    middle: _Curve
    radius: _Curve
    solid: float

    @classmethod
    def of(cls, body: Region) -> _Profile:
        rows = np.flatnonzero(body.any(axis=1))
        left = body[rows].argmax(axis=1).astype(np.float64)
        right = body.shape[1] - body[rows, ::-1].argmax(axis=1).astype(np.float64)
        middle, radius = (left + right) / 2, (right - left) / 2
        first, last = _without_ends(radius)
        every = np.arange(body.shape[0])
        kept = rows[first : last + 1]
        smooth = max(1.0, 0.04 * rows.size)
        return cls(
            middle=_smoothed(np.interp(every, kept, middle[first : last + 1]), smooth),
            radius=_smoothed(np.interp(every, kept, radius[first : last + 1]), smooth),
            solid=float(body.sum() / max(float((right - left).sum()), 1.0)),
        )

    def turned(self, body: Region, size: tuple[int, int]) -> tuple[Region, Form]:
        """The body of revolution at a picture's size (height, width), and where that is."""
        scale = size[1] / body.shape[1]
        rows = (np.arange(size[0]) + 0.5) * body.shape[0] / size[0] - 0.5
        known = np.arange(body.shape[0])
        radius = np.interp(rows, known, self.radius)[:, None] * scale
        middle = np.interp(rows, known, self.middle)[:, None] * scale
        slope = np.interp(rows, known, np.gradient(self.radius))[:, None]
        x, y = _centred(size)
        off = (x + np.float32(size[1] / 2) - middle) / radius
        corner = 2 * round(_CORNER * float(self.radius.max())) + 1  # a disk does not reach them
        near = cv2.dilate(body.astype(np.float32), np.ones((corner, corner), np.uint8))
        inside = (resize(np.asarray(near, np.float32), size) > 0.5) & (np.abs(off) < 1.03)
        off = np.clip(off, -0.99, 0.99)
        front = np.sqrt(1.0 - off * off)
        length = np.sqrt(1.0 + slope * slope)
        planes = {
            "depth": radius * front,
            "right": off / length,
            "down": np.broadcast_to(-slope / length, off.shape),
            "across": middle - size[1] / 2 + radius * np.arcsin(off),
            "along": y - _VIEW * radius * front,
        }
        single = {name: plane.astype(np.float32) for name, plane in planes.items()}
        return inside, Form(**single, span=float(max(size)))


def _without_ends(radius: _Curve) -> tuple[int, int]:
    """First and last row whose width is that of the body: its rim and foot, ellipses to a viewer
    who looks down on them, narrow it before it ends."""
    slope = np.abs(_smoothed(np.gradient(radius), 1.5))
    longest = min(int(_LONGEST_END * radius.max()), len(radius) // 3)
    steep = slope > _STEEP_END
    head, foot = (np.flatnonzero(ends[:longest]) for ends in (steep, steep[::-1]))
    first, last = head.max(initial=-1) + 1, len(radius) - 2 - foot.max(initial=-1)
    return int(first), int(last)


def _smoothed(curve: _Curve, sigma: float) -> _Curve:
    column = curve.astype(np.float32)[:, None]
    done = cv2.GaussianBlur(
        column, (1, 0), sigmaX=0.1, sigmaY=sigma, borderType=cv2.BORDER_REPLICATE
    )
    return np.asarray(done, np.float64).ravel()
