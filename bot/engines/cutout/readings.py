"""Two readings of one photo, and the choice between them.

The sober reading takes sharp steps for edges, so that no shadow comes along. It loses white parts
on white, whose edge is a faint change of light. The bold reading looks for such changes: it parts
regions where the bare backdrop ends, and takes any abrupt change for an edge. It may take a shadow
along. Where the sober one is not sure of itself, the one with fewer bad signs is taken.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.engines.arrays import Region
from bot.engines.cutout.backdrop import Backdrop
from bot.engines.cutout.contact import trim_contact
from bot.engines.cutout.contour import best_outline, evidence_for_product
from bot.engines.cutout.morphology import without_specks
from bot.engines.cutout.regions import Regions, find_regions, split
from bot.engines.cutout.shadows import peel_shadows
from bot.engines.cutout.signs import Signs, read_signs
from bot.engines.cutout.sorting import Flags, find_backdrop, sort_regions
from bot.engines.cutout.trust import confidence_of
from bot.engines.cutout.working import WorkingPhoto

SURE = 0.8
"""Confidence of the sober reading from which no other is asked for, to save a third of the time."""
SOBER_UNLESS = 1.1
"""The bold reading is taken where its confidence is so many times the sober one's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A product's `mask` at working size, with the `holes` that the scene is seen through, the
    `backdrop` behind it, and the signs that it may be wrong."""

    mask: Region
    holes: Region
    backdrop: Backdrop
    signs: Signs


def best_reading(photo: WorkingPhoto) -> Reading:
    """The better of both readings of a photo at working size."""
    regions = find_regions(photo)
    backdrop, scene = find_backdrop(photo, regions)
    sober = _read(photo, regions, backdrop, scene)
    confidence = confidence_of(sober.signs)
    if confidence >= SURE:
        return sober
    parted = split(regions, backdrop.same)
    bold = _read(photo, parted, *find_backdrop(photo, parted), known_holes=sober.holes)
    return bold if confidence_of(bold.signs) > SOBER_UNLESS * confidence else sober


def _read(
    photo: WorkingPhoto,
    regions: Regions,
    backdrop: Backdrop,
    scene: Flags,
    *,
    known_holes: Region | None = None,
) -> Reading:
    """Regions sorted into scene and product; the best outline for that; shadows peeled off. With
    `known_holes`, those of the sober reading, it is the bold one."""
    found = sort_regions(photo, regions, backdrop, scene, bold=known_holes is not None)
    product = best_outline(photo, evidence_for_product(photo, regions, backdrop, found))
    holes = found.hole[regions.labels]
    if known_holes is not None:
        holes |= known_holes
    first = without_specks((product > 0.5) & ~holes, holes=holes)
    mask = trim_contact(peel_shadows(first, photo, backdrop), photo, backdrop)
    signs = read_signs(photo, backdrop, product, mask, shadows=first & ~mask)
    return Reading(mask=mask, holes=holes, backdrop=backdrop, signs=signs)
