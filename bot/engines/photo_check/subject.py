"""The subject at a glance: roughly where it is, and what is around it, in 20 ms.

Far simpler than a cut-out, and no substitute for one: it says where to look for sharpness and
light, and whether it could be found at all.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from bot.engines.arrays import Plane, Region, Rgb
from bot.engines.cutout.backdrop import first_guess, refined
from bot.engines.cutout.morphology import components, grown, shrunk, without_specks
from bot.engines.cutout.working import WorkingPhoto, frame, working_photo
from bot.engines.receipt.colour_difference import ciede2000

_SIDE_PX = 256
_SURELY = 0.5
"""Evidence (0 to about 4) from which a pixel is no backdrop."""
_SHARP_STEP = 5.0
"""In delta E: a step so high and in focus is no backdrop, whatever its colour."""
_RING_SHARE = 0.1
_BUSY = 0.015
_LEAST_SHARP_RIM = 0.25
"""Of the rim of any part of the subject: a patch of light on the wall has a soft one."""
_LEAST_HOLE = 0.004
_BARE = 0.8
_LEAST_SHARE, _MOST_SHARE = 0.025, 0.9
_BESIDE_PX = (2, 6)
"""Colours are compared this far inside the subject's edge and outside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """`region` is the likely subject, at a small size; `found` says whether it is more than a
    guess, else it is the middle of the photo. `separation` is the CIEDE2000 across its edge,
    `business` the share of the photo's rim that lies on sharp steps, `border_share` the share of
    the frame that the subject covers, `spread` how far colours differ in the whole photo."""

    region: Region
    found: bool
    separation: float | None
    business: float
    border_share: float
    spread: float


def glance(rgb: Rgb, alpha: Plane | None = None) -> Glance:
    """Look for the subject of a photo (height, width, 3); its own alpha says where it is."""
    photo = working_photo(rgb, _SIDE_PX)
    region = _region(photo) if alpha is None else _region_of(alpha, photo.shape)
    business = _business(photo) if alpha is None else 0.0
    found = business <= _BUSY and _LEAST_SHARE < float(region.mean()) < _MOST_SHARE
    on_frame = region[frame(region.shape, 0.0)]  # the outermost two pixels
    return Glance(
        region=region if found else _middle(photo.shape),
        found=found,
        separation=_separation(photo, region) if found else None,
        business=business,
        border_share=float(on_frame.mean()) if found else 0.0,
        spread=_spread(photo),
    )


def _region(photo: WorkingPhoto) -> Region:
    """What stands out from a smooth backdrop, or lies between sharp edges."""
    backdrop = first_guess(photo)
    scene = backdrop.evidence(tinted_shadow=False) < _SURELY
    backdrop = refined(photo, scene, backdrop)
    stands_out = backdrop.evidence(tinted_shadow=True) > _SURELY
    edges = photo.step > photo.clear_of_noise(_SHARP_STEP, 3.0)
    drawn = grown(stands_out | edges, 2)
    whole = shrunk(_filled(drawn), 2)
    return without_specks(_sharp_rimmed(whole, edges) & ~_holes(whole & ~drawn, backdrop.same))


def _sharp_rimmed(region: Region, edges: Region) -> Region:
    """The parts of the region whose rim is in focus."""
    labels, stats = components(region)
    rim = region & ~shrunk(region, 1)
    length = np.bincount(labels[rim], minlength=len(stats))
    sharp = np.bincount(labels[rim & grown(edges, 3)], minlength=len(stats))
    kept = sharp > _LEAST_SHARP_RIM * length
    kept[0] = False
    return kept[labels]


def _holes(enclosed: Region, bare: Region) -> Region:
    """Large enclosed parts that show the backdrop: handles, gaps between legs."""
    labels, stats = components(enclosed, connectivity=4)
    area = stats[:, cv2.CC_STAT_AREA]
    share = np.bincount(labels[bare], minlength=len(stats)) / np.maximum(area, 1)
    hole = (area > _LEAST_HOLE * enclosed.size) & (share > _BARE)
    hole[0] = False
    return grown(hole[labels], 2)


def _region_of(alpha: Plane, shape: tuple[int, int]) -> Region:
    return np.asarray(cv2.resize(alpha, shape[::-1], interpolation=cv2.INTER_AREA)) > 0.5


def _middle(shape: tuple[int, int]) -> Region:
    """An ellipse over the inner half: where a subject mostly is."""
    region = np.zeros(shape, np.uint8)
    height, width = shape
    cv2.ellipse(region, (width // 2, height // 2), (width // 3, height // 3), 0, 0, 360, 1, -1)
    return region > 0


def _filled(region: Region) -> Region:
    """The region with all that it encloses."""
    labels, stats = components(~region, connectivity=4)
    outside = np.zeros(len(stats), bool)
    outside[np.unique(labels[frame(region.shape, 0.0)])] = True
    outside[0] = False
    return ~outside[labels]


def _business(photo: WorkingPhoto) -> float:
    """How much of the photo's rim lies on sharp steps, the worst of its sides left out: a product
    that reaches the border on one side makes no busy background."""
    rim = frame(photo.shape, _RING_SHARE)
    sharp = photo.step > _SHARP_STEP
    height, width = photo.shape
    rows, columns = np.mgrid[0:height, 0:width]
    side = np.argmin([rows, height - 1 - rows, columns, width - 1 - columns], axis=0)
    shares = sorted(float(sharp[rim & (side == number)].mean()) for number in range(4))
    return float(np.mean(shares[:3]))


def _separation(photo: WorkingPhoto, region: Region) -> float | None:
    """Median CIEDE2000 between the subject just inside its edge and what is just outside."""
    near, far = _BESIDE_PX
    contours, _ = cv2.findContours(
        region.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    inside = region & ~shrunk(region, far) & shrunk(region, near - 1)
    outside = ~region & grown(region, far) & ~grown(region, near - 1)
    if not contours or not inside.any() or not outside.any():
        return None
    inner, outer = _nearest_colours(photo, inside), _nearest_colours(photo, outside)
    points = np.concatenate([contour[:, 0] for contour in contours])
    columns, rows = points[:, 0], points[:, 1]
    return float(np.median(ciede2000(inner[rows, columns], outer[rows, columns])))


def _nearest_colours(photo: WorkingPhoto, known: Region) -> Plane:
    """Colours of `known` carried on to the pixels around it."""
    weight = cv2.blur(known.astype(np.float32), (15, 15))[..., None]
    total = cv2.blur(photo.smooth * known[..., None], (15, 15))
    return np.asarray(total / np.maximum(weight, 1e-4), np.float32)


def _spread(photo: WorkingPhoto) -> float:
    """The largest distance in delta E of any pixel from the median colour."""
    middle = np.median(photo.smooth.reshape(-1, 3), axis=0)
    return float(np.linalg.norm(photo.smooth - middle, axis=2).max())
