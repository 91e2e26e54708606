"""The built-in cut-out for plain studio backgrounds: no weights, CPU only."""

from __future__ import annotations

import numpy as np

from bot.domain.photo import Photo
from bot.engines.arrays import Mask, rgb_of
from bot.engines.cutout.contour import best_outline, evidence_for_product
from bot.engines.cutout.matting import soft_alpha
from bot.engines.cutout.morphology import without_specks
from bot.engines.cutout.regions import find_regions
from bot.engines.cutout.roles import mask_from_alpha
from bot.engines.cutout.shadows import peel_shadows
from bot.engines.cutout.sorting import find_backdrop, sort_regions
from bot.engines.cutout.working import working_photo


class PlainBackground:
    """Fills `Cutout` for products on a plain background; always answers."""

    def __init__(self, *, trust: float) -> None:
        self._trust = trust

    def cut(self, photo: Photo) -> Mask:
        """The product's mask, with the confidence that the background was plain enough."""
        rgb = rgb_of(photo)
        working = working_photo(rgb)
        regions = find_regions(working)
        backdrop, scene = find_backdrop(working, regions)
        found = sort_regions(working, regions, backdrop, scene)
        product = best_outline(working, evidence_for_product(working, regions, backdrop, found))
        outlined = without_specks(product > 0.5)
        mask = peel_shadows(outlined, working, backdrop)
        alpha = soft_alpha(rgb, working.rgb, mask)
        undecided = float(np.mean((product > 0.2) & (product < 0.8)) / max(mask.mean(), 1e-6))
        confidence = float(np.clip(4.0 * backdrop.flatness - 3.0, 0, 1) * np.exp(-20 * undecided))
        return mask_from_alpha(alpha, confidence=confidence, trust=self._trust, method="plain")
