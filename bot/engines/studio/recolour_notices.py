"""What a person should know about a repainted product: limits of the photo, and lost print."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.domain.job import Notice
from bot.domain.recipe import Paint
from bot.engines.studio.colour import Colours, contrast_ratio, luminance, parse_hex, to_oklab
from bot.engines.studio.recolour_canvas import Canvas

READABLE_CONTRAST = 1.7
"""Print keeps at least this contrast to its new ground, or three quarters of what it had."""
_BLACK_BODY, _BRIGHT_PAINT = 0.3, 0.6
"""OKLab lightness below which a body shows hardly any shade, and above which paint asks for it."""
_BLOWN = 0.97
"""Linear light above which a photo holds no form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintContrast:
    """Relative luminances of print and of its ground, before and after painting."""

    ink: float
    ground: float
    before: float

    @classmethod
    def on(cls, canvas: Canvas, painted: Colours) -> PrintContrast | None:
        """Measured on the painted canvas; None where the main material bears no print."""
        letters = canvas.letter_cover > 0.8
        if letters.sum() < 30:
            return None
        return cls(
            ink=float(np.median(luminance(canvas.letters.ink[letters]))),
            ground=float(np.median(luminance(painted[letters]))),
            before=float(np.median(luminance(canvas.letters.ground[letters]))),
        )

    @property
    def was_light(self) -> bool:
        """Whether print was lighter than its ground in the photo."""
        return self.ink > self.before

    @property
    def contrast(self) -> float:
        return contrast_ratio(self.ink, self.ground)

    @property
    def needed(self) -> float:
        return min(READABLE_CONTRAST, 0.75 * contrast_ratio(self.ink, self.before))

    @property
    def readable(self) -> bool:
        return self.contrast >= self.needed


def nothing_to_paint() -> Notice:
    """No product under the mask."""
    return Notice(
        code="nothing_to_paint",
        text="No product was found to paint, so the photo is unchanged; attach a mask of it.",
    )


def photo_notices(canvas: Canvas, paint: Paint) -> list[Notice]:
    """What the photo itself does not allow."""
    notices = []
    main = canvas.materials[0]
    share = canvas.painted_share
    if share < 0.4:
        notices.append(
            Notice(
                code="several_materials",
                text=f"The product has several colours; only the largest part of one colour, "
                f"{share:.0%} of it, was painted.",
            )
        )
    blown = float((main.pixels.min(axis=1) > _BLOWN).mean())
    if paint.material is not None and blown > 0.4:
        notices.append(
            Notice(
                code="material_flat",
                text=f"Most of the product is pure white in the photo, so {paint.label} looks flat "
                "on it; a photo with less exposure shows its form.",
            )
        )
    asks_for_light = (
        paint.color is not None and float(to_oklab(parse_hex(paint.color))[0]) > _BRIGHT_PAINT
    )
    if asks_for_light and not main.coloured and main.lightness < _BLACK_BODY:
        notices.append(
            Notice(
                code="colour_limited",
                text=f"The product is nearly black in the photo and shows little shade, so "
                f"{paint.label} may look flat on it; a photo of a lighter one works better.",
            )
        )
    return notices


def print_moved(paint: Paint, asked: PrintContrast, kept: PrintContrast, way: str) -> Notice:
    """The colour was kept `way` ("darker" or "lighter") than asked, so that print stays legible."""
    return Notice(
        code="print_unreadable",
        text=f"The print on the product would be hard to read on {paint.label} (contrast "
        f"{asked.contrast:.1f}), so the colour was kept {way} (contrast {kept.contrast:.1f}); "
        f"pick a {way} colour to avoid that.",
    )


def print_engraved(paint: Paint, asked: PrintContrast, kept: PrintContrast) -> Notice:
    """The letters were made darker or lighter than in the photo, so that they stay legible."""
    way = "darker" if kept.ink < asked.ink else "lighter"
    return Notice(
        code="print_unreadable",
        text=f"The print on the product would be hard to read on {paint.label} (contrast "
        f"{asked.contrast:.1f}), so its letters were made {way}, as if engraved (contrast "
        f"{kept.contrast:.1f}).",
    )


def print_lost(paint: Paint, asked: PrintContrast) -> Notice:
    """The print is hard to read and nothing was done about it."""
    return Notice(
        code="print_unreadable",
        text=f"The print on the product is hard to read on {paint.label} (contrast "
        f"{asked.contrast:.1f}); choose a lighter or darker one.",
    )
