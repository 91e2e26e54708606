"""Small drawn products with exact masks, for the tests of paint, print, filters and finish."""

from __future__ import annotations

import cv2
import numpy as np

from bot.engines.arrays import Mask, Plane, Region, Rgb
from bot.engines.cutout.roles import mask_from_alpha
from bot.engines.studio.colour import Colours, parse_hex, to_linear, to_oklab, to_srgb


def mask_of(alpha: Plane) -> Mask:
    """A trusted mask with this alpha."""
    return mask_from_alpha(alpha, confidence=1.0, trust=0.5, method="attached")


def ball(
    color: str, *, size: int = 160, gloss: float = 0.25, background: str = "#b8b8ba"
) -> tuple[Rgb, Mask]:
    """A shaded ball with a white highlight, lit from the top left, and its mask."""
    y, x = (np.mgrid[0:size, 0:size].astype(np.float32) - size / 2 + 0.5) / (0.38 * size)
    radius = np.hypot(x, y)
    depth = np.sqrt(np.clip(1.0 - radius**2, 0.0, 1.0))
    light = np.clip(-0.4 * x - 0.5 * y + 0.77 * depth, 0.0, 1.0)
    shade = (0.25 + 0.75 * light)[..., None]
    lit = shade * parse_hex(color) + gloss * (light**40)[..., None]
    alpha = np.clip((1.0 - radius) * 0.38 * size + 0.5, 0.0, 1.0).astype(np.float32)
    picture = lit * alpha[..., None] + parse_hex(background) * (1.0 - alpha[..., None])
    return to_srgb(picture.astype(np.float32)), mask_of(alpha)


def box(color: str, *, height: int = 180, width: int = 240) -> tuple[Rgb, Mask]:
    """A flat front, a little darker to the right, on grey, and its mask."""
    alpha = np.zeros((height, width), np.float32)
    alpha[20 : height - 20, 20 : width - 20] = 1.0
    light = np.linspace(1.0, 0.8, width, dtype=np.float32)[None, :, None]
    front = np.broadcast_to(parse_hex(color) * light, (height, width, 3))
    picture = np.where(alpha[..., None] > 0, front, parse_hex("#9a9a9a"))
    return to_srgb(picture.astype(np.float32)), mask_of(alpha)


def with_patch(source: Rgb, color: str, *, where: tuple[slice, slice]) -> Rgb:
    """The photo with an even patch on it."""
    result = source.copy()
    result[where] = to_srgb(parse_hex(color))
    return result


def with_text(
    source: Rgb, text: str, color: str, *, at: tuple[int, int], scale: float = 1.0
) -> tuple[Rgb, Region]:
    """The photo with printed text whose lower left corner lies at (x, y), and the text's pixels."""
    cover = np.zeros(source.shape[:2], np.uint8)
    cv2.putText(cover, text, at, cv2.FONT_HERSHEY_SIMPLEX, scale, 255, 3, cv2.LINE_AA)
    share = (cover.astype(np.float32) / 255.0)[..., None]
    ink = to_srgb(parse_hex(color)).astype(np.float32)
    printed = source.astype(np.float32) * (1.0 - share) + ink * share
    return np.rint(printed).astype(np.uint8), cover > 200


def lab_of(picture: Rgb) -> Colours:
    """OKLab of a photo."""
    return to_oklab(to_linear(picture))


def difference(first: Rgb, second: Rgb) -> Plane:
    """OKLab distance of every pixel; 0.02 is just noticeable."""
    return np.linalg.norm(lab_of(first) - lab_of(second), axis=-1)


def drift(first: Rgb, second: Rgb) -> float:
    """Mean absolute difference in bytes."""
    return float(np.abs(first.astype(np.float32) - second.astype(np.float32)).mean())
