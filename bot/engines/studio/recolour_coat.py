"""Paint on a canvas: the body's colour replaced, its shade and gloss kept."""

from __future__ import annotations

import cv2
import numpy as np

from bot.engines.arrays import Plane
from bot.engines.studio.colour import Colours, GamutTable, from_oklab, luminance, to_oklab
from bot.engines.studio.materials_body import Body
from bot.engines.studio.recolour_canvas import Canvas
from bot.engines.studio.smoothing import at_least, blur, disk, fraction, guided

_NOISY = (0.42, 0.25)
"""OKLab lightness of bodies whose fine differences are grain, and of those where it is noise."""
_BLACKEST = 0.19
"""OKLab lightness of the blackest paint. Even soot reflects a twentieth of the light, and a colour
that reflects nothing would show no form at all."""
_LEAST_RELIEF = 0.6
"""How much of the source's differences in lightness a darker paint shows at least."""
_STEEPEST = 3.6
"""Largest exponent of the shade by which they are kept up."""
_SHEEN = 0.031
"""Linear light that a black paint mirrors where the light falls full: what shows its form."""
_SATIN = (0.36, 0.19)
"""OKLab lightness of paints that mirror nothing to speak of against their own colour, and of those
that do so in full."""
_KEPT_CHROMA = 0.85
"""Share of a colour's chroma that its lit parts keep where sRGB holds no more; below, the whole
coat is exposed a little less."""
_LEAST_EXPOSURE = 0.94
"""How far down that may go, as a share of OKLab lightness: the colour stays the one asked for."""
_LIT = 96
"""Percentile of the shade that counts as fully lit."""


def coat(canvas: Canvas, target: Colours) -> Colours:
    """The clean canvas in other colours, in linear sRGB.

    `target` is one colour (3,) or one for each pixel (height, width, 3): what the material shows
    where it is well lit. One colour keeps the form at the cost of chroma: what is brighter than
    sRGB can show becomes paler instead of being cut off.
    """
    body = canvas.body
    shade, gloss = body.split(canvas.clean)
    bright = float(luminance(body.color))
    gain = float(luminance(target).mean()) / max(bright, 1e-4)
    # A dark body shows little shade, much noise and mostly reflections: soften all three.
    brightening = float(np.clip(np.log2(max(gain, 1e-3)) / 4.0, 0.0, 1.0))
    noisy = brightening * fraction(float(to_oklab(body.color)[0]), *_NOISY)
    if noisy > 0.1:
        smooth = guided(luminance(canvas.clean), shade, 3, 2e-4)
        shade = shade + np.float32(noisy) * (smooth - shade)
    lit = np.power(at_least(shade, 0.0), np.float32(1.0 - 0.35 * brightening))
    veil = np.clip(gloss / (1.0 - np.minimum(shade * np.float32(bright), 0.9)), 0.0, 1.0)
    if gain < 1.0:
        veil = _dimmed_haze(veil, gain)
    veil = veil[..., None]
    if target.ndim == 1:
        painted = _one_colour(canvas, lit, target)
    else:
        painted = _shoulder(lit[..., None] * target)
    return painted * (1.0 - veil) + veil


def _one_colour(canvas: Canvas, lit: Plane, target: Colours) -> Colours:
    """One colour under a shade (1: well lit), in linear sRGB within its gamut.

    In OKLab a shade scales lightness and chroma together and keeps the hue. Above the colour's own
    lightness sRGB holds less and less of its chroma: lightness goes on, chroma gives way.
    """
    lab = to_oklab(target)
    lightness = max(float(lab[0]), _BLACKEST)
    chroma, hue = float(np.hypot(lab[1], lab[2])), float(np.arctan2(lab[2], lab[1]))
    gamut = GamutTable.for_hue(hue)
    shade = np.cbrt(at_least(lit, 1e-4))
    relief = _relief(canvas.body, lightness)
    inside = (canvas.alpha * canvas.cover) > 0.9
    full = float(np.percentile(shade[inside], _LIT)) if inside.any() else 1.0
    highest = _highest(gamut, lightness, chroma)
    exposure = float(np.clip(highest / (lightness * full**relief), _LEAST_EXPOSURE, 1.0))
    shaded = lightness * np.float32(exposure) * np.power(shade, np.float32(relief))
    shaded = _rolled_off(shaded, highest)
    wanted = shaded * np.float32(chroma / lightness)
    kept = _within(gamut, shaded, wanted)
    tinted = np.stack([shaded, kept * np.cos(hue), kept * np.sin(hue)], axis=-1)
    sheen = np.float32(_SHEEN * fraction(lightness, *_SATIN)) * np.minimum(shade / full, 1.1) ** 18
    return np.clip(from_oklab(tinted.astype(np.float32)) + sheen[..., None], 0.0, 1.0)


def _relief(body: Body, lightness: float) -> float:
    """Exponent of the shade that keeps the form visible in a paint darker than the body."""
    before = float(to_oklab(body.color)[0])
    return float(np.clip(_LEAST_RELIEF * before / lightness, 1.0, _STEEPEST))


def _highest(gamut: GamutTable, lightness: float, chroma: float) -> float:
    """The OKLab lightness up to which sRGB holds enough of the colour's chroma."""
    grid = np.linspace(0.0, 1.0, len(gamut.chroma))
    enough = (gamut.chroma >= _KEPT_CHROMA * chroma) & (grid <= 0.985)
    return max(float(grid[enough].max(initial=0.0)), 0.9 * lightness)


def _within(gamut: GamutTable, lightness: Plane, chroma: Plane) -> Plane:
    """Chroma that sRGB holds: nearly all of what is wanted up to four fifths of what there is, then
    ever less, since an edge of the gamut shows as an edge on the product. The sharpest one, where
    a hue is at its purest, is rounded."""
    count = len(gamut.chroma)
    rounded = np.convolve(np.pad(gamut.chroma, 4, mode="edge"), np.full(9, 1 / 9), mode="valid")
    limits = np.minimum(gamut.chroma, rounded)
    held = np.interp(lightness, np.linspace(0.0, 1.0, count), limits).astype(np.float32)
    share = chroma / at_least(held, 1e-4)
    knee = np.float32(0.8)
    bent = knee + (1.0 - knee) * np.tanh((share - knee) / (1.0 - knee))
    return held * np.where(share > knee, bent, share)


def _rolled_off(lightness: Plane, knee: float) -> Plane:
    """OKLab lightness that nears 1 slowly above the knee."""
    room = np.float32(max(1.0 - knee, 0.015))
    over = at_least(lightness - np.float32(knee), 0.0)
    return np.minimum(lightness, np.float32(knee)) + room * (1.0 - np.exp(-over / room))


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
