"""Reflection: the product's mirror image in a polished ground."""

from __future__ import annotations

import cv2
import numpy as np

from bot.engines.arrays import Plane
from bot.engines.studio.backdrop_lens import blur
from bot.engines.studio.backdrop_scene import Scene
from bot.engines.studio.colour import Colours
from bot.engines.studio.perspective import Stage
from bot.engines.studio.sampling import gaussian, grown, looked_up
from bot.engines.studio.shadow_base import base_line

_STRONGEST = 0.6
"""Share of light that a full `reflection` mirrors."""
_FADE = 0.2
"""The mirror image fades out over so many units below the base."""
_STEP = 2
"""The mirror image is computed at every so many pixels; it is soft."""


def with_reflection(
    scene: Scene, product: Colours, alpha: Plane, stage: Stage, reflection: float
) -> Colours:
    """The scene's sheen with the product mirrored in it, where the ground is polished.

    `product` (height, width, 3) is linear light without the old background, `reflection` (0 to 1)
    adds to the ground's own polish. Each column is mirrored about its own base line.
    """
    polish = scene.polish + np.maximum(_STRONGEST - scene.polish, 0.0) * np.float32(reflection)
    if float(polish.max(initial=0.0)) <= 0.0 or not (alpha > 0.5).any():
        return scene.sheen
    rows = np.arange(scene.first_row, stage.height, _STEP, dtype=np.float32)[:, None]
    columns = np.arange(0, stage.width, _STEP, dtype=np.float32)[None, :]
    foot = gaussian(base_line(alpha, stage).row[None, :], 2.0)[:, ::_STEP]
    below = rows - foot
    source_rows = np.where(below >= 0, foot - below, -10.0).astype(np.float32)
    source_columns = np.broadcast_to(columns, source_rows.shape).astype(np.float32)
    premultiplied = np.dstack([product * alpha[..., None], alpha])
    image = looked_up(premultiplied, source_columns, source_rows, border=cv2.BORDER_CONSTANT)
    fade = np.clip(1.0 - below / np.float32(_FADE * stage.unit), 0.0, 1.0) ** 2
    image *= fade[..., None]
    image = blur(image, 0.004 * stage.unit / _STEP)
    image = grown(image, stage.width, stage.height - scene.first_row, smooth=False)
    mirrored, covered = image[..., :3], image[..., 3:]
    return scene.sheen * (1.0 - covered) + mirrored * polish[:, None, None]
