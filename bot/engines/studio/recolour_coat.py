"""Paint on a canvas: the body's colour replaced, its shade and gloss kept."""

from __future__ import annotations

import cv2
import numpy as np

from bot.engines.arrays import Plane
from bot.engines.studio.colour import Colours, luminance
from bot.engines.studio.recolour_canvas import Canvas
from bot.engines.studio.smoothing import blur, disk, guided


def coat(canvas: Canvas, target: Colours) -> Colours:
    """The clean canvas in other colours, in linear sRGB.

    `target` is one colour (3,) or one for each pixel (height, width, 3): what the material shows
    where it is well lit.
    """
    body = canvas.body
    shade, gloss = body.split(canvas.clean)
    bright = float(luminance(body.color))
    gain = float(luminance(target).mean()) / max(bright, 1e-4)
    # A dark body shows little shade, much noise and mostly reflections: soften all three.
    brightening = float(np.clip(np.log2(max(gain, 1e-3)) / 4.0, 0.0, 1.0))
    if brightening > 0.2:
        smooth = guided(luminance(canvas.clean), shade, 3, 2e-4)
        shade = shade + np.float32(brightening) * (smooth - shade)
    lit = np.power(np.maximum(shade, 0.0), np.float32(1.0 - 0.35 * brightening))
    veil = np.clip(gloss / (1.0 - np.minimum(shade * np.float32(bright), 0.9)), 0.0, 1.0)
    if gain < 1.0:
        veil = _dimmed_haze(veil, gain)
    veil = veil[..., None]
    return _shoulder(lit[..., None] * target) * (1.0 - veil) + veil


def _dimmed_haze(veil: Plane, gain: float) -> Plane:
    """Gloss for a darker paint: highlights stay, a broad haze dims with the paint, or it would
    lie on the dark colour as a grey veil."""
    radius = max(2, max(veil.shape) // 60)
    low = np.asarray(cv2.erode(veil, disk(radius)), np.float32)
    haze = np.clip(guided(veil, blur(low, radius), radius, 1e-2), 0.0, veil)
    return veil - haze * np.float32(1.0 - gain)


def _shoulder(linear: Colours) -> Colours:
    """Rolls off above 0.85 so that bright shading does not clip to a flat patch; keeps hue."""
    knee = np.float32(0.85)
    peak = linear.max(axis=-1, keepdims=True)
    over = np.maximum(peak - knee, np.float32(0.0))
    rolled = knee + (1.0 - knee) * (1.0 - np.exp(-over / (1.0 - knee)))
    return linear * np.where(peak > knee, rolled / np.maximum(peak, np.float32(1e-5)), 1.0)
