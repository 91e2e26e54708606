"""Relight: the tone, colour temperature and light direction of a scene, on a photo that stays."""

from __future__ import annotations

import numpy as np

from bot.domain.recipe import Backdrop
from bot.engines.arrays import Plane, Rgb
from bot.engines.studio.backdrop import paint_scene
from bot.engines.studio.backdrop_lens import enlarged
from bot.engines.studio.colour import Colours, luminance, to_linear, to_srgb
from bot.engines.studio.perspective import stage_of
from bot.engines.studio.sampling import gaussian, shrunk

_SKETCH_SIDE = 160
"""Long side in pixels at which a scene is painted when only its light is wanted."""
_FIELD_SIDE = 48
"""Long side in pixels of a light field."""
_SPREAD = 0.14
"""Sigma of a light field's blur, as a share of its long side: wide enough to hide all shapes."""
_EXPOSURE, _TINT, _DIRECTION = 0.30, 0.42, 0.40
"""How much of the scene's brightness, colour and light distribution a full relight takes over."""


def relight(source: Rgb, backdrop: Backdrop, *, seed: int, strength: float) -> Rgb:
    """The whole photo (height, width, 3) in the light of a scene, for photos without a mask.

    Every pixel moves in a straight line from the source's value with `strength`; 0 returns the
    source's bytes. Shapes, textures and print stay as they are.
    """
    if strength <= 0.0:
        return source.copy()
    gain = relight_gain(source, sketched_light(source.shape[:2], backdrop, seed=seed))
    linear = to_linear(source)
    relit = to_srgb(softly_clipped(linear * gain)).astype(np.float32)
    moved = source + (relit - source) * np.float32(strength)
    return np.rint(moved).astype(np.uint8)


def sketched_light(shape: tuple[int, int], backdrop: Backdrop, *, seed: int) -> Colours:
    """Light field of a scene, painted small for a picture of `shape` (height, width)."""
    height, width = shape
    factor = min(1.0, _SKETCH_SIDE / max(height, width))
    small = max(16, round(height * factor)), max(16, round(width * factor))
    scene = paint_scene(stage_of(np.zeros(small, np.float32)), backdrop, seed=seed)
    return light_field(scene.assembled())


def light_field(linear: Colours, weight: Plane | None = None) -> Colours:
    """The light of a picture without its shapes: (rows, columns, 3), at most 48 on a side.

    `weight` (height, width) leaves out what is not scene. Where nothing counts, the field is the
    mean of the rest (mid grey if nothing counts at all).
    """
    height, width = linear.shape[:2]
    factor = min(1.0, _FIELD_SIDE / max(height, width))
    size = max(2, round(width * factor)), max(2, round(height * factor))
    counted = np.ones(linear.shape[:2], np.float32) if weight is None else weight
    small = shrunk(linear * counted[..., None], *size)
    counted = shrunk(counted, *size)
    total = float(counted.sum())
    mean = small.sum(axis=(0, 1)) / total if total > 1e-3 else np.full(3, 0.2, np.float32)
    sigma = _SPREAD * max(size)
    trust = 0.02  # where hardly anything counts, lean on the mean
    summed = gaussian(small, sigma) + np.float32(trust) * mean
    counts = gaussian(counted, sigma) + np.float32(trust)
    return np.maximum(summed / counts[..., None], 1e-4).astype(np.float32)


def relight_gain(source: Rgb, field: Colours) -> Colours:
    """Gain (height, width, 3) that brings a photo towards the light of a scene."""
    height, width = source.shape[:2]
    scene_mean = field.mean(axis=(0, 1))
    source_mean = light_field(to_linear(source)).mean(axis=(0, 1))
    scene_level, source_level = float(luminance(scene_mean)), float(luminance(source_mean))
    exposure = (scene_level / max(source_level, 1e-3)) ** _EXPOSURE
    tint = (scene_mean / scene_level) ** np.float32(_TINT)
    tint = tint / np.float32(luminance(tint))
    brightness = luminance(field)
    direction = (brightness / np.float32(brightness.mean())) ** np.float32(_DIRECTION)
    gain = (
        np.clip(direction, 0.6, 1.5)[..., None] * tint * np.float32(np.clip(exposure, 0.55, 1.35))
    )
    return enlarged(gain.astype(np.float32), width, height)


def softly_clipped(linear: Colours, *, knee: float = 0.8) -> Colours:
    """Highlights above `knee` rolled off towards 1 instead of clipped; a knee of 1 clips."""
    if knee >= 1.0:
        return np.minimum(linear, np.float32(1.0))
    room = np.float32(1.0 - knee)
    over = np.maximum(linear - np.float32(knee), 0.0)
    return np.minimum(linear, knee) + room * (1.0 - np.exp(-over / room))
