"""The print zone: where the strength map is lowered so that lettering stays readable.

Models redraw letters as shapes. A cell of the latents takes the highest strength of its pixels, so
strokes alone would protect nothing: the zone covers whole words and what lies between them.
"""

from __future__ import annotations

import cv2
import numpy as np

from bot.domain.edit import Edit, Strength
from bot.engines.arrays import Plane, Region
from bot.engines.studio.smoothing import blur, grow

PRINT_STRENGTH = 0.15
"""The most that print is changed by: light and grain, not the forms of letters."""
_PAINTED_SHARE = 0.6
"""Of the product's strength, where it gets a new colour: that has to reach between the letters."""
_REACH_SHARE, _LEAST_REACH_PX = 0.02, 12
"""How far the zone goes beyond the strokes, as a share of the photo's longer side; one and a half
cells of 16 pixels at 1024."""


def most_for_print(edit: Edit, strength: Strength) -> float:
    """The strength at which print is held under an edit."""
    if edit.paint is None:
        return PRINT_STRENGTH
    return max(PRINT_STRENGTH, _PAINTED_SHARE * strength.product)


def print_zone(strokes: Region, size: tuple[int, int]) -> Plane:
    """Where print is held, `size` (height, width), 0 to 1 with a soft edge, from strokes of
    lettering at the photo's size."""
    reach = max(_LEAST_REACH_PX, round(_REACH_SHARE * max(strokes.shape)))
    zone = blur(grow(strokes, reach).astype(np.float32), reach / 3.0)
    resized = cv2.resize(zone, size[::-1], interpolation=cv2.INTER_LINEAR)
    return np.clip(np.asarray(resized, np.float32), 0.0, 1.0)


def held(strengths: Plane, zone: Plane, most: float) -> Plane:
    """A strength map (H, W) lowered to `most` in the zone; never raised."""
    over = np.maximum(strengths - np.float32(most), np.float32(0.0))
    return strengths - zone * over
