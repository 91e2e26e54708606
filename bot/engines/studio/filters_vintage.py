"""Vintage print: a worn offset print on yellowed paper, with its screens and its faults."""

from __future__ import annotations

import numpy as np

from bot.engines.arrays import Plane
from bot.engines.studio.colour import Colours, from_cielab, to_cielab
from bot.engines.studio.filters_sitter import Sitter
from bot.engines.studio.smoothing import at_least, blur, ramp
from bot.engines.studio.strokes import cloud, grain, halftone, read

_PAPER = np.array([0.955, 0.915, 0.815], np.float32)
_INKS = (
    np.array([0.22, 0.56, 0.66], np.float32),  # cyan, sun-bleached
    np.array([0.80, 0.30, 0.40], np.float32),
    np.array([0.95, 0.80, 0.28], np.float32),
    np.array([0.21, 0.19, 0.20], np.float32),  # black, never quite
)
_ANGLES = tuple(np.radians(angle) for angle in (15.0, 75.0, 0.0, 45.0))
"""Screen angles of cyan, magenta, yellow and black: apart, so that dots make no moiré."""
_OFFSETS = ((1.0, 0.4), (-0.8, 0.7), (0.3, -0.6), (0.0, 0.0))
"""Where the plates lie, relative to black; times the misregistration in pixels."""


def draw_vintage(sitter: Sitter) -> Colours:
    """Four faded inks through dot screens that do not quite register, on old paper."""
    amount = sitter.amount
    plates = _separated(_faded(sitter))
    pitch = sitter.px(6.4 - 2.0 * sitter.detail)
    slip = sitter.px(1.9 * amount) * _slip(sitter)
    wear = 0.5 + 0.5 * np.tanh(cloud(sitter.rng(2), sitter.shape, sitter.px(160), octaves=4))
    speckle = grain(sitter.rng(3), sitter.shape, sitter.px(0.7))
    printed = np.ones((*sitter.shape, 3), np.float32)
    for plate, ink, angle, offset in zip(plates, _INKS, _ANGLES, _OFFSETS, strict=True):
        shifted = _shifted(plate, slip * offset[0], slip * offset[1])
        dots = halftone(shifted, angle=float(angle), pitch=pitch)
        screened = shifted + np.float32(0.62 * amount) * (dots - shifted)
        hold = 1.0 - amount * (0.10 * wear + 0.07 * at_least(speckle - 0.6, 0.0))
        printed *= 1.0 - (screened * hold)[..., None] * (1.0 - ink)
    return _letters(sitter, printed, slip) * _old_paper(sitter)


def _faded(sitter: Sitter) -> Colours:
    """The photo in the colours of an old advertisement: flatter, warmer, less blue."""
    amount = np.float32(sitter.amount)
    lab = to_cielab(blur(sitter.picture, 0.6 * sitter.scale))
    lab[..., 0] = 100.0 - (100.0 - lab[..., 0]) * (1.0 - 0.10 * amount)
    lab[..., 0] = np.clip(50.0 + (lab[..., 0] - 50.0) * (1.0 + 0.12 * amount), 0.0, 100.0)
    lab[..., 1:] *= 1.0 + 0.10 * amount
    return from_cielab(lab)


def _separated(picture: Colours) -> list[Plane]:
    """Ink shares of cyan, magenta, yellow and black, with two thirds of the grey in black."""
    cmy = 1.0 - np.clip(picture, 0.0, 1.0)
    black = np.float32(0.66) * ramp(cmy.min(axis=-1), 0.12, 1.0)
    rest = (cmy - black[..., None]) / at_least(1.0 - black, 0.05)[..., None]
    return [*(np.clip(rest[..., i], 0.0, 1.0) for i in range(3)), black]


def _slip(sitter: Sitter) -> float:
    """How badly this sheet registers, 0.6 to 1.2."""
    return float(sitter.rng(4).uniform(0.6, 1.2))


def _shifted(plane: Plane, dx: float, dy: float) -> Plane:
    if dx == 0.0 and dy == 0.0:
        return plane
    y, x = np.mgrid[0 : plane.shape[0], 0 : plane.shape[1]].astype(np.float32)
    return read(np.ascontiguousarray(plane), x - np.float32(dx), y - np.float32(dy))


def _letters(sitter: Sitter, printed: Colours, slip: float) -> Colours:
    """Print of the product: solid ink, or paper left free, with the ghost of a slipped plate."""
    letters = sitter.letters
    if letters.empty:
        return printed
    ghost = _shifted(letters.cover, 0.5 * slip, 0.3 * slip)[..., None]
    ink = np.clip(letters.ink / at_least(_PAPER, 0.5), 0.0, 1.0)
    printed = printed + 0.35 * ghost * (ink - printed)
    cover = letters.cover[..., None]
    return printed * (1.0 - cover) + ink * cover


def _old_paper(sitter: Sitter) -> Colours:
    """Yellowed paper: fibres, stains, a browner rim."""
    amount = np.float32(sitter.amount)
    rows, columns = sitter.shape
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    border = np.minimum(np.minimum(x, columns - x), np.minimum(y, rows - y))
    border = border + sitter.px(30) * cloud(sitter.rng(5), sitter.shape, sitter.px(320), octaves=4)
    rim = ramp(border, sitter.px(150), 0.0) ** 2
    stain = ramp(cloud(sitter.rng(6), sitter.shape, sitter.px(420), octaves=4), 0.2, 2.2)
    fibres = 0.012 * grain(sitter.rng(7), sitter.shape, sitter.px(0.9))
    shade = (1.0 + fibres - 0.10 * rim - 0.05 * stain)[..., None]
    browner = np.array([1.0, 0.96, 0.86], np.float32)
    aged = _PAPER * shade * (1.0 + (0.6 * rim + 0.4 * stain)[..., None] * (browner - 1.0))
    return 1.0 + amount * (aged - 1.0)
