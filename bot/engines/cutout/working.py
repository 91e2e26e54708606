"""The photo as the plain-background cut-out works on it: small, in Lab, with its edges."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane, Region, Rgb

WORK_SIDE = 512
"""Longer side in pixels; lengths in this package are pixels at this size unless they say else."""
FINE_SIGMA, COARSE_SIGMA = 0.7, 2.5
"""Gaussian scales of the two gradients whose difference is an edge: a step that is in focus has
three times the gradient at the fine scale, the rim of a shadow nearly the same at both."""
STEP_PER_GRADIENT = 4.6
"""Height in delta E of an ideal step per unit of that difference."""

Lab = NDArray[np.float32]
"""(height, width, 3): L from 0 to 100, a and b around 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingPhoto:
    """A photo at working size.

    `lab` is (height, width, 3), `smooth` the same with its pixel noise taken off. `step` is the
    height in delta E of the sharp step that each pixel lies on (a shadow's soft rim has almost
    none) and `noise` the step that the backdrop's own noise reaches, seen along the frame.
    """

    rgb: Rgb
    lab: Lab
    smooth: Lab
    step: Plane
    noise: float

    @property
    def shape(self) -> tuple[int, int]:
        """(height, width)."""
        return self.step.shape[0], self.step.shape[1]

    def clear_of_noise(self, delta_e: float, times: float) -> float:
        """A threshold for `step`: `delta_e`, or `times` the noise where that is more."""
        return max(delta_e, times * self.noise)


def working_photo(rgb: Rgb, side: int = WORK_SIDE) -> WorkingPhoto:
    """`rgb`, (height, width, 3) uint8 of any size, scaled down to `side` pixels."""
    scale = side / max(rgb.shape[:2])
    if scale < 1.0:
        size = (max(8, round(rgb.shape[1] * scale)), max(8, round(rgb.shape[0] * scale)))
        rgb = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    lab = lab_of(rgb)
    fine, coarse = _gradient(lab, FINE_SIGMA), _gradient(lab, COARSE_SIGMA)
    step = np.asarray(STEP_PER_GRADIENT * np.maximum(fine - coarse, 0.0), np.float32)
    return WorkingPhoto(
        rgb=rgb, lab=lab, smooth=blurred(lab, 0.7), step=step, noise=_frame_noise(step)
    )


def lab_of(rgb: NDArray[np.integer | np.floating]) -> Lab:
    """sRGB from 0 to 255, (height, width, 3), as CIE Lab."""
    return np.asarray(cv2.cvtColor(rgb.astype(np.float32) / 255.0, cv2.COLOR_RGB2LAB), np.float32)


def blurred(image: Lab, sigma: float) -> Lab:
    """The image after a Gaussian of `sigma` pixels."""
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.float32)


def frame(shape: tuple[int, int], share: float) -> Region:
    """The outermost pixels on all four sides, `share` of the shorter side deep."""
    depth = max(2, round(share * min(shape)))
    region = np.ones(shape, bool)
    region[depth:-depth, depth:-depth] = False
    return region


def _gradient(lab: Lab, sigma: float) -> Plane:
    """Length of the colour gradient in delta E per pixel, after a Gaussian of `sigma`."""
    soft = blurred(lab, sigma)
    across = cv2.Scharr(soft, cv2.CV_32F, 1, 0) / 32.0
    down = cv2.Scharr(soft, cv2.CV_32F, 0, 1) / 32.0
    return np.asarray(np.sqrt((across**2 + down**2).sum(axis=2)), np.float32)


def _frame_noise(step: Plane) -> float:
    """The 90th percentile of `step` along the frame, the middle one of the four sides: a product
    that is cut off by one side does not count as noise."""
    depth = max(2, round(0.03 * min(step.shape)))
    sides = (step[:depth], step[-depth:], step[:, :depth], step[:, -depth:])
    return float(np.median([np.percentile(side, 90) for side in sides]))
