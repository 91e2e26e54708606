"""What lies just outside each region: looking outwards from every pixel of its border."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane, Region
from bot.engines.cutout.regions import Regions
from bot.engines.cutout.working import Lab, WorkingPhoto, blurred

INWARDS, OUTWARDS = 3, 4
"""Distances from the border at which a region's own and its neighbour's colour are taken."""
REACH = (6, 10, 14)
"""How far to look for the far side of something thin."""
FURTHER = 6
"""Distance further in and further out over which the colour is compared with the change across."""
OUTPACES = 2.0
"""An edge changes at least so many times faster than what lies on either side of it."""

Shares = NDArray[np.float64]
"""A share from 0 to 1 for each region."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """One row for each look from a region outwards.

    `region` looks at `neighbour` over an edge of height `step`. `contrast` is the whole change of
    colour across, in delta E, and `abrupt` says that it is much faster than on either side, so
    that it is no penumbra, however faint or blurred. `beyond` is the region a few
    pixels further, or -1 where that lies on an edge. `over_something_thin` says that a wire or
    a leg is crossed: what is seen before and behind it is alike, but it is not.
    """

    region: NDArray[np.int32]
    neighbour: NDArray[np.int32]
    beyond: NDArray[np.int32]
    step: Plane
    contrast: Plane
    abrupt: Region
    over_something_thin: Region
    count: int

    def shares(self, looks: Region) -> Shares:
        """The share of each region's looks that are among `looks`."""
        every = np.maximum(np.bincount(self.region, minlength=self.count), 1)
        return np.bincount(self.region[looks], minlength=self.count) / every

    def open_to(self, regions: Region) -> Region:
        """Looks that meet one of `regions`, (count,) bool, with nothing in between."""
        met = regions[self.neighbour] & (self.beyond >= 0) & regions[np.maximum(self.beyond, 0)]
        return met & ~self.over_something_thin


def look_around(regions: Regions, photo: WorkingPhoto) -> Outlook:
    """All looks that start well inside their region; slivers along an edge do not look."""
    colour = blurred(photo.lab, 1.0)
    upright = (regions.labels, regions.room, photo.step, colour)
    turned = (regions.labels.T, regions.room.T, photo.step.T, colour.swapaxes(0, 1))
    looks = [
        _one_way(labels, room, edge, tint, towards)
        for labels, room, edge, tint in (upright, turned)
        for towards in (1, -1)
    ]
    region, neighbour, beyond, step, contrast, abrupt, thin = (
        np.concatenate(parts) for parts in zip(*looks, strict=True)
    )
    return Outlook(
        region=region,
        neighbour=neighbour,
        beyond=beyond,
        step=step,
        contrast=contrast,
        abrupt=abrupt,
        over_something_thin=thin,
        count=regions.count,
    )


def _one_way(
    labels: NDArray[np.int32], room: Plane, edge: Plane, colour: Lab, towards: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], Plane, Plane, Region, Region]:
    """Looks along rows, to the right (`towards` 1) or to the left (-1)."""
    last = labels.shape[1] - 1
    rows, columns = np.nonzero(labels[:, :-1] != labels[:, 1:])
    columns = columns + (towards < 0)

    inside = (rows, np.clip(columns - INWARDS * towards, 0, last))
    starts = (labels[inside] == labels[rows, columns]) & (room[inside] >= 2.0)
    rows, columns = rows[starts], columns[starts]

    def at(distance: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        return rows, np.clip(columns + distance * towards, 0, last)

    own = colour[at(-INWARDS)]
    path = [colour[at(distance)] for distance in range(max(REACH) + 1)]
    from_own = [np.linalg.norm(tint - own, axis=1) for tint in path]
    thin = np.zeros(len(rows), bool)
    for reach in REACH:
        ridge = np.max(
            [
                np.minimum(from_own[d], np.linalg.norm(path[d] - path[reach], axis=1))
                for d in range(reach)
            ],
            axis=0,
        )
        thin |= ridge > np.maximum(4.0, 1.3 * from_own[reach])
    beyond = np.where(room[at(OUTWARDS)] >= 1.5, labels[at(OUTWARDS)], -1)
    step = np.max([edge[at(distance)] for distance in (-1, 0, 1, 2)], axis=0)
    across = np.linalg.norm(path[OUTWARDS] - own, axis=1)
    inner = np.linalg.norm(own - colour[at(-INWARDS - FURTHER)], axis=1)
    outer = np.linalg.norm(path[OUTWARDS + FURTHER] - path[OUTWARDS], axis=1)
    pace = np.maximum(inner, outer) / FURTHER
    abrupt = across / (INWARDS + OUTWARDS) >= OUTPACES * pace
    return labels[rows, columns], labels[at(1)], beyond, step, across, abrupt, thin
