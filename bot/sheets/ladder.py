"""The contact sheet of a ladder: one picture at five strengths, with what was measured of each."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageOps

from bot.domain.edit import Edit
from bot.domain.receipt import Receipt, Verdict
from bot.domain.strength_search import dial_of
from bot.domain.texts import Texts
from bot.domain.verdict import asks_to_redraw
from bot.sheets.lettering import write_line

CELL_PX, GAP_PX, TEXT_PX, COLUMNS = 420, 18, 118, 3
"""Longer side of a picture, space between cells, height of the text below, cells in a line."""

_TITLE_PX, _FIGURES_PX, _MARK_PX = 34, 26, 28
_FIRST_LINE_PX, _NEXT_LINE_PX = 46, 32
_QUALITY = 90
_PAPER, _INK, _QUIET = (247, 247, 245), (30, 30, 30), (96, 96, 96)
_MARKS = {
    Verdict.IDENTICAL: (27, 122, 75),
    Verdict.KEPT: (27, 122, 75),
    Verdict.SLIGHTLY_CHANGED: (176, 108, 0),
    Verdict.CHANGED: (176, 42, 42),
}
_TICK = (((0.26, 0.52), (0.44, 0.70), (0.76, 0.32)),)
_WAVE = (((0.20, 0.56), (0.38, 0.42), (0.62, 0.58), (0.80, 0.44)),)
_CROSS = (((0.30, 0.30), (0.70, 0.70)), ((0.70, 0.30), (0.30, 0.70)))
_SIGNS = {
    Verdict.IDENTICAL: _TICK,
    Verdict.KEPT: _TICK,
    Verdict.SLIGHTLY_CHANGED: _WAVE,
    Verdict.CHANGED: _CROSS,
}
_SMOOTH = 4
_GAP = "   "
_FIGURES = (
    (("colour", ("colour_mean", "colour_worst")), ("detail", ("detail",))),
    (("print", ("print",)), ("scene", ("scene",))),
)
"""What stands in each line, and which values it needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One cell: an encoded picture of ours, its title ("60 %"), figures, and the product's verdict
    where there is one."""

    picture: bytes
    title: str
    figures: tuple[str, ...] = ()
    verdict: Verdict | None = None


def rung_of(
    picture: bytes, edit: Edit, receipt: Receipt | None, *, texts: Texts, locale: str
) -> Rung:
    """The cell of one picture of a ladder, titled with the strength that the ladder moves, its
    figures in the language of `locale`. A product that was to be redrawn is not marked: its change
    is no fault."""
    marked = receipt is not None and receipt.product_found and not asks_to_redraw(edit)
    return Rung(
        picture=picture,
        title=strength_title(edit),
        figures=figures_in_short(receipt, texts, locale) if receipt is not None else (),
        verdict=receipt.verdict if receipt is not None and marked else None,
    )


def strength_title(edit: Edit) -> str:
    """The strength that a ladder moves, in percent."""
    return f"{dial_of(edit).read(edit.strength) * 100:.0f} %"


def figures_in_short(receipt: Receipt, texts: Texts, locale: str) -> tuple[str, ...]:
    """The figures that a ladder is judged by, in lines: colour distance of the product (CIEDE2000,
    mean and worst) and its detail (SSIM), then its print and the colour distance of the scene."""
    values = {
        "colour_mean": _told(receipt.colour_mean, ".1f"),
        "colour_worst": _told(receipt.colour_worst, ".1f"),
        "detail": _told(receipt.structure, ".0%"),
        "print": _told(receipt.label, ".0%"),
        "scene": _told(receipt.scene_change, ".0f"),
    }
    lines = (
        _GAP.join(
            texts.say(locale, f"ladder.figure.{name}", **values)
            for name, needs in line
            if all(values[need] for need in needs)
        )
        for line in _FIGURES
    )
    return tuple(line for line in lines if line)


def _told(value: float | None, form: str) -> str:
    """ "1.2" or "99 %"; "" for what was not measured."""
    return "" if value is None else f"{value:{form}}".replace("%", " %")


def draw_ladder(photo: bytes | None, rungs: Sequence[Rung], *, photo_title: str) -> bytes:
    """The sheet as a JPEG: the photo first, where it is still there, then the rungs in order."""
    cells = [Rung(picture=photo, title=photo_title)] if photo is not None else []
    cells += rungs
    shown = [_small(cell.picture) for cell in cells]
    height = max(picture.height for picture in shown)
    step_x, step_y = CELL_PX + GAP_PX, height + TEXT_PX + GAP_PX
    lines = -(-len(cells) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * step_x + GAP_PX, lines * step_y + GAP_PX), _PAPER)
    for number, (cell, picture) in enumerate(zip(cells, shown, strict=True)):
        row, column = divmod(number, COLUMNS)
        x, y = GAP_PX + column * step_x, GAP_PX + row * step_y
        sheet.paste(picture, (x + (CELL_PX - picture.width) // 2, y + height - picture.height))
        _write(sheet, cell, (x, y + height + 8))
    encoded = io.BytesIO()
    sheet.save(encoded, "JPEG", quality=_QUALITY, subsampling="4:4:4")
    return encoded.getvalue()


def _small(data: bytes) -> Image.Image:
    """A picture at the size of a cell."""
    with Image.open(io.BytesIO(data)) as picture:
        picture.draft("RGB", (CELL_PX, CELL_PX))
        return ImageOps.contain(picture.convert("RGB"), (CELL_PX, CELL_PX))


def _write(sheet: Image.Image, cell: Rung, corner: tuple[int, int]) -> None:
    """Title, mark and figures below a picture."""
    x, y = corner
    left = x
    if cell.verdict is not None:
        mark = _mark(cell.verdict)
        sheet.paste(mark, (x, y + 4), mark)
        left += _MARK_PX + 10
    write_line(sheet, cell.title, (left, y), size_px=_TITLE_PX, colour=_INK)
    for number, line in enumerate(cell.figures):
        place = (x, y + _FIRST_LINE_PX + number * _NEXT_LINE_PX)
        write_line(sheet, line, place, size_px=_FIGURES_PX, colour=_QUIET, most_px=CELL_PX)


def _mark(verdict: Verdict) -> Image.Image:
    """A disc with a sign in it, so that nobody has to tell colours apart; drawn large, then
    reduced, which smooths it."""
    side = _MARK_PX * _SMOOTH
    disc = Image.new("RGBA", (side, side))
    draw = ImageDraw.Draw(disc)
    draw.ellipse((0, 0, side - 1, side - 1), fill=_MARKS[verdict])
    for stroke in _SIGNS[verdict]:
        points = [(dx * side, dy * side) for dx, dy in stroke]
        draw.line(points, fill=_PAPER, width=round(0.12 * side), joint="curve")
    return disc.resize((_MARK_PX, _MARK_PX), Image.Resampling.LANCZOS)
