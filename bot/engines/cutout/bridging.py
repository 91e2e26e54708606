"""Bridges over stretches of an outline that lie on no edge.

A shadow that came along with the product bulges out, and a highlight that burnt out bites in; along
either the outline follows nothing that is to be seen. Such a stretch gives way to a plain curve
between its ends where that one comes to lie on a clearer edge. Where it does not, there is nothing
better to be had, and the outline stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.cutout.closeup import CloseUp
from bot.engines.cutout.crossing import cross
from bot.engines.cutout.curves import Along, Curve, Points, closed_curve, smoothed

FAINT, CLEAR = 1.2, 3.0
"""The outline lies on no edge below the first height, as a multiple of `crossing.CLEAR_EDGE`;
all from the second on is as clear."""
REACH, ALONG, ENDS = 3, 3.0, 10
"""Pixels to either side in which there may be an edge, points of outline over which its height is
a mean (standard deviation), and points by which a stretch is taken to be longer at either end,
where it turns away from the edge already."""
LONGEST = 0.25
"""Share of a curve that a stretch may be: beyond, too little is known of its form."""
LEAST_OFF = 3.0
"""A stretch this near to its bridge, in pixels, may stay."""
RUN_UP = 12
"""Points before and after a stretch that give a bridge its directions."""
TENSION = 0.5
"""How far a bridge follows these directions: 0 is a straight line, 1 a free cubic, which overshoots
where they are a little off (after Kochanek and Bartels, 1984)."""
CLEARER = 1.25
"""A bridge lies on edges at least so many times as high as what it replaces."""
MOST, TRIED = 3, 3
"""Bridges in one curve, and stretches, the longest, that are tried for each: a guess in front of a
busy background has dozens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """`count` points of a closed curve from `start` on."""

    start: int
    count: int

    def of(self, curve: Curve) -> Points:
        """Its points, and `RUN_UP` + 1 before and after them."""
        return self.along(curve.points, beyond=RUN_UP + 1)

    def along(self, values: NDArray[np.float64], *, beyond: int = 0) -> NDArray[np.float64]:
        """Values along the curve, (n, ...), from `beyond` points before it to as many after it."""
        places = np.arange(self.start - beyond, self.start + self.count + beyond)
        return values[places % len(values)]


def bridged(curve: Curve, view: CloseUp, settle: Callable[[Curve], Curve]) -> Curve:
    """The curve with bridges where they lie on clearer edges; `settle` draws a curve onto the
    edges right beside it."""
    for _ in range(MOST):
        clearness = _clearness(curve, view)
        ways = [
            way
            for stretch in _without_edge(curve, clearness)[:TRIED]
            if (way := _way_over(stretch, curve, clearness, view, settle)) is not None
        ]
        if not ways:
            break
        _, curve = max(ways, key=lambda way: way[0])
    return curve


def _without_edge(curve: Curve, clearness: Along) -> list[Stretch]:
    """The stretches that lie on no edge, the longest first, without very long ones."""
    faint = smoothed(clearness, ALONG) < FAINT
    padded = np.pad(faint.astype(np.uint8), ENDS, mode="wrap")[:, None]
    longer = cv2.dilate(padded, np.ones((2 * ENDS + 1, 1), np.uint8))[ENDS:-ENDS, 0] > 0
    if longer.all() or not longer.any():
        return []
    first = int(np.flatnonzero(~longer)[0])
    turns = np.diff(np.roll(longer, -first).astype(np.int8), append=0)
    starts, ends = np.flatnonzero(turns == 1), np.flatnonzero(turns == -1)
    found = [
        Stretch(start=first + int(start) + 1, count=int(end - start))
        for start, end in zip(starts, ends, strict=True)
        if end - start <= LONGEST * len(curve)
    ]
    return sorted(found, key=lambda stretch: -stretch.count)


def _way_over(
    stretch: Stretch,
    curve: Curve,
    clearness: Along,
    view: CloseUp,
    settle: Callable[[Curve], Curve],
) -> tuple[float, Curve] | None:
    """How many times as clear the edge is on a bridge over this stretch, and the curve with it;
    None where it is no clearer."""
    bridge = _bridge(stretch.of(curve))
    if _off(stretch.along(curve.points), bridge) < LEAST_OFF:
        return None
    rest = Stretch(start=stretch.start + stretch.count, count=len(curve) - stretch.count)
    points = np.concatenate([bridge, rest.along(curve.points)])
    fixed = np.concatenate([np.zeros(len(bridge)), rest.along(curve.fixed.astype(np.float64))])
    way = settle(closed_curve(points, fixed > 0.0))
    before = float(stretch.along(clearness).mean())
    after = float(_clearness(way, view)[: len(bridge)].mean())
    if after <= max(FAINT, CLEARER * before):
        return None
    return after / max(before, 1e-6), way


def _bridge(around: Points) -> Points:
    """A cubic between the ends of a stretch, a pixel from point to point (Hermite's form)."""
    start, end = around[RUN_UP], around[-1 - RUN_UP]
    chord = float(np.linalg.norm(end - start))
    away = _direction(around[0], start) * (TENSION * chord)
    towards = _direction(end, around[-1]) * (TENSION * chord)
    count = max(2, round(chord) - 1)
    t = np.linspace(0.0, 1.0, count + 2)[1:-1, None]
    return np.asarray(
        (2 * t**3 - 3 * t**2 + 1) * start
        + (t**3 - 2 * t**2 + t) * away
        + (3 * t**2 - 2 * t**3) * end
        + (t**3 - t**2) * towards,
        np.float64,
    )


def _direction(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    return (end - start) / max(float(np.linalg.norm(end - start)), 1e-6)


def _off(points: Points, bridge: Points) -> float:
    """Pixels from the bridge to the point that is farthest from it."""
    apart = np.linalg.norm(points[:, None] - bridge[None], axis=2)
    return float(apart.min(axis=1).max())


def _clearness(curve: Curve, view: CloseUp) -> Along:
    """How clear the edge at each point is, 0 to `CLEAR`; along the frame as clear as can be."""
    edge = cross(curve, view, reach=REACH).edge.max(axis=1).astype(np.float64)
    return np.where(curve.fixed, CLEAR, np.minimum(edge, CLEAR))
