"""What drawings are made of: flow along edges, ink lines, paper, grain and dots.

Lengths are given for a picture whose longer side is 1024 px and scaled by the caller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane
from bot.engines.studio.smoothing import Floats, at_least, blur, ramp, resize


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Unit vectors along the edges of a picture, smooth between them: x and y (height, width)."""

    x: Plane
    y: Plane

    @classmethod
    def along_edges(cls, lightness: Plane, sigma: float) -> Flow:
        """From the smoothed structure tensor (Brox et al., 2006; Kyprianidis and Kang, 2011)."""
        dx = np.asarray(cv2.Scharr(lightness, cv2.CV_32F, 1, 0), np.float32)
        dy = np.asarray(cv2.Scharr(lightness, cv2.CV_32F, 0, 1), np.float32)
        xx, xy, yy = blur(dx * dx, sigma), blur(dx * dy, sigma), blur(dy * dy, sigma)
        angle = 0.5 * np.arctan2(2.0 * xy, xx - yy) + np.float32(np.pi / 2)
        return cls(x=np.cos(angle), y=np.sin(angle))

    @classmethod
    def straight(cls, shape: tuple[int, int], angle: float) -> Flow:
        """One direction everywhere; `angle` in radians from the x axis, downwards."""
        x = np.full(shape, np.cos(angle), np.float32)
        return cls(x=x, y=np.full(shape, np.sin(angle), np.float32))

    def smear(self, values: Floats, levels: int, stride: float = 1.0) -> Floats:
        """Mean along the flow over 3 ** `levels` samples that are `stride` pixels apart.

        A line integral convolution (Cabral and Leedom, 1993), taken à trous: means of three
        samples, then of three such means three times as far apart. An edge has no direction, only
        an axis, which is why both ways are always taken together.
        """
        rows, columns = self.x.shape
        y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
        for level in range(levels):
            reach = np.float32(stride * 3**level)
            step_x, step_y = reach * self.x, reach * self.y
            ahead = read(values, x + step_x, y + step_y)
            behind = read(values, x - step_x, y - step_y)
            values = (values + ahead + behind) * np.float32(1 / 3)
        return values


def read(values: Floats, x: Plane, y: Plane) -> Floats:
    """`values` at fractional pixel places, mirrored beyond the border."""
    found = cv2.remap(
        values,
        x.astype(np.float32, copy=False),
        y.astype(np.float32, copy=False),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT,
    )
    return np.asarray(found, np.float32)


def levelled(plane: Plane, sigma: float, quiet: float) -> Plane:
    """A plane without its large differences, so that lines in dark parts are found like those in
    bright ones: mean 0, local deviation near 1, or less where it is not far above `quiet`."""
    mean = blur(plane, sigma)
    spread = np.sqrt(at_least(blur(plane * plane, sigma) - mean * mean, 0.0))
    return np.asarray((plane - mean) / (spread + quiet), np.float32)


def ink_lines(fields: Sequence[Plane], flow: Flow, *, width: float, threshold: float) -> Plane:
    """Ink of lines along the low sides of the fields' edges: (height, width), 0 (none) to 1.

    A difference of Gaussians, summed along the flow before it is cut, so that lines hang together
    (Kang, Lee and Chui, "Flow-based image abstraction", 2009).
    """
    differences = [blur(field, 1.6 * width) - blur(field, width) for field in fields]
    response = flow.smear(np.max(differences, axis=0), levels=2, stride=1.5)
    return ramp(response, threshold, 1.4 * threshold + 0.02)


def without_specks(ink: Plane, least_px: float) -> Plane:
    """Ink without its isolated marks of fewer than `least_px` pixels."""
    marks = (ink > 0.25).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
    kept = stats[:, cv2.CC_STAT_AREA] >= least_px
    kept[0] = False
    near = np.asarray(cv2.dilate(kept[labels].astype(np.float32), np.ones((3, 3))), np.float32)
    return ink * near


def cloud(rng: np.random.Generator, shape: tuple[int, int], cell: float, octaves: int = 3) -> Plane:
    """Value noise of mean 0 and deviation 1; the largest blobs are `cell` pixels wide."""
    total = np.zeros(shape, np.float32)
    for octave in range(octaves):
        size = max(2.0, cell / 2**octave)
        grid = max(2, round(shape[0] / size) + 1), max(2, round(shape[1] / size) + 1)
        values = rng.standard_normal(grid).astype(np.float32)
        total += resize(values, shape, smooth=True) * np.float32(0.55**octave)
    return (total - total.mean()) / np.float32(total.std() + 1e-6)


def grain(rng: np.random.Generator, shape: tuple[int, int], sigma: float) -> Plane:
    """Fine noise of mean 0 and deviation 1, smooth over `sigma` pixels."""
    noise = blur(rng.standard_normal(shape).astype(np.float32), sigma)
    return (noise - noise.mean()) / np.float32(noise.std() + 1e-6)


def paper_tooth(rng: np.random.Generator, shape: tuple[int, int], scale: float) -> Plane:
    """Height of rough paper, mean 0 and deviation 1: pits of a few pixels with some larger."""
    tooth = grain(rng, shape, 1.1 * scale) + 0.6 * grain(rng, shape, 2.6 * scale)
    tooth = tooth + 0.35 * cloud(rng, shape, 40 * scale, octaves=2)
    return tooth / np.float32(tooth.std() + 1e-6)


def lit_relief(height: Plane) -> Plane:
    """Light from the top left on a relief: mean near 0, bright slopes above it."""
    dx = np.asarray(cv2.Sobel(height, cv2.CV_32F, 1, 0, ksize=3), np.float32)
    dy = np.asarray(cv2.Sobel(height, cv2.CV_32F, 0, 1, ksize=3), np.float32)
    return (dx + dy) * np.float32(-0.125)


def halftone(tone: Plane, *, angle: float, pitch: float) -> Plane:
    """Ink of a dot screen for `tone` (0 bright to 1 dark): (height, width), 0 to 1.

    Round dots that grow and meet, as on a printing plate; `pitch` is the distance of the dots in
    pixels.
    """
    rows, columns = tone.shape
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    turn = 2.0 * np.pi / pitch
    u = (x * np.float32(np.cos(angle)) + y * np.float32(np.sin(angle))) * np.float32(turn)
    v = (y * np.float32(np.cos(angle)) - x * np.float32(np.sin(angle))) * np.float32(turn)
    screen = 0.5 - 0.25 * (np.cos(u) + np.cos(v))
    level = np.interp(tone, np.linspace(0.0, 1.0, _SCREEN_LEVELS.size), _SCREEN_LEVELS)
    edge = np.float32(3.2 / pitch)
    return np.clip((level.astype(np.float32) - screen) / edge + np.float32(0.5), 0.0, 1.0)


def _screen_levels() -> NDArray[np.float64]:
    """Levels below which 0, 1/64, ... 1 of the dot screen lies, so that ink covers as much paper
    as the tone says."""
    turn = np.linspace(0.0, 2.0 * np.pi, 96, endpoint=False)
    screen = 0.5 - 0.25 * (np.cos(turn)[:, None] + np.cos(turn)[None, :])
    levels = np.quantile(screen, np.linspace(0.0, 1.0, 65))
    levels[0], levels[-1] = -1.0, 2.0  # bare paper and solid ink
    return levels


_SCREEN_LEVELS = _screen_levels()
