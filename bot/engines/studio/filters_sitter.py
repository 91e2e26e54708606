"""What a filter draws from: the photo in its parts, prepared once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.engines.arrays import Mask, Plane, Rgb
from bot.engines.studio.colour import Colours, from_cielab, to_cielab
from bot.engines.studio.filters_lettering import legible_lightness
from bot.engines.studio.print_mask import LiftedPrint, lift_print, print_region
from bot.engines.studio.smoothing import blur
from bot.engines.studio.strokes import Flow


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitter:
    """A photo to draw.

    `picture` is sRGB from 0 to 1 without the product's print, `lightness` its CIELAB L from 0 to
    1, `flow` the direction along its edges. `product` is the mask's alpha, or None without a
    mask. `letters` is the print, in sRGB. `scale` is the longer side over 1024. `amount` and
    `detail` are the dials, 0 to 1; `ink` is the recipe's colour in sRGB, if it has one.
    """

    picture: Colours
    lightness: Plane
    flow: Flow
    product: Plane | None
    letters: LiftedPrint
    scale: float
    amount: float
    detail: float
    ink: Colours | None
    seed: int

    @property
    def shape(self) -> tuple[int, int]:
        return self.lightness.shape[0], self.lightness.shape[1]

    def rng(self, stream: int) -> np.random.Generator:
        """Random numbers of one purpose, independent of how many another one takes."""
        return np.random.default_rng((self.seed, stream))

    def px(self, at_1024: float) -> float:
        """A length for a picture of 1024 px, for this one."""
        return at_1024 * self.scale

    def with_print(self, drawing: Colours) -> Colours:
        """The drawing with the print back on it, in the print's own ink.

        Where the drawing's ground is lighter or darker than the photo's, the ink follows, so that
        letters stand out from it nearly as much as they did.
        """
        letters = self.letters
        if letters.empty:
            return drawing
        cut = letters.window
        cover, ground = letters.cover[cut], to_cielab(letters.ground[cut])[..., 0]
        ink = to_cielab(letters.ink[cut])
        drawn = to_cielab(np.clip(drawing[cut], 0.0, 1.0))[..., 0]
        beneath = blur(drawn, self.px(5))
        reach = max(1, round(self.px(8)))
        ink[..., 0] = legible_lightness(ink[..., 0], ground, beneath, cover, reach)
        grain = 0.3 * (drawn - beneath) * (np.abs(drawn - beneath) < 12.0)
        ink[..., 0] = np.clip(ink[..., 0] + grain, 0.0, 100.0)
        printed = drawing.copy()
        share = cover[..., None]
        printed[cut] = drawing[cut] * (1.0 - share) + from_cielab(ink) * share
        return printed


def sit(
    source: Rgb, mask: Mask | None, *, amount: float, detail: float, ink: Colours | None, seed: int
) -> Sitter:
    """Prepare a photo."""
    picture = source.astype(np.float32) / np.float32(255.0)
    where = mask if mask is not None else _everywhere(source)
    letters = lift_print(picture, print_region(source, where))
    bare = np.where(letters.cover[..., None] > 0, letters.ground, picture)
    lightness = np.ascontiguousarray(to_cielab(bare)[..., 0]) / np.float32(100.0)
    scale = max(source.shape[:2]) / 1024
    return Sitter(
        picture=bare,
        lightness=lightness,
        flow=Flow.along_edges(lightness, 2.5 * scale),
        product=mask.alpha if mask is not None else None,
        letters=letters,
        scale=scale,
        amount=amount,
        detail=detail,
        ink=ink,
        seed=seed,
    )


def _everywhere(source: Rgb) -> Mask:
    """A mask that takes the whole photo for the product."""
    shape = source.shape[:2]
    return Mask(
        alpha=np.ones(shape, np.float32),
        core=np.ones(shape, np.bool_),
        confidence=0.0,
        trusted=False,
        method="none",
    )
