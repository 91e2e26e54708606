"""Clean-up of a rough render, a draft or a photo: noise out, form and edges in, size doubled."""

from __future__ import annotations

import cv2
import numpy as np

from bot.domain.recipe import Finish
from bot.engines.arrays import Mask, Plane, Rgb
from bot.engines.studio.refine_denoise import block_level, denoise, noise_level
from bot.engines.studio.refine_upscale import enlarge, enlarge_colour, upscale
from bot.engines.studio.smoothing import at_least, blur, guided, resize

FULL_STRENGTH = 0.4
"""At this strength the recipe works as it is written; above it a little more."""
_MOST = 1.5


def refine(source: Rgb, mask: Mask | None, recipe: Finish, *, strength: float, seed: int) -> Rgb:
    """Refine a photo; the result is `recipe.upscale` times the size.

    `strength` 0 gives the source (bicubically enlarged where the recipe enlarges), 0.4 the recipe
    as it is written, more than that up to half as much again. With a mask the product is
    sharpened more than the scene, whose blur is wanted. `seed` is not used: nothing is random.
    """
    amount = min(_MOST, max(0.0, strength) / FULL_STRENGTH)
    double = recipe.upscale == 2
    if amount == 0.0:
        return _bytes(enlarge(_floats(source))) if double else source.copy()
    luma, reds, blues = _split(source)
    noise = max(noise_level(luma), block_level(luma))
    luma = _denoised(luma, noise, min(1.0, amount * recipe.denoise))
    if recipe.denoise > 0:
        reds, blues = (_calm_colour(c, luma, noise, amount * recipe.denoise) for c in (reds, blues))
    luma = _with_local_contrast(luma, amount * recipe.contrast)
    if double:
        plain = enlarge(luma)
        luma = plain + np.float32(min(1.0, amount)) * (upscale(luma) - plain)
        reds, blues = enlarge_colour(reds), enlarge_colour(blues)
    left = noise * (1.0 - 0.8 * min(1.0, amount * recipe.denoise))
    reach = 1.5 if double else 0.9
    sharp = _sharpened(luma, amount * recipe.sharpen, reach=reach, noise=left)
    luma = luma + _care(mask, luma.shape) * (sharp - luma)
    return _joined(luma, reds, blues)


def _split(source: Rgb) -> tuple[Plane, Plane, Plane]:
    """Luma and the two colour differences (YCrCb, BT.601), 0 to 1."""
    coded = cv2.cvtColor(_floats(source), cv2.COLOR_RGB2YCrCb)
    luma, reds, blues = (np.asarray(plane, np.float32) for plane in cv2.split(coded))
    return luma, reds, blues


def _joined(luma: Plane, reds: Plane, blues: Plane) -> Rgb:
    coded = np.ascontiguousarray(np.stack([luma, reds, blues], axis=-1))
    return _bytes(np.asarray(cv2.cvtColor(coded, cv2.COLOR_YCrCb2RGB), np.float32))


def _floats(source: Rgb) -> Plane:
    return source.astype(np.float32) / np.float32(255.0)


def _bytes(values: Plane) -> Rgb:
    return np.rint(np.clip(values, 0.0, 1.0) * 255.0).astype(np.uint8)


def _denoised(luma: Plane, noise: float, share: float) -> Plane:
    """The cleaned luma, as far as the share asks for; fine grain is kept with the rest."""
    if share <= 0.0 or noise <= 0.0005:
        return luma
    cleaned = denoise(luma, noise * (0.6 + 0.5 * share))
    return luma + np.float32(_mostly(share)) * (cleaned - luma)


def _calm_colour(colour: Plane, luma: Plane, noise: float, share: float) -> Plane:
    """Colour without blotches: cleaned at half size, where JPEG keeps it in the same blocks as
    luma, and brought back to the edges of the luma."""
    share = min(1.0, share)
    size = (colour.shape[0] + 1) // 2, (colour.shape[1] + 1) // 2
    half = denoise(resize(colour, size), 0.002 + noise * (0.8 + 1.2 * share))
    calm = guided(luma, resize(half, colour.shape, smooth=True), 3, 1e-3)
    return colour + np.float32(_mostly(share)) * (calm - colour)


def _mostly(share: float) -> float:
    """Half a share takes three quarters of the noise: what is left of it is seen as noise still."""
    return 1.0 - (1.0 - share) ** 2


def _with_local_contrast(luma: Plane, share: float) -> Plane:
    """Form brought out: differences within an area grow, large edges do not (guided filter, so
    that no halo surrounds them), and dark and bright ends part a little."""
    if share <= 0.0:
        return luma
    radius = max(2, round(max(luma.shape) / 48))
    base = guided(luma, luma, radius, 1.2e-2)
    detail = luma - base
    bounded = 0.14 * np.tanh(detail / np.float32(0.14))
    curve = base + np.float32(0.10 * share) * np.sin(2.0 * np.pi * (base - 0.5)) * 0.5
    return np.clip(curve + detail + np.float32(0.6 * share) * bounded, 0.0, 1.0)


def _sharpened(luma: Plane, share: float, *, reach: float, noise: float) -> Plane:
    """Steeper edges that stay between the values on either side of them, so that no halo rings
    them; what is no stronger than the noise is left alone."""
    if share <= 0.0:
        return luma
    detail = luma - blur(luma, reach)
    floor = np.float32(1.2 * noise + 0.0012)
    detail = np.sign(detail) * at_least(np.abs(detail) - floor, 0.0)
    square = np.ones((3, 3), np.uint8)
    low = np.asarray(cv2.erode(luma, square), np.float32)
    high = np.asarray(cv2.dilate(luma, square), np.float32)
    slack = 0.06 * (high - low) + np.float32(0.003)
    return np.clip(luma + np.float32(2.6 * share) * detail, low - slack, high + slack)


def _care(mask: Mask | None, shape: tuple[int, ...]) -> Plane | np.float32:
    """How much of the sharpening each pixel takes: all on the product, half in the scene."""
    if mask is None:
        return np.float32(1.0)
    alpha = mask.alpha if mask.alpha.shape == shape else enlarge(mask.alpha)
    return np.float32(0.5) + np.float32(0.5) * np.clip(alpha, 0.0, 1.0)
