"""Materials on a product's main material: metals by reflections, wood and stone by texture.

The form is not known, only its outline and its shade. The outline gives one whose slopes bend
textures and reflections towards the edge (`surfaces_form.py`); the shade does the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from bot.domain.recipe import Material
from bot.engines.arrays import Plane
from bot.engines.studio.colour import Colours, luminance, to_oklab
from bot.engines.studio.recolour_canvas import Canvas
from bot.engines.studio.recolour_coat import coat
from bot.engines.studio.smoothing import blur, grow, guided, limited, ramp, resize
from bot.engines.studio.surfaces_form import Form
from bot.engines.studio.surfaces_stone import Place, blend, marble, slate, terrazzo, wood

_DIMMEST, _BRIGHTEST = 0.44, 0.36
"""How bright a reflection behind light print may be, and how far from white behind dark print."""
_FADE_SIDE = 160
"""What fades slowly is found with the product's longer side at this many pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Metal:
    """A metal's tones from dark to bright reflections, at 0, 0.35, 0.7 and 1."""

    tones: tuple[str, str, str, str]
    contrast: float = 1.0


_METALS = {
    Material.GOLD: _Metal(tones=("#2e1c06", "#96661a", "#dcae48", "#fff2c4")),
    Material.SILVER: _Metal(tones=("#1d1f22", "#74797f", "#c4c8cc", "#ffffff")),
    Material.COPPER: _Metal(tones=("#260e06", "#92441f", "#dc8a58", "#ffe8d6")),
    Material.ROSE_GOLD: _Metal(tones=("#301712", "#9c6051", "#e3ae9c", "#fff1ea")),
    Material.CHROME: _Metal(tones=("#060708", "#3a3e43", "#9aa1a8", "#fcfeff"), contrast=1.5),
}


def finish(canvas: Canvas, material: Material, *, seed: int) -> Colours:
    """The clean canvas in another material, in linear sRGB. `seed` moves grain and veins."""
    form = Form.of(_without_fittings(canvas))
    if material in _METALS:
        return _metal(canvas, form, _METALS[material])
    rng = np.random.default_rng(seed)
    place = _place(form)
    match material:
        case Material.OAK | Material.WALNUT:
            albedo = wood(material, place, rng)
        case Material.WHITE_MARBLE | Material.BLACK_MARBLE:
            albedo = marble(material, place, rng)
        case Material.SLATE:
            albedo = slate(place, rng)
        case _:
            return coat(canvas, terrazzo(place, rng, _around_print(canvas, 1 / 90) > 0.2))
    return coat(canvas, _quiet_behind_print(albedo, canvas))


def _without_fittings(canvas: Canvas) -> Plane:
    """The main material's region with what lies on it counted in: clasps, buttons, labels. A lid
    or a leg, which has most of its edge at the product's outline, is a form of its own."""
    region = canvas.alpha * canvas.cover
    inside = canvas.alpha > 0.5
    gaps = (inside & (canvas.cover <= 0.5)).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(gaps)
    for part in range(1, count):
        x, y, width, height = stats[part, :4]
        cut = slice(max(0, y - 3), y + height + 3), slice(max(0, x - 3), x + width + 3)
        own = labels[cut] == part
        ring = grow(own, 2) & ~own
        if (ring & ~inside[cut]).sum() < 0.4 * ring.sum():
            region[cut][own] = 1.0
    return region


def _around_print(canvas: Canvas, share: float) -> Plane:
    """1 on and around the letters, falling off over `share` of the window's longer side."""
    letters = canvas.letter_cover > 0.3
    reach = max(2, round(share * max(letters.shape)))
    return blur(grow(letters, reach).astype(np.float32), reach / 2)


def _above_and_below_print(canvas: Canvas) -> Plane:
    """1 on the letters, falling off slowly upwards and downwards, as reflections run in a body that
    stands upright: a lamp fades out towards the print instead of stopping at it."""
    letters = (canvas.letter_cover > 0.3).astype(np.float32)
    small = limited(letters, _FADE_SIDE)
    side = max(small.shape)
    wide = cv2.GaussianBlur(small, (0, 0), sigmaX=side / 26, sigmaY=side / 9)
    fade = np.asarray(wide, np.float32) / np.float32(max(float(wide.max()), 1e-6))
    return resize(ramp(fade, 0.0, 0.35), (letters.shape[0], letters.shape[1]), smooth=True)


