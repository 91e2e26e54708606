"""Materials on a product's main material: metals by reflections, wood and stone by texture.

The form is not known, only its outline and its shade. The outline is inflated like a balloon to a
pseudo-height whose slopes bend textures and reflections towards the edge; the shade does the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from bot.domain.recipe import Material
from bot.engines.arrays import Plane, Region
from bot.engines.studio.colour import Colours, luminance, to_oklab
from bot.engines.studio.recolour_canvas import Canvas
from bot.engines.studio.recolour_coat import coat
from bot.engines.studio.smoothing import blur, disk, grow, guided, limited, ramp, resize
from bot.engines.studio.surfaces_stone import Place, blend, marble, slate, terrazzo, wood

_FORM_SIDE = 320
"""The form is found with the product's longer side at this many pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Pseudo-form of the product: `height` towards the viewer in pixels, and the surface normal's
    `right` and `down` parts from -1 to 1, all (height, width). `span` is the longer side in
    pixels."""

    height: Plane
    right: Plane
    down: Plane
    span: float

    @classmethod
    def inflate(cls, region: Plane) -> Form:
        """From how far each pixel is of the material: (height, width), 0 to 1.

        The membrane over the outline (Poisson's equation, constant pressure) has a square root
        that is a half circle over a strip and nearly a half sphere over a disk.
        """
        small = limited(region, _FORM_SIDE)
        small = np.asarray(cv2.morphologyEx(small, cv2.MORPH_CLOSE, disk(4)), np.float32)
        membrane = blur(_membrane(small > 0.5), 1.0)
        across = cv2.Sobel(membrane, cv2.CV_32F, 1, 0, scale=0.125)
        along = cv2.Sobel(membrane, cv2.CV_32F, 0, 1, scale=0.125)
        right, down = np.asarray(across, np.float32), np.asarray(along, np.float32)
        length = np.sqrt(3.0 * membrane + (1.5 * right) ** 2 + (1.5 * down) ** 2 + 1e-3)
        size = region.shape[0], region.shape[1]
        scale = max(size) / max(small.shape)

        def full(plane: Plane) -> Plane:
            return resize(plane.astype(np.float32), size, smooth=True)

        return cls(
            height=full(np.sqrt(3.0 * membrane) * scale),
            right=full(-1.5 * right / length),
            down=full(-1.5 * down / length),
            span=float(max(size)),
        )


def _membrane(inside: Region) -> Plane:
    """Height of a membrane under unit pressure that is held at the outline, in pixels squared.

    Jacobi's iteration, from coarse to fine, so that the middle of a large product rises too.
    """
    if max(inside.shape) <= 12:
        start = np.zeros(inside.shape, np.float32)
        rounds = 60
    else:
        size = (inside.shape[0] + 1) // 2, (inside.shape[1] + 1) // 2
        coarse = resize(inside.astype(np.float32), size) > 0.5
        start = resize(_membrane(coarse), inside.shape, smooth=True) * np.float32(4.0)
        rounds = 30
    height = np.where(inside, start, np.float32(0.0))
    kernel = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], np.float32) / 4.0
    for _ in range(rounds):
        around = cv2.filter2D(height, -1, kernel, borderType=cv2.BORDER_CONSTANT)
        height = np.where(inside, np.asarray(around, np.float32) + np.float32(0.25), np.float32(0))
    return np.maximum(height, np.float32(0.0))


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
    form = Form.inflate(_without_fittings(canvas))
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
            albedo = terrazzo(place, rng)
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


def _quiet_behind_print(albedo: Colours, canvas: Canvas) -> Colours:
    """A texture that calms down around letters, or they would be lost among veins and chips."""
    level = luminance(albedo)
    low, high = (float(v) for v in np.percentile(level, [60, 80]))
    plain = albedo[(level >= low) & (level <= high)].mean(axis=0)  # the ground, not the chips
    return albedo + _around_print(canvas, 1 / 60)[..., None] * (plain - albedo)


def _place(form: Form) -> Place:
    """Texture coordinates bent with the form: towards the edge the surface turns away, so that
    more of the texture lies on the same width. The grain runs along the product's longer axis."""
    rows, columns = form.height.shape
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    bend = np.float32(-0.09 * form.span)
    across = (x - columns / 2 - bend * form.right) / np.float32(form.span)
    along = (y - rows / 2 - bend * form.down) / np.float32(form.span)
    if rows < 0.85 * columns:
        across, along = along, across
    return Place(along=along, across=across, depth=form.height / np.float32(form.span))


def _metal(canvas: Canvas, form: Form, metal: _Metal) -> Colours:
    """Reflections through the metal's tones."""
    tone = _reflection(canvas, form, metal.contrast)
    letters = canvas.letter_cover > 0.8
    if letters.any():  # no bright reflection behind light print, no dark one behind dark print
        light = float(np.median(luminance(canvas.letters.ink[letters]))) > 0.25
        legible = np.clip(tone, 0.0, 0.42) if light else np.clip(tone, 0.66, 1.0)
        tone += _around_print(canvas, 1 / 30) * (legible - tone)
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
