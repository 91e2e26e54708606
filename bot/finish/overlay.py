"""Overlay: text set on a picture, where it can be read and covers nothing that matters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.contrast import Colour
from bot.domain.errors import UsageError
from bot.domain.job import Notice
from bot.domain.overlay import Anchor, Backing, Overlay
from bot.engines.arrays import Mask, Region, Rgb
from bot.finish.drawing import behind, plate_padding, with_plate, with_shadow, with_text
from bot.finish.fonts import Face, faces_for
from bot.finish.layout import Block, set_text, wrapped
from bot.finish.legibility import contrast_on, needed, readable_colour
from bot.finish.placing import Ground, Spot
from bot.finish.shaping import check_shaping, without_missing

_AUTOMATIC_SIZES = (11.0, 9.5, 8.0, 7.0, 6.0, 5.0, 4.2, 3.5, 2.8)
"""Percent of the shorter side, tried largest first."""
_SMALLER = (1.0, 0.9, 0.8, 0.7, 0.6)
"""How much smaller than asked for a text may get before it is said that there is no room."""
_WIDTHS = (1.0, 0.62, 0.42)
"""Widths to wrap to, as shares of the room there is."""
_COST_OF_SMALLNESS = 0.5
_SMALL, _COST_OF_A_SMALL_ONE = 5.0, 0.6
"""Below this size letters are hard to read where a picture is shown small, as in a feed."""
_COST_OF_A_LINE = 0.025
_PRODUCT_FROM = 0.2
"""Alpha of the mask from which a pixel counts as product."""

_PLACES = {
    Anchor.AUTO: "in the emptiest area",
    Anchor.TOP_LEFT: "at the top left",
    Anchor.TOP: "at the top",
    Anchor.TOP_RIGHT: "at the top right",
    Anchor.LEFT: "at the left",
    Anchor.CENTRE: "in the centre",
    Anchor.RIGHT: "at the right",
    Anchor.BOTTOM_LEFT: "at the bottom left",
    Anchor.BOTTOM: "at the bottom",
    Anchor.BOTTOM_RIGHT: "at the bottom right",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """A block with its place, what choosing them cost, and whether it stands where it was asked
    to."""

    block: Block
    spot: Spot
    cost: float
    size: float
    anchor: Anchor


def set_overlay(
    rgb: Rgb, overlay: Overlay, product: Mask, own_font: bytes | None
) -> tuple[Rgb, tuple[Notice, ...]]:
    """`rgb` (height, width, 3) with the text on it, and what the person should know.

    The same arguments give the same bytes. Raises `UsageError` where there is no room for the text
    beside the product, where nothing of it can be drawn, or where `own_font` is no font.
    """
    check_shaping(overlay.text)
    faces = faces_for(overlay.typeface, own_font)
    text, missing = without_missing(overlay.text, faces)
    notices = list(_about_missing(missing))
    region = product.alpha > _PRODUCT_FROM
    if not product.trusted and not overlay.over_product:
        notices.append(_product_unknown())
    spared = None if overlay.over_product else region
    setting = _Setting(rgb, text, faces, overlay, region, sure=product.trusted)
    padded = overlay.backing is Backing.PLATE
    placed = setting.place(padded=padded)
    drawn, told = _draw(rgb, placed, overlay, spared)
    if told is None:  # a plate is needed, and so is room for it
        placed = setting.place(padded=True)
        drawn, told = _draw_on_plate(rgb, placed, overlay.colour, told=True)
    return drawn, (*_about_place(placed, overlay), *notices, *told)


class _Setting:
    """Looks for the largest letters at the calmest place."""

    def __init__(
        self,
        rgb: Rgb,
        text: str,
        faces: Sequence[Face],
        overlay: Overlay,
        region: Region,
        *,
        sure: bool,
    ) -> None:
        self._text, self._faces, self._overlay = text, faces, overlay
        self._free = Ground(rgb, region)
        # What was not found for sure is kept free where there is room, and the person is told.
        self._anywhere = Ground(rgb, None) if overlay.over_product or not sure else None

    def place(self, *, padded: bool) -> _Placed:
        """The text where it was asked for, else where there is room. Raises `UsageError`."""
        asked = self._overlay.anchor
        tries = [(self._free, asked)]
        if self._anywhere is None and asked is not Anchor.AUTO:
            tries.append((self._free, Anchor.AUTO))
        if self._anywhere is not None:
            tries.append((self._anywhere, asked))
        for ground, anchor in tries:
            if found := self._best(ground, anchor, padded):
                return found
        raise UsageError(
            "text_no_room",
            "There is no room for this text beside the product; please shorten it, make it "
            "smaller, or allow it to cover the product.",
        )

    def _best(self, ground: Ground, anchor: Anchor, padded: bool) -> _Placed | None:
        """The cheapest of all sizes; of sizes that were asked for, the first that fits."""
        best: _Placed | None = None
        for size in self._sizes():
            found = min(
                self._at_size(ground, anchor, padded, size),
                key=lambda placed: placed.cost,
                default=None,
            )
            if found is not None and self._overlay.size is not None:
                return found
            if found is not None and (best is None or found.cost < best.cost):
                best = found
        return best

    def _sizes(self) -> Iterator[float]:
        asked = self._overlay.size
        if asked is None:
            yield from _AUTOMATIC_SIZES
        else:
            yield from (asked * share for share in _SMALLER)

    def _at_size(
        self, ground: Ground, anchor: Anchor, padded: bool, size: float
    ) -> Iterator[_Placed]:
        em_px = size / 100.0 * ground.shorter
        seen: set[tuple[str, ...]] = set()
        for share in _WIDTHS:
            width = share * ground.room[0]
            lines = tuple(wrapped(self._text, self._faces, em_px, width))
            if lines in seen:
                continue
            seen.add(lines)
            side = None if anchor is Anchor.AUTO else anchor.column
            block = self._block(em_px, width, side)
            padding = plate_padding(block) if padded else 0
            spot = ground.best(block.width, block.height, anchor, padding)
            if spot is None:
                continue
            if anchor is Anchor.AUTO:
                block = self._block(em_px, width, spot.side)
            extra_lines = len(lines) - self._text.count("\n") - 1
            smallness = 1.0 - size / _AUTOMATIC_SIZES[0]
            cost = spot.busy + _COST_OF_SMALLNESS * smallness + _COST_OF_A_LINE * extra_lines
            cost += _COST_OF_A_SMALL_ONE * max(0.0, 1.0 - size / _SMALL)
            yield _Placed(block=block, spot=spot, cost=cost, size=size, anchor=anchor)

    def _block(self, em_px: float, width: float, side: int | None) -> Block:
        """Centred in the middle column; at the sides flush where lines begin, but flush right in
        the right column whichever way they are read."""
        flush = {0: 0, 1: 1}.get(side) if side is not None else None
        return set_text(self._text, self._faces, em_px=em_px, max_width=width, side=flush)


def _draw(
    rgb: Rgb, placed: _Placed, overlay: Overlay, spared: Region | None
) -> tuple[Rgb, list[Notice] | None]:
    """The picture with the text, and what to say; None where a plate is needed."""
    block, spot = placed.block, placed.spot
    if overlay.backing is Backing.PLATE:
        return _draw_on_plate(rgb, placed, overlay.colour, told=False)
    colour = overlay.colour or readable_colour(behind(rgb, block, spot), block)
    shadow = overlay.backing is Backing.SHADOW
    ground = with_shadow(rgb, block, spot, colour, spared) if shadow else rgb
    ratio = contrast_on(behind(ground, block, spot), block, colour)
    enough = ratio >= needed(block.em_px, min(rgb.shape[:2]))
    if not enough and overlay.backing is Backing.AUTO:
        return rgb, None
    said = [] if enough else [_low_contrast(ratio, block, rgb)]
    return with_text(ground, block, spot, colour), said


def _draw_on_plate(
    rgb: Rgb, placed: _Placed, asked: Colour | None, *, told: bool
) -> tuple[Rgb, list[Notice]]:
    block, spot = placed.block, placed.spot
    colour = asked or readable_colour(behind(rgb, block, spot), block)
    need = needed(block.em_px, min(rgb.shape[:2]))
    before = contrast_on(behind(rgb, block, spot), block, colour)
    for opaque in (False, True):
        ground = with_plate(rgb, block, spot, colour, opaque=opaque)
        ratio = contrast_on(behind(ground, block, spot), block, colour)
        if ratio >= need:
            break
    said: list[Notice] = []
    if ratio < need:
        said.append(_low_contrast(ratio, block, rgb))
    elif told:
        text = (
            f"Without a plate the text would have a contrast of {before:.1f}:1 with the picture "
            f"and it takes {need:.1f}:1, so it stands on one."
        )
        said.append(Notice(code="text_plate", text=text))
    return with_text(ground, block, spot, colour), said


def _low_contrast(ratio: float, block: Block, rgb: Rgb) -> Notice:
    need = needed(block.em_px, min(rgb.shape[:2]))
    text = (
        f"The text's contrast is {ratio:.1f}:1 and it takes {need:.1f}:1 to be read easily; choose "
        "another colour, or a plate behind it."
    )
    return Notice(code="text_low_contrast", text=text)


def _about_missing(missing: Sequence[str]) -> Iterator[Notice]:
    if missing:
        text = f"The fonts here cannot draw {' '.join(missing[:20])}, so that was left out."
        yield Notice(code="text_left_out", text=text)


def _about_place(placed: _Placed, overlay: Overlay) -> Iterator[Notice]:
    if placed.anchor is not overlay.anchor:
        text = (
            f"There is no room for the text {_PLACES[overlay.anchor]} beside the product, so it "
            "stands in the emptiest area."
        )
        yield Notice(code="text_moved", text=text)
    if overlay.size is not None and placed.size < overlay.size:
        text = (
            f"The text was set at {placed.size:.1f} % and not {overlay.size:.1f} %, so that it "
            "fits beside the product."
        )
        yield Notice(code="text_smaller", text=text)


def _product_unknown() -> Notice:
    return Notice(
        code="text_product_unknown",
        text="The product was not found for sure, so check that the text does not cover it.",
    )
