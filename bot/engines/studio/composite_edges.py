"""Edges: the product's own colour in the soft band around it, free of the old background."""

from __future__ import annotations

import numpy as np

from bot.engines.arrays import Mask, Plane
from bot.engines.studio.colour import Colours
from bot.engines.studio.sampling import gaussian, spread_in

_REACHES = (8.0, 3.0, 1.2)
"""Sigmas in pixels, widest first, over which colours spread from where they are sure."""
_MARGIN = 32
_PHOTO_BLUR = 0.5
"""A photo's pixels see past the edge: sigma in pixels that widens the mask's alpha to theirs."""
_TOLERANCE = 1.25
"""An unmixed colour may leave the core's nearby colour by this factor, no further."""


def decontaminated(linear: Colours, mask: Mask) -> Colours:
    """`linear` (height, width, 3) with the old background taken out of the band around the core.

    Each pixel of the band is unmixed from the background next to it and kept close to the core's
    colour nearby, which alone counts where little of the product is seen. The core stays as it is;
    where alpha is 0 the values mean nothing.
    """
    seen = mask.alpha > 0.0
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    if not len(rows) or not mask.core.any():
        return linear
    window = (
        slice(max(0, int(rows[0]) - _MARGIN), int(rows[-1]) + _MARGIN),
        slice(max(0, int(columns[0]) - _MARGIN), int(columns[-1]) + _MARGIN),
    )
    part, alpha = linear[window], mask.alpha[window]
    inner = spread_in(part, mask.core[window].astype(np.float32), _REACHES)
    outer = spread_in(part, (alpha <= 0.0).astype(np.float32), _REACHES)
    own = _unmixed(part, outer, gaussian(alpha, _PHOTO_BLUR))
    own = np.clip(own, inner / _TOLERANCE - 0.02, inner * _TOLERANCE + 0.02)
    share = np.clip((alpha - 0.3) / 0.5, 0.0, 1.0)[..., None]
    out = linear.copy()
    out[window] = inner + (own - inner) * share
    out[mask.core] = linear[mask.core]
    return out


def _unmixed(mixed: Colours, background: Colours, alpha: Plane) -> Colours:
    """The foreground's colour in pixels that show `alpha` of it over `background`."""
    share = np.maximum(alpha, 0.3)[..., None]
    unmixed = background + (mixed - background) / share
    return unmixed.astype(np.float32, copy=False)
