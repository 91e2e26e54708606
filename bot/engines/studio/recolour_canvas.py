"""What can be painted on one photo: the main material's body, free of print and of the edge."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from bot.engines.arrays import Mask, Plane, Region, Rgb
from bot.engines.studio.colour import Colours, from_oklab, luminance, to_linear, to_oklab
from bot.engines.studio.materials import FoundMaterial, find_materials, tint_of
from bot.engines.studio.materials_body import Body, coverage
from bot.engines.studio.print_mask import (
    LiftedPrint,
    Window,
    lift_print,
    print_region,
    product_window,
)
from bot.engines.studio.recolour_patches import enclosed_patches
from bot.engines.studio.recolour_spill import spill_of
from bot.engines.studio.smoothing import at_least, blur, fill_in, grow, guided, ramp, shrink

_MARGIN = 12
_SMALL_PART = 0.06
"""Parts below this share of the largest one are details."""
_SAME_NEUTRAL = 0.025
"""Neutral parts whose tints differ by more are different materials."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """The window of a photo that holds the product, prepared for paint.

    `linear` is the window in linear sRGB. `clean` is the same without print, without the scene's
    share in the product's edge and without colour noise: what the main material alone looks like.
    `base` is what paint replaces: `clean` on the edge, the photo itself further in.
    `scene` is the scene, drawn out under the product.
    `spill` (height, width) is how much of the main material's colour lies on the parts beside it.
    `alpha` is how far a pixel is product and `cover` how far that part of it is of the main
    material; both (height, width), 0 to 1.
    """

    window: Window
    linear: Colours
    clean: Colours
    base: Colours
    scene: Colours
    spill: Plane
    alpha: Plane
    cover: Plane
    body: Body
    materials: list[FoundMaterial]
    letters: LiftedPrint

    @property
    def painted_share(self) -> float:
        """Share of the product that takes paint, 0 to 1."""
        return float((self.alpha * self.cover).sum() / max(float(self.alpha.sum()), 1.0))

    def apply(self, painted: Colours) -> Colours:
        """The window with `painted` (linear sRGB, what `clean` should become) in its place."""
        weight = (self.alpha * self.cover)[..., None]
        edge = ((weight[..., 0] > 0.0) & (self.base != self.linear).any(axis=-1))[..., None]
        # An edge darker than both sides of it lies in shade, whatever colour it takes.
        mixed = luminance(weight * self.base + (1.0 - weight) * self.scene)
        dark = np.minimum(luminance(self.linear) / at_least(mixed, 1e-4), 1.0)
        shade = np.where(edge, dark[..., None], np.float32(1.0))
        left = np.clip(self.linear - shade * weight * self.base, 0.0, None)
        # On the edge what is left is the scene's share, no more than that and in its colour.
        left = np.minimum(left, shade * (1.0 - weight) * np.maximum(self.linear, self.scene))
        seen = luminance(left) / at_least(luminance(self.scene), 1e-4)
        left = np.where(edge & (weight > 0.05), seen[..., None] * self.scene, left)
        left = left + (1.0 - weight) * self._respilt(painted)
        letters = self.letter_cover[..., None]
        ground = np.where(letters > 0, self.letters.ground * (1.0 - weight), left)
        ground = np.maximum(ground + shade * weight * painted, 0.0)
        return ground * (1.0 - letters) + self.letters.ink * letters

    def _respilt(self, painted: Colours) -> Colours:
        """What to add beside the main material, so that it leaves its new colour there instead of
        the old one: (height, width, 3)."""
        if not self.spill.any():
            return np.zeros_like(painted)
        known = self.cover * self.alpha > 0.95
        return self.spill[..., None] * (fill_in(painted, known) - fill_in(self.clean, known))

    @property
    def letter_cover(self) -> Plane:
        """Ink on the main material: (height, width), 0 to 1."""
        return self.letters.cover * (self.alpha * self.cover > 0.5)


def prepare(source: Rgb, mask: Mask) -> Canvas | None:
    """The canvas of a photo, or None where the mask holds no product to speak of."""
    window = product_window(mask, margin=_MARGIN)
    if window is None:
        return None
    linear, alpha = to_linear(source[window]), mask.alpha[window]
    inner = shrink(alpha > 0.99, 2)
    letters = lift_print(linear, print_region(source, mask)[window])
    bare = letters.cover < 0.02
    clean = _calm(fill_in(np.where(bare[..., None], linear, letters.ground), inner))
    scene = fill_in(linear, alpha <= 0.0)
    materials = find_materials(clean, inner & bare)
    if not materials:
        return None
    cover = _cover(clean, materials, alpha, inner)
    known = fill_in(clean, (cover > 0.95) & inner)
    return Canvas(
        window=window,
        linear=linear,
        clean=clean,
        base=np.where(inner[..., None], linear, clean),
        scene=scene,
        alpha=_refined_alpha(linear, alpha, clean, scene, inner),
        spill=spill_of(linear, known, cover, inner & bare),
        cover=cover,
        body=Body.of(materials[0]),
        materials=materials,
        letters=letters,
    )


def _calm(linear: Colours) -> Colours:
    """Without colour noise: JPEG stores colour in blocks of 16 pixels, and paint would show them.
    Lightness keeps every detail."""
    lab = to_oklab(linear)
    for axis in (1, 2):
        plane = np.ascontiguousarray(lab[..., axis])
        lab[..., axis] = guided(plane, plane, 8, 1e-4)
    return np.maximum(from_oklab(lab), 0.0)


def _refined_alpha(
    linear: Colours, alpha: Plane, clean: Colours, scene: Colours, inner: Region
) -> Plane:
    """Alpha of the edge band from the photo's own colours, where they tell product from scene.

    The mask's edge is rarely true to the pixel, and paint where the scene shows through, or scene
    where the product does, is a coloured fringe.
    """
    band = ~inner & (alpha > 0.0)
    axis = clean - scene
    length = (axis * axis).sum(axis=-1)
    along = ((linear - scene) * axis).sum(axis=-1) / np.maximum(length, 1e-6)
    telling = ramp(np.sqrt(length), 0.05, 0.2)
    seen = alpha + telling * (np.clip(along, 0.0, 1.0) - alpha)
    return np.where(band, seen, alpha)


def _cover(clean: Colours, materials: list[FoundMaterial], alpha: Plane, inner: Region) -> Plane:
    """Coverage by the main material, carried out to the product's edge."""
    main = materials[0]
    likeness = fill_in(blur(coverage(clean, materials), 0.6), inner)
    parts = _main_parts(likeness, clean, main, alpha)
    cover = ramp(likeness, 0.1, 0.55) * grow(parts, 2)
    lightness = np.ascontiguousarray(to_oklab(clean)[..., 0])
    patches = enclosed_patches(lightness, (cover > 0.5) & (alpha > 0.5), main)
    return cover * (1.0 - blur(patches.astype(np.float32), 0.6)) if patches.any() else cover


