"""The shadow under a foot, close up: a dark line between the ground and the product.

Where the product touches the ground it gets darker up to the line of contact, and behind that line
the product begins: with more light or with its own colour. What lies before is shadow, however
dark; its outer rim may well be a stronger edge than the product's own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane, Region
from bot.engines.cutout.crossing import CLEAR_EDGE, Crossing
from bot.engines.cutout.curves import smoothed

ALONG = 3.0
"""Points along the curve over which shadows come and go (standard deviation)."""
DARKENS = 10.0
"""Least loss of light down to the line of contact, in L."""
LIGHTENS, TURNS = 2.5, 5.0
"""Behind it the product is lighter by this L, or off the shadow's colour by this delta E."""
AHEAD = 2
"""The product begins half way to the most that is reached within this many pixels."""
OWN_EDGE, OUTDOES = 4.0, 0.35
"""Height in delta E of the edge at which the product begins, at least, and as a share of the
shadow's own edge: fainter ones are folds and reflections of a product that began before."""


def shadow_under(crossing: Crossing) -> Plane:
    """How surely each place is in the shadow of a foot, (points, places), 0 to 1."""
    begins, darkened = _beginning(crossing)
    place = np.arange(len(crossing.distances))[None]
    own_edge = _highest(crossing.edge, np.abs(place - begins[:, None] + 1) <= 3)
    outer_edge = _highest(crossing.edge, place < begins[:, None] - 3)
    seen = darkened & (own_edge > OUTDOES * outer_edge) & (own_edge > OWN_EDGE / CLEAR_EDGE)
    sure = smoothed(seen.astype(np.float64), ALONG)[:, None] * crossing.below
    return np.where(place < begins[:, None], sure, 0.0).astype(np.float32)


def _beginning(crossing: Crossing) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """For each profile the place at which the product begins, and whether it gets dark before."""
    lab, side = crossing.lab, crossing.side
    light = lab[..., 0]
    dimmed = np.clip((light + 16.0) / (side[..., 0] + 16.0), 0.0, 1.0)[..., None]
    tint = np.linalg.norm(lab[..., 1:] - side[..., 1:] * dimmed, axis=2)
    other_part = crossing.elsewhere & (crossing.distances < 0.0)
    begun = _risen(light, other_part, LIGHTENS) | _risen(tint, other_part, TURNS)
    begins = begun.argmax(axis=1)
    outside = crossing.distances < 0.0
    ground = np.where(other_part, 0.0, light)[:, outside].max(axis=1)
    darkest = np.take_along_axis(_least_yet(light, other_part), begins[:, None], axis=1)[:, 0]
    return begins, begun.any(axis=1) & (ground - darkest > DARKENS)


def _risen(profile: Plane, ignored: Region, least: float) -> Region:
    """Places where a profile has risen from its least value: by `least` and at least half as much
    as it does within the next pixels."""
    rise = profile - _least_yet(profile, ignored)
    ahead = rise.copy()
    for further in range(1, AHEAD + 1):
        ahead[:, :-further] = np.maximum(ahead[:, :-further], rise[:, further:])
    return (rise > least) & (rise >= 0.5 * ahead)


def _least_yet(profile: Plane, ignored: Region) -> Plane:
    return np.asarray(np.minimum.accumulate(np.where(ignored, np.inf, profile), axis=1), np.float32)


def _highest(edge: Plane, where: Region) -> NDArray[np.float32]:
    return np.asarray(np.where(where, edge, 0.0).max(axis=1), np.float32)
