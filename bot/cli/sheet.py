"""Contact sheet: each photo with what was made of it, in one picture."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps

CELL_PX, GAP_PX, LABEL_PX, COLUMNS = 380, 14, 34, 4
_PAPER, _INK, _QUIET = (247, 247, 245), (34, 34, 34), (120, 120, 120)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One picture of the sheet."""

    data: bytes
    label: str
    source: bool = False


def write_sheet(rows: Sequence[Sequence[Cell]], path: Path) -> None:
    """Write a JPEG with one group of cells after the other, `COLUMNS` a line."""
    lines = [group[i : i + COLUMNS] for group in rows for i in range(0, len(group), COLUMNS)]
    width = max((len(line) for line in lines), default=1)
    step_x, step_y = CELL_PX + GAP_PX, CELL_PX + LABEL_PX + GAP_PX
    size = (width * step_x + GAP_PX, len(lines) * step_y + GAP_PX)
    sheet = Image.new("RGB", size, _PAPER)
    draw = ImageDraw.Draw(sheet)
    for y, line in enumerate(lines):
        for x, cell in enumerate(line):
            _put_cell(sheet, draw, cell, (GAP_PX + x * step_x, GAP_PX + y * step_y))
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(path, quality=88)


def _put_cell(
    sheet: Image.Image, draw: ImageDraw.ImageDraw, cell: Cell, corner: tuple[int, int]
) -> None:
    x, y = corner
    with Image.open(io.BytesIO(cell.data)) as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((CELL_PX, CELL_PX), Image.Resampling.LANCZOS)
    left = x + (CELL_PX - upright.width) // 2
    sheet.paste(upright, (left, y + CELL_PX - upright.height))
    font = ImageFont.load_default(size=16)
    colour = _QUIET if cell.source else _INK
    draw.text((x + CELL_PX / 2, y + CELL_PX + 8), cell.label, colour, font, anchor="ma")
