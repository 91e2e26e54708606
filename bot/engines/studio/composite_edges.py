"""Edges: the product's own colour in the soft band around it, free of the old background."""

from __future__ import annotations

import cv2
import numpy as np

from bot.engines.arrays import Mask, Plane
from bot.engines.studio.colour import Colours

_REACHES = (8.0, 3.0, 1.2)
"""Sigmas in pixels, widest first, over which the core's colour spreads into the band."""
_MARGIN = 32


def decontaminated(linear: Colours, mask: Mask) -> Colours:
    """`linear` (height, width, 3) with the colours of the edge band taken from the core nearby.

    Inside the core nothing changes; outside the band the values mean nothing. A pixel that is
    nearly all product keeps part of its own colour, so that thin parts survive.
    """
    rows, columns = np.flatnonzero(mask.core.any(axis=1)), np.flatnonzero(mask.core.any(axis=0))
    if not len(rows):
        return linear
    window = (
        slice(max(0, int(rows[0]) - _MARGIN), int(rows[-1]) + _MARGIN),
        slice(max(0, int(columns[0]) - _MARGIN), int(columns[-1]) + _MARGIN),
    )
    out = linear.copy()
    out[window] = _spread(linear[window], mask.core[window].astype(np.float32), mask.alpha[window])
    out[mask.core] = linear[mask.core]
    return out


def _spread(linear: Colours, core: Plane, alpha: Plane) -> Colours:
    """Normalised convolution of the core's colours, from wide to narrow reaches."""
    colour: Colours | None = None
    for sigma in _REACHES:
        weight = cv2.GaussianBlur(core, (0, 0), sigma)
        summed = cv2.GaussianBlur(linear * core[..., None], (0, 0), sigma)
        mean = summed / np.maximum(weight, 1e-5)[..., None]
        sure = np.clip(weight * 40.0, 0.0, 1.0)[..., None]
        colour = mean if colour is None else colour + (mean - colour) * sure
    assert colour is not None  # noqa: S101 - there is at least one reach
    own = 0.6 * np.clip((alpha - 0.6) / 0.4, 0.0, 1.0)[..., None]
    return colour + (linear - colour) * own
