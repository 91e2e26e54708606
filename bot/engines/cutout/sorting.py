"""Which regions are scene, which are product, and which are seen through the product."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane, Region
from bot.engines.cutout.backdrop import DEEPEST_SHADE, Backdrop, first_guess, refined
from bot.engines.cutout.outlook import Outlook, Shares, look_around
from bot.engines.cutout.regions import Regions
from bot.engines.cutout.rim import rim_of, sharpness
from bot.engines.cutout.working import WorkingPhoto, frame

SHARP_HOLE = 0.7
"""Median sharpness (`rim.sharpness`) that the edge of something seen through the product has, as a
share of what the product's outline has: a small or soft photo is soft everywhere."""

Flags = NDArray[np.bool_]
"""A yes or no for each region."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What is known of each region from its colours, as shares and means.

    `product_like` and `surely_product` are the mean evidence against backdrop, without and with
    allowance for tinted shadows; `same`, `like` and `shadow_like` the shares of pixels that look
    just like the backdrop, like it in some shade, or like it in a tinted shadow.
    """

    area: NDArray[np.int64]
    product_like: Shares
    surely_product: Shares
    same: Shares
    like: Shares
    shadow_like: Shares
    shade: Shares
    chroma: Shares


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """Each region is one of `scene`, `hole` (scene seen through the product) and product.

    `at_first` are the regions of `scene` that reach the frame and look like the backdrop.
    `doubtful` regions are product that could be backdrop by their colour alone, and `ajar` the
    share of their border that is open to the scene over no clear edge.
    """

    at_first: Flags
    scene: Flags
    hole: Flags
    doubtful: Flags
    ajar: Shares
    traits: Traits

    @property
    def product(self) -> Flags:
        """Regions of the product."""
        return ~self.scene & ~self.hole


def find_backdrop(photo: WorkingPhoto, regions: Regions) -> tuple[Backdrop, Flags]:
    """The backdrop, and the regions that are surely bare backdrop: those that reach the frame and
    look like it. Where none does, the region with most of the frame stands in."""
    backdrop = first_guess(photo)
    ring = frame(photo.shape, 0.01)
    on_frame = np.bincount(regions.labels[ring], minlength=regions.count) / ring.sum()
    plausible = (backdrop.chroma < 5.0) & (backdrop.lift < 7.0) & (backdrop.shade > 0.6)
    share = np.bincount(regions.labels[plausible], minlength=regions.count) / regions.areas()
    scene = (on_frame > 0.02) & (share > 0.6)
    if not scene.any():
        scene[int(np.argmax(on_frame))] = True
    for _ in range(2):
        backdrop = refined(photo, scene[regions.labels], backdrop)
    return backdrop, scene


def sort_regions(
    photo: WorkingPhoto, regions: Regions, backdrop: Backdrop, scene: Flags, *, bold: bool = False
) -> Sorted:
    """Sort all regions, starting from those that are surely `scene`; a `bold` reading takes faint
    but abrupt changes of colour for edges, too."""
    traits = _traits(regions, backdrop)
    outlook = look_around(regions, photo)
    grown, ajar, barred = _with_shadows(photo, traits, outlook, scene, bold=bold)
    hole = _holes(photo, regions, traits, outlook, backdrop, grown, ajar + barred)
    doubtful = ~grown & ~hole & _shadowy(traits) & (ajar + barred >= 0.25)
    return Sorted(
        at_first=scene, scene=grown, hole=hole, doubtful=doubtful, ajar=ajar, traits=traits
    )


def _traits(regions: Regions, backdrop: Backdrop) -> Traits:
    b = backdrop
    like = (b.chroma < 4.0) & (b.lift < 5.0) & (b.shade > 0.5)
    shadow_like = (b.chroma < b.chroma_tolerance + 4.5) & (b.lift < 4.0) & (b.shade > DEEPEST_SHADE)
    return Traits(
        area=regions.areas(),
        product_like=regions.mean_of(np.minimum(b.evidence(tinted_shadow=False), 1.0)),
        surely_product=regions.mean_of(np.minimum(b.evidence(tinted_shadow=True), 1.0)),
        same=regions.mean_of(b.same),
        like=regions.mean_of(like),
        shadow_like=regions.mean_of(shadow_like),
        shade=regions.mean_of(b.shade),
        chroma=regions.mean_of(b.chroma),
    )


