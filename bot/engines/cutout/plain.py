"""The built-in cut-out for plain studio backgrounds: no weights, CPU only."""

from __future__ import annotations

import cv2
import numpy as np

from bot.domain.photo import Photo
from bot.engines.arrays import Mask, rgb_of
from bot.engines.cutout.roles import mask_from_alpha


class PlainBackground:
    """Fills `Cutout` for products on a plain background; always answers."""

    def __init__(self, *, trust: float) -> None:
        self._trust = trust

    def cut(self, photo: Photo) -> Mask:
        """The product's mask, with the confidence that the background was plain enough."""
        lab = cv2.cvtColor(rgb_of(photo).astype(np.float32) / 255.0, cv2.COLOR_RGB2LAB)
        edge = max(2, min(lab.shape[:2]) // 25)
        frame = np.ones(lab.shape[:2], bool)
        frame[edge:-edge, edge:-edge] = False
        background = np.median(lab[frame], axis=0)
        distance = np.linalg.norm(lab - background, axis=2)
        spread = float(np.percentile(distance[frame], 95))
        alpha = np.clip((distance - 1.5 * spread - 3.0) / 6.0, 0.0, 1.0)
        confidence = float(np.clip(1.0 - spread / 8.0, 0.0, 1.0))
        return mask_from_alpha(alpha, confidence=confidence, trust=self._trust, method="plain")
