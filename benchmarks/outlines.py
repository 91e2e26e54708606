"""How far a mask's outline is from the true one: what the overlap of two areas does not show."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Region = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """Distances in pixels: of each pixel of the found outline to the true one, and the other way
    around. Empty where one of them has no outline."""

    to_truth: NDArray[np.float32]
    to_found: NDArray[np.float32]

    def boundary_f(self, near_px: float) -> float:
        """The harmonic mean of the shares of either outline that are so near the other, 0 to 1
        (Martin, Fowlkes and Malik, 2004)."""
        if not len(self.to_truth) or not len(self.to_found):
            return 0.0
        precision = float(np.mean(self.to_truth <= near_px))
        recall = float(np.mean(self.to_found <= near_px))
        return 2.0 * precision * recall / max(precision + recall, 1e-9)

    def percentile(self, share: float) -> float:
        """Pixels within which `share` percent of both outlines lie; 100 gives the worst, and no
        outline at all infinity."""
        if not len(self.to_truth) or not len(self.to_found):
            return float("inf")
        return float(np.percentile(np.concatenate([self.to_truth, self.to_found]), share))


def deviation(found: Region, truth: Region) -> Deviation:
    """Compare two masks, (height, width). The frame is no outline."""
    ours, true = _outline(found), _outline(truth)
    if not ours.any() or not true.any():
        nothing = np.zeros(0, np.float32)
        return Deviation(to_truth=nothing, to_found=nothing)
    return Deviation(to_truth=_distance(true)[ours], to_found=_distance(ours)[true])


def _outline(region: Region) -> Region:
    inner = cv2.erode(region.astype(np.uint8), np.ones((3, 3), np.uint8))
    return region & (inner == 0)


def _distance(outline: Region) -> NDArray[np.float32]:
    far = cv2.distanceTransform((~outline).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(far, np.float32)
