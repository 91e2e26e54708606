"""The outline close up: each of its curves drawn onto the edge that it follows.

A mask at working size is a pixel or two off, ragged where the edge is faint, and too wide where a
shadow touches the product. Close up every curve looks for the best way along itself: across it
lie profiles of the photo, and dynamic programming finds the path through them with most edge and
least that is on the wrong side (Amini, Weymouth and Jain, 1990). A stiff curve through that path
is smooth where the edge says little; a stretch that lies on no edge gives way to a bridge that lies
on one (`bridging.py`).
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane, Region, Rgb
from bot.engines.cutout.backdrop import Backdrop
from bot.engines.cutout.bridging import bridged
from bot.engines.cutout.closeup import CloseUp, close_up
from bot.engines.cutout.crossing import CLEAR_EDGE, Crossing, cross
from bot.engines.cutout.curves import Curve, Points, closed_curve, curves_around, smoothed
from bot.engines.cutout.foot import shadow_under
from bot.engines.cutout.gaps import narrow_gaps
from bot.engines.cutout.stiffness import stiffened
from bot.engines.cutout.working import WorkingPhoto

REACH, LAST_REACH = 10, 4
"""Pixels to either side in which the edge is looked for, first and once more from there."""
WRONG_SIDE = 0.25
"""Price of a pixel on the wrong side of the path, against the gain of a clear edge."""
ASTRAY, TURN = 0.01, 0.25
"""Price of a pixel of distance from the curve, and of each pixel that the path turns away."""
IMPOSSIBLE = 10.0
VEILED = 0.7
"""Share of an edge in the shadow of a foot that does not count."""
STIFFNESS = 3000.0
"""How stiff curves are, against an edge as high as `crossing.CLEAR_EDGE`."""
FAINTEST, CLEAREST, SURER = 0.2, 10.0, 3.0
"""Edges count as at least and at most this many times that, and weigh by this power."""
ROUNDNESS = 30.0
"""A stiff curve shrinks: none may be so stiff that it evens out more than its length by this."""
FADES = 0.35
"""The edge of a burnt-out highlight has less than this share of the contrast across it."""
HELD = 1000.0
"""Weight of a point along the frame, which stays."""

Costs = NDArray[np.float64]
"""(points of a curve, places across it)."""


def snapped_curves(
    rgb: Rgb, photo: WorkingPhoto, backdrop: Backdrop, mask: Region, *, bridges: bool = True
) -> tuple[list[Curve], Plane]:
    """The outline of a working-size `mask` on the edges in `rgb`: its curves, and the matte of the
    narrow gaps in them, (height, width) of the picture that they are measured in. Without
    `bridges` it is done sooner: enough for a mask that is a guess."""
    if not mask.any():
        return [], np.ones(mask.shape, np.float32)
    view = close_up(rgb, photo, backdrop, mask)
    gaps = narrow_gaps(view)
    view = view.with_mask(view.mask & ~gaps.pixels)
    curves = [_snapped(curve, view) for curve in curves_around(view.mask)]
    if bridges:
        curves = [bridged(curve, view, partial(_settled, view=view)) for curve in curves]
    return [curve for curve in curves if not _around_highlight(curve, view)], gaps.matte


def _around_highlight(curve: Curve, view: CloseUp) -> bool:
    """Whether a hole is no hole but a highlight that burnt out to the backdrop's white: it fades
    in, where a hole has an edge."""
    if not curve.around_hole:
        return False
    crossing = cross(curve, view, reach=REACH)
    contrast = np.linalg.norm(crossing.lab[:, -1] - crossing.lab[:, 0], axis=1)
    height = CLEAR_EDGE * crossing.edge.max(axis=1)
    return float(np.median(height / np.maximum(contrast, 1.0))) < FADES


def _snapped(curve: Curve, view: CloseUp) -> Curve:
    soft = np.where(curve.fixed[:, None], curve.points, smoothed(curve.points, 1.5))
    curve = _evened(closed_curve(soft, curve.fixed), view)
    return _settled(_onto_edge(curve, view, reach=REACH), view)


def _settled(curve: Curve, view: CloseUp) -> Curve:
    return _onto_edge(curve, view, reach=LAST_REACH)


def _evened(curve: Curve, view: CloseUp) -> Curve:
    """The curve without the raggedness that it has where no edge is near."""
    edge = cross(curve, view, reach=2).edge.max(axis=1)
    return _stiff(curve.points, edge, curve)


def _onto_edge(curve: Curve, view: CloseUp, *, reach: int) -> Curve:
    crossing = cross(curve, view, reach=reach)
    shadow = shadow_under(crossing)
    edge = np.asarray(crossing.edge * (1.0 - VEILED * shadow), np.float32)
    path = best_path(_costs(crossing, edge, shadow))
    inwards = np.where(curve.fixed, 0.0, _between_pixels(path, edge) - reach)
    points = curve.points + inwards[:, None] * curve.inwards
    return _stiff(points, edge[np.arange(len(path)), path], curve)


def _costs(crossing: Crossing, edge: Plane, shadow: Plane) -> Costs:
    """What the outline costs at each place: what is on its wrong side, less the edge there."""
    product, scene = crossing.product_like, crossing.scene_like + shadow
    costs = -edge / (edge + 1.0) + ASTRAY * np.abs(crossing.distances)
    costs += WRONG_SIDE * (np.cumsum(product, axis=1) - product / 2.0)
    costs += WRONG_SIDE * (np.cumsum(scene[:, ::-1], axis=1)[:, ::-1] - scene / 2.0)
    costs += IMPOSSIBLE * crossing.elsewhere
    costs[crossing.fixed] = np.where(crossing.distances == 0.0, 0.0, IMPOSSIBLE)
    return np.asarray(costs, np.float64)


def best_path(costs: Costs) -> NDArray[np.intp]:
    """The cheapest closed way through `costs`, a place in each row; from row to row it stays or
    turns by one place. It goes around twice and keeps the middle, which knows both ends."""
    count, places = costs.shape
    total = costs[0].copy()
    came_from = np.zeros((2 * count, places), np.int8)
    ways = np.full((3, places), np.inf)
    every = np.arange(places)
    for row in range(1, 2 * count):
        ways[0, 1:] = total[:-1] + TURN
        ways[1] = total
        ways[2, :-1] = total[1:] + TURN
        cheapest = ways.argmin(axis=0)
        came_from[row] = cheapest - 1
        total = ways[cheapest, every] + costs[row % count]
    path = np.empty(2 * count, np.intp)
    path[-1] = total.argmin()
    for row in range(2 * count - 1, 0, -1):
        path[row - 1] = path[row] + came_from[row, path[row]]
    half = count // 2
    return np.concatenate([path[count : count + half], path[half:count]])


def _between_pixels(path: NDArray[np.intp], edge: Plane) -> NDArray[np.float64]:
    """The path with each place moved to the middle of the edge there."""
    near = np.clip(path[:, None] + np.arange(-2, 3), 0, edge.shape[1] - 1)
    weight = np.take_along_axis(edge, near, axis=1).astype(np.float64) ** 2 + 1e-3
    return np.asarray((weight * near).sum(axis=1) / weight.sum(axis=1), np.float64)


def _stiff(points: Points, edge: NDArray[np.float32], curve: Curve) -> Curve:
    """A curve through points at edges of these heights."""
    clear = np.clip(edge, FAINTEST, CLEAREST).astype(np.float64)
    weight = np.where(curve.fixed, HELD, clear**SURER)
    stiffness = min(STIFFNESS, FAINTEST**SURER * (len(points) / ROUNDNESS) ** 4)
    return closed_curve(stiffened(points, weight, stiffness), curve.fixed)
