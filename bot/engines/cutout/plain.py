"""The built-in cut-out for plain studio backgrounds: no weights, CPU only."""

from __future__ import annotations

from bot.domain.photo import Photo
from bot.engines.arrays import Mask, rgb_of
from bot.engines.cutout.contact import trim_contact
from bot.engines.cutout.contour import best_outline, evidence_for_product
from bot.engines.cutout.matting import soft_alpha
from bot.engines.cutout.morphology import without_specks
from bot.engines.cutout.regions import find_regions
from bot.engines.cutout.roles import mask_from_alpha
from bot.engines.cutout.shadows import peel_shadows
from bot.engines.cutout.signs import read_signs
from bot.engines.cutout.snapping import snapped_curves
from bot.engines.cutout.sorting import find_backdrop, sort_regions
from bot.engines.cutout.trust import confidence_of, doubt_of
from bot.engines.cutout.working import working_photo


class PlainBackground:
    """Fills `Cutout` for products on a plain background; always answers.

    The way of a photo: regions between its edges, sorted into scene and product by their colours
    and what lies between them; the best outline for that; shadows peeled off; the outline drawn,
    close up, onto the edge itself; and signs that something went wrong, from which the confidence
    comes.
    """

    def __init__(self, *, trust: float) -> None:
        self._trust = trust

    def cut(self, photo: Photo) -> Mask:
        """The product's mask. On a background that is not plain it is a guess and says so."""
        rgb = rgb_of(photo)
        working = working_photo(rgb)
        regions = find_regions(working)
        backdrop, scene = find_backdrop(working, regions)
        found = sort_regions(working, regions, backdrop, scene)
        product = best_outline(working, evidence_for_product(working, regions, backdrop, found))
        holes = found.hole[regions.labels]
        first = without_specks((product > 0.5) & ~holes, holes=holes)
        mask = trim_contact(peel_shadows(first, working, backdrop), working, backdrop)
        curves, size = snapped_curves(rgb, working, backdrop, mask)
        alpha = soft_alpha(curves, size, (photo.height, photo.width))
        signs = read_signs(working, backdrop, product, mask, shadows=first & ~mask)
        confidence = confidence_of(signs)
        return mask_from_alpha(
            alpha,
            confidence=confidence,
            trust=self._trust,
            method="plain",
            doubt="" if confidence >= self._trust else doubt_of(signs),
        )
