"""Looking across a mask's outline: what lies outside it, on it and inside it, and how sharp it is.

A product in focus ends in a step; a shadow fades out.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane, Region
from bot.engines.cutout.morphology import depth_in, grown
from bot.engines.cutout.working import WorkingPhoto

FAINT = 3.0
"""Contrast in delta E below which it counts as this much: noise must not look sharp."""
NEARBY_PX = 2.5
"""Standard deviation, along the outline, of the Gaussian that its sharpness is a mean under."""

Profiles = NDArray[np.float32]
"""(pixels of the outline, distances), or (pixels, distances, 3) of a picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rim:
    """The outermost pixels of a mask, but those along the frame.

    `rows` and `columns`, (n,), are where they are in planes of `shape`; `down` and `right` the unit
    vector that points from each into the mask.
    """

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    down: NDArray[np.float32]
    right: NDArray[np.float32]
    shape: tuple[int, int]

    def __len__(self) -> int:
        return len(self.rows)

    def across(self, plane: NDArray[np.float32], distances: NDArray[np.integer]) -> Profiles:
        """`plane` at these distances inwards from each pixel (below 0: outside the mask)."""
        x = self.columns[:, None] + distances * self.right[:, None]
        y = self.rows[:, None] + distances * self.down[:, None]
        found = cv2.remap(
            plane,
            x.astype(np.float32),
            y.astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return np.asarray(found, np.float32)

    def only(self, chosen: NDArray[np.bool_]) -> Rim:
        """The pixels that are chosen, (n,) bool."""
        return Rim(
            rows=self.rows[chosen],
            columns=self.columns[chosen],
            down=self.down[chosen],
            right=self.right[chosen],
            shape=self.shape,
        )

    def spread(self, values: NDArray[np.generic]) -> Plane:
        """A plane with the values, (n,), at the rim's pixels and 0 elsewhere."""
        plane = np.zeros(self.shape, np.float32)
        plane[self.rows, self.columns] = values
        return plane

    def mean_along(self, values: NDArray[np.generic], sigma: float) -> NDArray[np.float32]:
        """The values, (n,), averaged over the rim's pixels within some `sigma` pixels."""
        total = cv2.GaussianBlur(self.spread(values), (0, 0), sigma)
        weight = cv2.GaussianBlur(self.spread(np.ones(len(self))), (0, 0), sigma)
        at = (self.rows, self.columns)
        return np.asarray(total[at] / np.maximum(weight[at], 1e-6), np.float32)


def rim_of(mask: Region) -> Rim:
    """The rim of a mask at working size; empty for one that is empty or full."""
    outermost = mask & grown(~mask, 1)
    outermost[0] = outermost[-1] = False
    outermost[:, 0] = outermost[:, -1] = False
    rows, columns = np.nonzero(outermost)
    depth = np.where(mask, depth_in(mask) - 0.5, 0.5 - depth_in(~mask)).astype(np.float32)
    inwards = cv2.GaussianBlur(depth, (0, 0), 1.5)
    right = cv2.Sobel(inwards, cv2.CV_32F, 1, 0)[rows, columns]
    down = cv2.Sobel(inwards, cv2.CV_32F, 0, 1)[rows, columns]
    length = np.maximum(np.hypot(down, right), 1e-6)
    return Rim(
        rows=rows,
        columns=columns,
        down=np.asarray(down / length, np.float32),
        right=np.asarray(right / length, np.float32),
        shape=(mask.shape[0], mask.shape[1]),
    )


def sharpness(photo: WorkingPhoto, rim: Rim) -> NDArray[np.float32]:
    """For each pixel of the rim, the height of the sharp step there as a share of the whole
    contrast across the outline: about 1 for an edge in focus, near 0 for a fading shadow."""
    if not len(rim):
        return np.zeros(0, np.float32)
    colours = rim.across(photo.smooth, np.array([-5, 4]))
    contrast = np.linalg.norm(colours[:, 1] - colours[:, 0], axis=1)
    step = cv2.dilate(photo.step, np.ones((5, 5), np.uint8))[rim.rows, rim.columns]
    share = np.clip(step / np.maximum(contrast, FAINT), 0.0, 1.2)
    return rim.mean_along(share, NEARBY_PX)


def steepness(photo: WorkingPhoto, rim: Rim) -> NDArray[np.float32]:
    """For each pixel of the rim, the largest change of colour from one pixel to the next as a
    share of the whole contrast across the outline: about 0.4 for an edge in focus."""
    colours = rim.across(photo.smooth, np.arange(-4, 5))
    steps = np.linalg.norm(np.diff(colours, axis=1), axis=2).max(axis=1)
    contrast = np.linalg.norm(colours[:, -1] - colours[:, 0], axis=1)
    return np.asarray(steps / np.maximum(contrast, FAINT), np.float32)