def _quiet_behind_print(albedo: Colours, canvas: Canvas) -> Colours:
    """A texture that calms down around letters, or they would be lost among veins and chips."""
    level = luminance(albedo)
    low, high = (float(v) for v in np.percentile(level, [60, 80]))
    plain = albedo[(level >= low) & (level <= high)].mean(axis=0)  # the ground, not the chips
    return albedo + _around_print(canvas, 1 / 60)[..., None] * (plain - albedo)


def _place(form: Form) -> Place:
    """Texture coordinates that lie on the form. The grain runs along the product's longer axis."""
    rows, columns = form.depth.shape
    across, along = (plane / np.float32(form.span) for plane in (form.across, form.along))
    if rows < 0.85 * columns:
        across, along = along, across
    return Place(along=along, across=across, depth=form.depth / np.float32(form.span))


def _metal(canvas: Canvas, form: Form, metal: _Metal) -> Colours:
    """Reflections through the metal's tones."""
    tone = _reflection(canvas, form, metal.contrast)
    letters = canvas.letter_cover > 0.8
    if letters.any():  # no bright reflection behind light print, no dark one behind dark print
        light = float(np.median(luminance(canvas.letters.ink[letters]))) > 0.25
        legible = (
            0.44 * np.tanh(tone / 0.44) if light else 1.0 - 0.36 * np.tanh((1.0 - tone) / 0.36)
        )
        tone += _above_and_below_print(canvas) * (legible - tone)
    return blend(metal.tones, (0.0, 0.35, 0.7, 1.0), tone)


def _reflection(canvas: Canvas, form: Form, contrast: float) -> Plane:
    """How bright the mirror image of a studio is at each pixel, 0 to 1.

    Half of it follows the photo's shade in bands, for a mirror shows dark and bright parts of the
    room in turn where a matt surface only grows brighter; half is a room with two soft boxes,
    seen by the slopes of the form. The photo's own highlights come on top.
    """
    lightness = to_oklab(canvas.clean)[..., 0]
    radius = max(3, round(form.span / 70))
    broad = guided(lightness, lightness, radius, 4e-3)
    covered = (canvas.cover > 0.5) & (canvas.alpha > 0.9)
    low, high = (
        float(v) for v in np.percentile(broad[covered] if covered.any() else broad, [2, 98])
    )
    shade = np.clip((broad - low) / max(high - low, 0.08), 0.0, 1.0)
    smooth = shade * shade * (3.0 - 2.0 * shade)
    bands = 0.5 - 0.5 * np.cos(3.0 * np.pi * shade)
    tone = 0.36 * smooth + 0.16 * bands + 0.48 * _room(form)
    tone = 0.5 + (tone - 0.46) * np.float32(1.25 * contrast)
    _, gloss = canvas.body.split(canvas.clean)
    highlights = np.clip(2.0 * blur(gloss, 0.8), 0.0, 1.0)
    tone = tone + highlights * np.clip(1.0 - tone, 0.0, 1.0)
    return np.clip(tone + 1.2 * (lightness - broad), 0.0, 1.0).astype(np.float32)


def _room(form: Form) -> Plane:
    """A photographer's room in a mirror, by the surface's normal, 0 to 1: a large soft box on the
    left, a strip on the right, a bright ceiling, a dark floor and dark corners."""

    def light(normal: Plane, place: float, width: float) -> Plane:
        return np.exp(-(((normal - np.float32(place)) / np.float32(width)) ** 2))

    side = 0.8 * light(form.right, -0.46, 0.2) + 0.5 * light(form.right, 0.66, 0.11)
    upright = 0.3 * ramp(form.down, -0.2, -0.95) - 0.25 * ramp(form.down, 0.3, 0.95)
    corners = 0.45 * ramp(np.abs(form.right), 0.78, 1.0)
    return np.clip(0.36 + side + upright - corners, 0.0, 1.0)
