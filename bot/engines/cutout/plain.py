"""The built-in cut-out for plain studio backgrounds: no weights, CPU only."""

from __future__ import annotations

from bot.domain.photo import Photo
from bot.engines.arrays import Mask, rgb_of
from bot.engines.cutout.matting import soft_alpha
from bot.engines.cutout.readings import best_reading
from bot.engines.cutout.roles import mask_from_alpha
from bot.engines.cutout.signs import Signs
from bot.engines.cutout.snapping import snapped_curves
from bot.engines.cutout.trust import confidence_of, doubt_of
from bot.engines.cutout.working import working_photo


class PlainBackground:
    """Fills `Cutout` for products on a plain background; always answers.

    The way of a photo: regions between its edges, sorted into scene and product by their colours
    and what lies between them; the best outline for that; shadows peeled off (`readings.py`); the
    outline drawn, close up, onto the edge itself; and signs that something went wrong, from which
    the confidence comes.
    """

    def __init__(self, *, trust: float) -> None:
        self._trust = trust

    def cut(self, photo: Photo) -> Mask:
        """The product's mask. On a background that is not plain it is a guess and says so."""
        return self.cut_with_signs(photo)[0]

    def cut_with_signs(self, photo: Photo) -> tuple[Mask, Signs]:
        """The product's mask and the signs that its confidence comes from."""
        rgb = rgb_of(photo)
        working = working_photo(rgb)
        reading = best_reading(working)
        signs = reading.signs
        confidence = confidence_of(signs)
        trusted = confidence >= self._trust
        curves, matte = snapped_curves(
            rgb, working, reading.backdrop, reading.mask, bridges=trusted
        )
        mask = mask_from_alpha(
            soft_alpha(curves, matte, (photo.height, photo.width)),
            confidence=confidence,
            trust=self._trust,
            method="plain",
            doubt="" if trusted else doubt_of(signs),
        )
        return mask, signs
