"""Small scenes with a product, and their masks."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image

from bot.domain.export import Ground, Target, TargetWords
from bot.domain.finishing import FinishSource
from bot.engines.arrays import Mask, Rgb
from bot.engines.cutout.roles import mask_from_alpha


def a_mask(
    height: int = 240, width: int = 320, box: tuple[int, int, int, int] = (110, 90, 210, 200),
    *, trusted: bool = True,
) -> Mask:  # fmt: skip
    """A rectangle (left, top, right, bottom) of product."""
    alpha = np.zeros((height, width), np.float32)
    left, top, right, bottom = box
    alpha[top:bottom, left:right] = 1.0
    confidence = 0.9 if trusted else 0.1
    return mask_from_alpha(alpha, confidence=confidence, trust=0.5, method="plain")


def a_scene(mask: Mask, *, wall: int = 215, floor: int = 150, horizon: float = 0.6) -> Rgb:
    """A grey wall over a darker floor with a red product."""
    height, width = mask.alpha.shape
    rgb = np.full((height, width, 3), wall, np.uint8)
    rgb[round(horizon * height) :] = floor
    rgb[mask.alpha > 0.5] = (190, 40, 40)
    return rgb


def as_png(rgb: Rgb) -> bytes:
    """The picture as a file."""
    file = io.BytesIO()
    Image.fromarray(rgb, "RGB").save(file, "PNG")
    return file.getvalue()


def a_source(rgb: Rgb, **changes: Any) -> FinishSource:
    """The picture as it is handed to finishing."""
    return FinishSource(**{"name": "cup.png", "data": as_png(rgb), **changes})


def a_target(**changes: Any) -> Target:
    """A small square that continues the scene."""
    fields: dict[str, Any] = {
        "name": "square", "words": {"en": TargetWords(label="Square", about="Feeds")},
        "width": 200, "height": 200, "max_bytes": 10**6, "min_source_px": 64,
    }  # fmt: skip
    return Target(**{**fields, **changes})


def a_white_target(**changes: Any) -> Target:
    """A small main picture."""
    return a_target(
        **{"name": "main", "ground": Ground.WHITE, "fill": 0.85, "text": False, **changes}
    )
