"""Base line: where the product touches the ground, read from its silhouette."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane, Region
from bot.engines.studio.perspective import Stage

_FIRM, _LOOSE = 0.2, 0.9
"""A lower edge this much of the footprint's rows above the base touches the ground for sure, or
not at all."""
_STEEPEST = 0.6
"""Rows per column: a steeper lower edge leaves the ground (a handle, the side of a bowl)."""
_LEG_WIDTH = 0.1
"""A part narrower than this share of the product ends in a foot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseLine:
    """Where the product meets the ground.

    `row` (width,) is defined for each column, bridged where nothing touches; `contact` (width,)
    tells where the silhouette touches; `lowest` (width,) is its lower edge, -1 without any.
    """

    row: NDArray[np.float32]
    contact: NDArray[np.bool_]
    lowest: NDArray[np.float32]


def base_line(alpha: Plane, stage: Stage) -> BaseLine:
    """Find the base line of an alpha whose stage is `stage`, both at the same size.

    The lower edge touches the ground near its lowest row, along what rises from there gently (the
    sides of a box), and at the ends of narrow parts a little higher (rear legs).
    """
    lowest = _lower_edge(alpha > 0.5)
    footprint = stage.foreshortening * stage.product_width  # rows that a square one covers
    gap = np.float32(stage.base_row) - lowest
    occupied = lowest >= 0
    firm = occupied & (gap <= max(_FIRM * footprint, 2.0))
    loose = occupied & (gap <= max(_LOOSE * footprint, 3.0))
    contact = _reachable(lowest, firm, loose) | (loose & _is_foot(lowest, stage))
    columns = np.flatnonzero(contact)
    if len(columns):
        row = np.interp(np.arange(len(lowest)), columns, lowest[columns])
    else:
        row = np.full(len(lowest), stage.base_row)
    return BaseLine(row=row.astype(np.float32), contact=contact, lowest=lowest)


def _lower_edge(solid: Region) -> NDArray[np.float32]:
    """Lowest product row of each column, -1 in empty columns."""
    last = solid.shape[0] - 1 - np.argmax(solid[::-1], axis=0)
    return np.where(solid.any(axis=0), last, -1).astype(np.float32)


def _reachable(
    lowest: NDArray[np.float32], firm: NDArray[np.bool_], loose: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Columns that a gently sloped lower edge joins to a firm contact."""
    reached = firm.copy()
    gentle = np.abs(np.diff(lowest)) <= np.ceil(_STEEPEST)
    # A slope below one row per column comes as steps of one row: judge it over four columns.
    reach = 4
    steep = np.abs(lowest[reach:] - lowest[:-reach]) > _STEEPEST * reach
    for order in (range(1, len(lowest)), range(len(lowest) - 2, -1, -1)):
        step = 1 if order.step > 0 else -1
        for column in order:
            if reached[column] or not (reached[column - step] and loose[column]):
                continue
            left = min(column, column - step)
            window = min(max(left - reach // 2, 0), len(steep) - 1)
            reached[column] = gentle[left] and not (len(steep) and steep[window])
    return reached


def _is_foot(lowest: NDArray[np.float32], stage: Stage) -> NDArray[np.bool_]:
    """Columns at the lower end of a narrow part."""
    width = max(3, round(_LEG_WIDTH * stage.product_width))
    rise = 0.03 * stage.product_size + 1.0
    padded = np.pad(lowest, width, constant_values=-1)
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * width + 1)
    as_low = (around >= (lowest - np.float32(rise))[:, None]).sum(axis=1)
    ends_here = around.max(axis=1) <= lowest + np.float32(rise / 2)
    return (lowest >= 0) & (as_low <= width) & ends_here
