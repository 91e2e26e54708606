"""The contact sheet of a ladder: one picture at five strengths, with what was measured of each."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont, ImageOps

from bot.domain.edit import Edit
from bot.domain.receipt import Receipt, Verdict
from bot.domain.strength_search import dial_of

CELL_PX, GAP_PX, TEXT_PX, COLUMNS = 420, 18, 84, 3
"""Side of a picture, space between cells, height of the text below a picture, cells in a line."""

_TITLE_PX, _FIGURES_PX, _MARK_PX = 30, 19, 24
_QUALITY = 90
_PAPER, _INK, _QUIET = (247, 247, 245), (30, 30, 30), (96, 96, 96)
_MARKS = {
    Verdict.IDENTICAL: (27, 122, 75),
    Verdict.KEPT: (27, 122, 75),
    Verdict.SLIGHTLY_CHANGED: (176, 108, 0),
    Verdict.CHANGED: (176, 42, 42),
}
"""Colours of the marks, which differ in shape as well: a tick, a wave, a cross."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One cell: an encoded picture of ours, its title ("60 %"), figures, and the product's verdict
    where there is one. What is written has to be ASCII, which Pillow's own font has."""

    picture: bytes
    title: str
    figures: str = ""
    verdict: Verdict | None = None


def rung_of(picture: bytes, edit: Edit, receipt: Receipt | None) -> Rung:
    """The cell of one picture of a ladder, titled with the strength that the ladder moves."""
    return Rung(
        picture=picture,
        title=strength_title(edit),
        figures=figures_in_short(receipt) if receipt is not None else "",
        verdict=receipt.verdict if receipt is not None and receipt.product_found else None,
    )


def strength_title(edit: Edit) -> str:
    """The strength that a ladder moves, in percent."""
    return f"{dial_of(edit).read(edit.strength) * 100:.0f} %"


def figures_in_short(receipt: Receipt) -> str:
    """The figures that a ladder is judged by: colour distance (CIEDE2000), structure (SSIM) and
    print of the product, and the colour distance of the scene."""
    parts = (
        ("dE", receipt.colour_mean, "{:.1f}"),
        ("SSIM", receipt.structure, "{:.2f}"),
        ("print", receipt.label, "{:.2f}"),
        ("scene dE", receipt.scene_change, "{:.0f}"),
    )
    return "  ".join(f"{name} {form.format(v)}" for name, v, form in parts if v is not None)


def draw_ladder(photo: bytes | None, rungs: Sequence[Rung]) -> bytes:
    """The sheet as a JPEG: the photo first, where it is still there, then the rungs in order."""
    cells = [Rung(picture=photo, title="photo")] if photo is not None else []
    cells += rungs
    lines = -(-len(cells) // COLUMNS)
    step_x, step_y = CELL_PX + GAP_PX, CELL_PX + TEXT_PX + GAP_PX
    sheet = Image.new("RGB", (COLUMNS * step_x + GAP_PX, lines * step_y + GAP_PX), _PAPER)
    for number, cell in enumerate(cells):
        row, column = divmod(number, COLUMNS)
        _draw_cell(sheet, cell, (GAP_PX + column * step_x, GAP_PX + row * step_y))
    encoded = io.BytesIO()
    sheet.save(encoded, "JPEG", quality=_QUALITY, subsampling="4:4:4")
    return encoded.getvalue()


def _draw_cell(sheet: Image.Image, cell: Rung, corner: tuple[int, int]) -> None:
    x, y = corner
    with Image.open(io.BytesIO(cell.picture)) as picture:
        picture.draft("RGB", (CELL_PX, CELL_PX))
        shown = ImageOps.contain(picture.convert("RGB"), (CELL_PX, CELL_PX))
    sheet.paste(shown, (x + (CELL_PX - shown.width) // 2, y + CELL_PX - shown.height))
    draw = ImageDraw.Draw(sheet)
    top = y + CELL_PX + 8
    left = x
    if cell.verdict is not None:
        _draw_mark(draw, cell.verdict, (x, top + 3))
        left += _MARK_PX + 10
    draw.text((left, top), cell.title, _INK, ImageFont.load_default(_TITLE_PX))
    draw.text((x, top + 42), cell.figures, _QUIET, ImageFont.load_default(_FIGURES_PX))


def _draw_mark(draw: ImageDraw.ImageDraw, verdict: Verdict, corner: tuple[int, int]) -> None:
    """A disc with a sign in it, so that nobody has to tell colours apart."""
    x, y = corner
    draw.ellipse((x, y, x + _MARK_PX, y + _MARK_PX), fill=_MARKS[verdict])
    match verdict:
        case Verdict.IDENTICAL | Verdict.KEPT:
            strokes: list[list[tuple[float, float]]] = [[(0.26, 0.52), (0.44, 0.70), (0.76, 0.32)]]
        case Verdict.SLIGHTLY_CHANGED:
            strokes = [[(0.22, 0.58), (0.38, 0.42), (0.60, 0.58), (0.78, 0.42)]]
        case Verdict.CHANGED:
            strokes = [[(0.30, 0.30), (0.70, 0.70)], [(0.70, 0.30), (0.30, 0.70)]]
    for stroke in strokes:
        points = [(x + dx * _MARK_PX, y + dy * _MARK_PX) for dx, dy in stroke]
        draw.line(points, fill=_PAPER, width=3, joint="curve")