def _main_parts(likeness: Plane, clean: Colours, main: FoundMaterial, alpha: Plane) -> Region:
    """The parts that look like the main material (`likeness`, 0 to 1) and are not merely like it.

    Dropped: what is small and lies inside the product (a logo in the body's colour, a hub), what
    only half matches (a mirror image in metal), and for a neutral material every separate part
    of another tint.
    """
    covered = (likeness > 0.5) & (alpha > 0.5)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(covered.astype(np.uint8))
    areas = stats[:, cv2.CC_STAT_AREA].astype(np.float64)
    areas[0] = 0
    kept = np.zeros(count, np.bool_)
    for part in np.flatnonzero(areas > 0.002 * areas.max(initial=1.0)):
        x, y, width, height = stats[part, :4]
        cut = slice(max(0, y - 4), y + height + 4), slice(max(0, x - 4), x + width + 4)
        own = labels[cut] == part
        core = shrink(own, 2)
        core = core if core.any() else own
        ring = grow(own, 3) & ~own
        at_outline = (ring & (alpha[cut] < 0.5)).sum() >= 0.2 * ring.sum()
        tint = np.median(tint_of(to_oklab(clean[cut][core])), axis=0)
        alike = main.coloured or float(np.hypot(*(tint - main.tint))) < _SAME_NEUTRAL
        solid = float(likeness[cut][core].mean()) > (0.75 if at_outline else 0.95)
        large = areas[part] > _SMALL_PART * areas.max()
        kept[part] = areas[part] == areas.max() or (alike and solid and (large or at_outline))
    return kept[labels]
