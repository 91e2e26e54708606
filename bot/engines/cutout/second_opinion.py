"""A second opinion on a mask, by a method that shares nothing with the first but the backdrop."""

from __future__ import annotations

import cv2
import numpy as np

from bot.engines.arrays import Region
from bot.engines.cutout.backdrop import Backdrop
from bot.engines.cutout.morphology import grown, shrunk
from bot.engines.cutout.working import WorkingPhoto

SIDE = 320
"""Longer side in pixels at which it works."""
INSIDE, OUTSIDE = 7, 10
"""Pixels this far from the outline are taken for granted; those in between are judged anew."""


def agreement(mask: Region, photo: WorkingPhoto, backdrop: Backdrop) -> float:
    """Intersection over union of `mask` with what GrabCut (Rother et al., 2004) makes of a wide
    band around its outline, by colour mixtures on the photo less its backdrop."""
    scale = min(1.0, SIDE / max(mask.shape))
    size = (max(8, round(mask.shape[1] * scale)), max(8, round(mask.shape[0] * scale)))
    small = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.5
    kept, far = shrunk(small, INSIDE), ~grown(small, OUTSIDE)
    if not small.any() or not far.any():
        return 0.0
    difference = cv2.resize(photo.lab - backdrop.surface, size, interpolation=cv2.INTER_AREA)
    picture = np.clip(difference * (1.0, 2.2, 2.2) + 128.0, 0, 255).astype(np.uint8)
    verdict = np.where(small, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    verdict[kept] = cv2.GC_FGD
    verdict[far] = cv2.GC_BGD
    cv2.setRNGSeed(7)  # GrabCut starts from k-means with random centres
    product, scene = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(picture, verdict, (0, 0, 1, 1), scene, product, 2, cv2.GC_INIT_WITH_MASK)
    opinion = (verdict == cv2.GC_FGD) | (verdict == cv2.GC_PR_FGD)
    return float((opinion & small).sum() / max(1, (opinion | small).sum()))
