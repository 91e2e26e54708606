"""The photo's own alpha, where it really is a cut-out."""

from __future__ import annotations

import numpy as np

from bot.domain.photo import Photo
from bot.engines.arrays import Mask, Plane, alpha_of
from bot.engines.cutout.roles import mask_from_alpha

COVERAGE = (0.005, 0.98)
"""Shares of the picture that a cut-out product may cover."""
MAX_HAZE = 0.4
"""Largest share of half-transparent pixels: more is a fade or a watermark, not an edge."""


class OwnAlpha:
    """Fills `Cutout` for photos that come with transparency."""

    def __init__(self, *, trust: float) -> None:
        self._trust = trust

    def cut(self, photo: Photo) -> Mask | None:
        """The photo's alpha with confidence 1, or None where it cuts nothing out."""
        alpha = alpha_of(photo)
        if alpha is None or not cuts_something_out(alpha):
            return None
        return mask_from_alpha(alpha, confidence=1.0, trust=self._trust, method="alpha")


def cuts_something_out(alpha: Plane) -> bool:
    """True when alpha has clear parts and solid parts, both of a sane size."""
    solid = float(np.mean(alpha > 0.95))
    clear = float(np.mean(alpha < 0.05))
    haze = 1.0 - solid - clear
    return COVERAGE[0] <= solid <= COVERAGE[1] and clear >= 1.0 - COVERAGE[1] and haze <= MAX_HAZE
