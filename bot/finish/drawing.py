"""Text drawn on a picture, with a shadow or a plate behind it."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image, ImageDraw

from bot.domain.contrast import Colour, relative_luminance
from bot.engines.arrays import Plane, Region, Rgb
from bot.finish.layout import Block
from bot.finish.legibility import DARK, LIGHT
from bot.finish.placing import Spot

PLATE_PADDING = 0.5
"""Ems between text and the edge of its plate."""
_PLATE_RADIUS = 0.28
_PLATE_ALPHA = 0.86
_SHADOW_SIGMAS = (0.30, 0.07)
"""Ems: a wide, faint shadow that calms the ground, and a close one that sets the edges off."""
_SHADOW_ALPHAS = (0.55, 0.60)
_SMOOTH = 4
"""How much larger a plate is drawn before it is reduced, for smooth corners."""
_LIGHT_FROM = 0.18
"""Relative luminance from which a colour wants a dark ground: black and white then contrast with it
alike."""


def opposite(colour: Colour) -> Colour:
    """Light for a dark colour, dark for a light one."""
    return DARK if relative_luminance(colour) > _LIGHT_FROM else LIGHT


def with_plate(rgb: Rgb, block: Block, spot: Spot, colour: Colour, *, opaque: bool = False) -> Rgb:
    """`rgb` with a rounded plate behind the block, of the shade that `colour` is read best on."""
    padding = plate_padding(block)
    box = (
        spot.x - padding,
        spot.y - padding,
        spot.x + block.width + padding,
        spot.y + block.height + padding,
    )
    alpha = _rounded(box, round(_PLATE_RADIUS * block.em_px), rgb.shape[0], rgb.shape[1])
    return _blended(rgb, opposite(colour), alpha * np.float32(1.0 if opaque else _PLATE_ALPHA))


def plate_padding(block: Block) -> int:
    """What a plate needs around the block, in pixels."""
    return round(PLATE_PADDING * block.em_px)


def with_shadow(rgb: Rgb, block: Block, spot: Spot, colour: Colour, spared: Region | None) -> Rgb:
    """`rgb` with a soft shadow behind the letters: dark for light text, light for dark text. It
    does not fall where `spared` (height, width) is True."""
    ink = _on_picture(block, spot, rgb.shape[0], rgb.shape[1])
    shade = np.zeros_like(ink)
    for sigma, alpha in zip(_SHADOW_SIGMAS, _SHADOW_ALPHAS, strict=True):
        blurred = cv2.GaussianBlur(ink, (0, 0), max(0.6, sigma * block.em_px))
        strong = np.clip(blurred * 2.2, 0.0, 1.0) * np.float32(alpha)
        shade = 1.0 - (1.0 - shade) * (1.0 - strong)
    if spared is not None:
        shade[spared] = 0.0
    return _blended(rgb, opposite(colour), shade)


def with_text(rgb: Rgb, block: Block, spot: Spot, colour: Colour) -> Rgb:
    """`rgb` with the block's letters in `colour`."""
    return _blended(rgb, colour, _on_picture(block, spot, rgb.shape[0], rgb.shape[1]))


def behind(rgb: Rgb, block: Block, spot: Spot) -> Rgb:
    """The part of the picture that the block stands on."""
    return rgb[spot.y : spot.y + block.height, spot.x : spot.x + block.width]


def _on_picture(block: Block, spot: Spot, height: int, width: int) -> Plane:
    plane = np.zeros((height, width), np.float32)
    plane[spot.y : spot.y + block.height, spot.x : spot.x + block.width] = block.ink / 255.0
    return plane


def _rounded(box: tuple[int, int, int, int], radius: int, height: int, width: int) -> Plane:
    """A filled rectangle with round corners, smooth at its edge: (height, width), 0 to 1."""
    left, top, right, bottom = box
    size = (right - left, bottom - top)
    large = Image.new("L", (size[0] * _SMOOTH, size[1] * _SMOOTH), 0)
    ImageDraw.Draw(large).rounded_rectangle(
        (0, 0, large.width - 1, large.height - 1), radius * _SMOOTH, fill=255
    )
    shape = np.asarray(large.resize(size, Image.Resampling.BOX), np.float32) / 255.0
    plane = np.zeros((height, width), np.float32)
    into = plane[max(0, top) : bottom, max(0, left) : right]
    into[:] = shape[max(0, -top) :, max(0, -left) :][: into.shape[0], : into.shape[1]]
    return plane


def _blended(rgb: Rgb, colour: Colour, alpha: Plane) -> Rgb:
    """`colour` over `rgb`; pixels where alpha is 0 stay as they are."""
    rows, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
    out = rgb.copy()
    if not len(rows):
        return out
    window = (slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1))
    share = alpha[window][..., None]
    mixed = rgb[window] * (1.0 - share) + np.array(colour, np.float32) * share
    out[window] = np.rint(mixed).astype(np.uint8)
    return out
