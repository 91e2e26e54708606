"""The main material's body: its colour, its shade and gloss, and which pixels are made of it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane
from bot.engines.studio.colour import Colours, luminance, to_oklab
from bot.engines.studio.materials import DARK, FoundMaterial, tint_of
from bot.engines.studio.smoothing import at_least, blur, disk, ramp

_BLACK = 5e-4
"""Linear light that even a black body reflects: its colour is a direction, and needs a length."""
_WELL_LIT = 70
"""Percentile of the shade that counts as well lit: there a paint shows its nominal colour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What light does to a material: a pixel is shade * color + gloss (dichromatic model, Shafer,
    1985). `color` (3,) is linear sRGB where the material is well lit, and shade is 1 there."""

    color: Colours
    material: FoundMaterial

    @classmethod
    def of(cls, material: FoundMaterial) -> Body:
        """The body colour from the material's sample."""
        pixels = at_least(material.pixels, _BLACK)
        total = pixels.sum(axis=1)
        lit = total >= np.percentile(total, 15)
        if material.coloured:  # without the glossiest part
            purity = 1.0 - pixels.min(axis=1) / pixels.max(axis=1)
            lit &= purity >= np.percentile(purity[lit], 30)
        direction = np.median(pixels[lit] / total[lit, None], axis=0)
        direction = (direction / luminance(direction)).astype(np.float32)
        body = cls(color=direction, material=material)
        shade, _ = body.split(pixels)
        return cls(color=direction * np.float32(np.percentile(shade, _WELL_LIT)), material=material)

    def split(self, linear: Colours) -> tuple[Plane, Plane]:
        """Shade and gloss (both (...), 0 or more) of linear sRGB (..., 3)."""
        if self.material.coloured:
            return self._unmix(linear)
        level = luminance(linear) / luminance(self.color)
        if not self.material.dark:
            return level, np.zeros_like(level)
        knee = np.float32(0.3)  # above full light a dark body shows what it reflects
        over = np.maximum(level - 1.0, 0.0)
        shade = np.minimum(level, 1.0) + knee * (1.0 - np.exp(-over / knee))
        return shade, np.maximum(level - shade, 0.0) * luminance(self.color)

    def _unmix(self, linear: Colours) -> tuple[Plane, Plane]:
        """Non-negative least squares on the body's colour and white light."""
        body, white = self.color, np.ones(3, np.float32)
        bb, ww, bw = float(body @ body), 3.0, float(body @ white)
        along_body, along_white = linear @ body, linear @ white
        scale = np.float32(1.0 / max(bb * ww - bw * bw, 1e-9))
        shade = (ww * along_body - bw * along_white) * scale
        gloss = (bb * along_white - bw * along_body) * scale
        shade, gloss = (
            np.where(gloss < 0, along_body / np.float32(bb), shade),
            np.where(shade < 0, along_white / np.float32(ww), gloss),
        )
        return at_least(shade, 0.0), at_least(gloss, 0.0)


def coverage(linear: Colours, materials: list[FoundMaterial]) -> Plane:
    """How far each pixel is made of the first material: (height, width), 0 to 1.

    Of a coloured material: its hue, in the plane of its body colour and white light. Of a neutral
    one: its tint, and no much darker print or gap.
    """
    main, others = materials[0], materials[1:]
    lab = to_oklab(blur(linear, 0.8))
    share = _coloured_coverage if main.coloured else _neutral_coverage
    return _without_slivers(share(linear, lab, main, others))


def _coloured_coverage(
    linear: Colours, lab: Colours, main: FoundMaterial, others: list[FoundMaterial]
) -> Plane:
    body = Body.of(main)
    soft = blur(linear, 0.8)
    shade, gloss = body.split(soft)
    explained = shade[..., None] * body.color + gloss[..., None]
    size = np.linalg.norm(soft, axis=-1)
    astray = np.linalg.norm(soft - explained, axis=-1) / (0.24 * size + 0.012)
    body_share = shade * np.linalg.norm(body.color) / (size + 1e-4)
    cover = np.exp(-(astray * astray)) * ramp(body_share, 0.06, 0.26)

    gaps = [abs(float(_turn(other.hue, main.hue))) for other in others if other.chroma > 0.05]
    gaps = [gap for gap in gaps if gap > 0.16]
    tolerance = min(0.55, max(0.12, 0.5 * min(gaps))) if gaps else 0.55
    turn = np.abs(_turn(np.arctan2(lab[..., 2], lab[..., 1]), main.hue))
    right_hue = ramp(turn, 1.25 * tolerance, 0.75 * tolerance)
    has_hue = ramp(np.hypot(lab[..., 1], lab[..., 2]), 0.02, 0.05)
    return cover * (1.0 - has_hue + has_hue * right_hue)


def _turn(angle: NDArray[np.float32] | float, reference: float) -> NDArray[np.float32]:
    """Signed difference of angles in radians, -pi to pi."""
    return np.angle(np.exp(1j * (angle - np.float32(reference)))).astype(np.float32)


def _neutral_coverage(
    linear: Colours, lab: Colours, main: FoundMaterial, others: list[FoundMaterial]
) -> Plane:
    gaps = [float(np.hypot(*(other.tint - main.tint))) for other in others if other.share > 0.01]
    gaps = [gap for gap in gaps if gap > 0.05]
    tolerance = min(0.085, max(0.035, 0.5 * min(gaps))) if gaps else 0.085
    away = np.linalg.norm(tint_of(lab) - main.tint, axis=-1)
    if main.dark:  # reflections tint a dark body: measure chroma itself, not chroma by lightness
        away = away * np.maximum(lab[..., 0], DARK)
        tolerance = 0.07
    cover = ramp(away, 1.35 * tolerance, 0.75 * tolerance)
    if main.dark:
        return cover
    return cover * ramp(lab[..., 0], main.lightness - 0.5, main.lightness - 0.38)


def _without_slivers(cover: Plane) -> Plane:
    """Drops lines a few pixels wide: the mixed colours along the edge of something else."""
    opened = cv2.morphologyEx(cover, cv2.MORPH_OPEN, disk(2))
    return np.minimum(cover, np.asarray(cv2.dilate(opened, disk(1)), np.float32))