def _shadowy(traits: Traits) -> Flags:
    """Regions that could be backdrop in a shadow."""
    return (traits.shadow_like > 0.75) & (traits.surely_product < 0.25)


def _with_shadows(
    photo: WorkingPhoto, traits: Traits, outlook: Outlook, scene: Flags, *, bold: bool
) -> tuple[Flags, Shares, Shares]:
    """The scene and the shadows that open to it: most of their border with it is no clear edge.

    Also returns the shares of each region's border that are open to the scene over no clear edge,
    and over a clear one. Where nothing in the photo stands out by its colour, fainter edges
    count: then the faint thing is the product.
    """
    obvious = ~scene & (traits.surely_product > 0.5) & (traits.area > 30)
    something = traits.area[obvious].sum() > 0.004 * traits.area.sum()
    clear = photo.clear_of_noise(2.7, 2.6) if something else photo.clear_of_noise(0.9, 1.5)
    edge = outlook.step >= clear
    if bold:
        edge |= outlook.abrupt & (outlook.contrast >= photo.clear_of_noise(1.5, 2.5))
    scene = scene.copy()
    while True:
        to_scene = outlook.open_to(scene)
        ajar, barred = outlook.shares(to_scene & ~edge), outlook.shares(to_scene & edge)
        joins = ~scene & _shadowy(traits) & (ajar > 0.1) & (ajar > barred)
        if not joins.any():
            return scene, ajar, barred
        scene |= joins


def _holes(
    photo: WorkingPhoto,
    regions: Regions,
    traits: Traits,
    outlook: Outlook,
    backdrop: Backdrop,
    scene: Flags,
    open_share: Shares,
) -> Flags:
    """Regions enclosed by the product that look like the backdrop: handles, gaps between legs.

    What is seen through a product is as bright as the scene around it, or brighter where that is
    in its shadow; a pale panel or a lens is a little darker.
    """
    bare = (traits.same > 0.6) & (traits.product_like < 0.15)
    neutral = (traits.like > 0.9) & (traits.product_like < 0.1)
    neutral &= traits.chroma < 1.5 + 0.8 * backdrop.tolerance
    neutral &= outlook.shares(outlook.step > photo.clear_of_noise(5.0, 3.7)) > 0.5
    lit = traits.shade - regions.mean_of(_shade_nearby(backdrop, scene[regions.labels])) > -0.025
    enclosed = ~scene & (open_share < 0.1) & (traits.area > 30)
    hole = enclosed & (bare | neutral) & lit
    hole &= ~_deep_inside(regions, scene, hole)
    usual = min(1.0, _sharpness_of(photo, ~scene[regions.labels])) if hole.any() else 1.0
    for number in np.flatnonzero(hole):
        hole[number] = _sharpness_of(photo, regions.labels == number) > SHARP_HOLE * usual
    return hole


def _sharpness_of(photo: WorkingPhoto, region: Region) -> float:
    """Median sharpness of a region's rim: a highlight that has burnt out to the backdrop's colour
    fades into its surroundings, a hole ends in steps."""
    rim = rim_of(region)
    return float(np.median(sharpness(photo, rim))) if len(rim) else 0.0


def _shade_nearby(backdrop: Backdrop, scene: Region) -> Plane:
    """The mean shade of the scene within some 60 pixels of each pixel, or 1 where there is none."""
    weight = cv2.GaussianBlur(scene.astype(np.float32), (0, 0), 30.0)
    shade = np.minimum(backdrop.shade, 1.0)  # above is the glow of a bright product
    total = cv2.GaussianBlur(shade * scene, (0, 0), 30.0)
    return np.asarray((total + 1e-4) / (weight + 1e-4), np.float32)


def _deep_inside(regions: Regions, scene: Flags, holes: Flags) -> Flags:
    """Holes deep within the product, further from the scene than they are wide: labels and panels
    of the backdrop's colour. Handles and a chair's legs are thinner than that, and so are the
    wires of a basket, which has holes behind holes."""
    deep = holes.copy()
    while deep.any():
        seen = (scene | (holes & ~deep))[regions.labels]
        to_scene = cv2.distanceTransform((~seen).astype(np.uint8), cv2.DIST_L2, 5)
        near = np.zeros(regions.count, bool)
        for number in np.flatnonzero(deep):
            pixels = regions.labels == number
            margin, half_width = to_scene[pixels].min(), regions.room[pixels].max()
            near[number] = margin <= max(30.0, half_width)
        if not near.any():
            break
        deep &= ~near
    return deep
