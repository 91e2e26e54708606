"""Contact sheet: each photo with what was made of it, in one picture."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from bot.cli.saving import cannot_save
from bot.domain.job import Picture
from bot.domain.photo import Photo

CELL_PX, GAP_PX, LABEL_PX = 380, 14, 34
COLUMNS, LINES = 4, 20
_PAPER, _INK, _QUIET = (247, 247, 245), (34, 34, 34), (120, 120, 120)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One picture of the sheet, at its size there, as `small_photo` and `small_picture` make it:
    nothing from outside is decoded."""

    data: bytes
    label: str
    source: bool = False


def small_photo(photo: Photo) -> bytes:
    """A photo at the size of a cell, transparent parts on the sheet's paper, as a PNG."""
    return _small(Image.frombytes(photo.mode, (photo.width, photo.height), photo.pixels))


def small_picture(picture: Picture) -> bytes:
    """A finished picture at the size of a cell, as a PNG."""
    with Image.open(io.BytesIO(picture.data)) as opened:
        return _small(opened.convert("RGB"))


def write_sheet(rows: Sequence[Sequence[Cell]], path: Path) -> tuple[Path, ...]:
    """Write a JPEG with one group of cells after the other, `COLUMNS` a line; what goes beyond
    `LINES` is put on sheets of its own: `sheet.jpg`, `sheet-2.jpg` and so on. The files written.
    Raises `BotError` where one cannot be saved."""
    lines = [group[i : i + COLUMNS] for group in rows for i in range(0, len(group), COLUMNS)]
    pages: list[Path] = []
    for start in range(0, len(lines), LINES):
        number = start // LINES + 1
        page = path if number == 1 else path.with_stem(f"{path.stem}-{number}")
        _save(_draw(lines[start : start + LINES]), page)
        pages.append(page)
    return tuple(pages)


def _draw(lines: Sequence[Sequence[Cell]]) -> Image.Image:
    width = max(len(line) for line in lines)
    step_x, step_y = CELL_PX + GAP_PX, CELL_PX + LABEL_PX + GAP_PX
    size = (width * step_x + GAP_PX, len(lines) * step_y + GAP_PX)
    sheet = Image.new("RGB", size, _PAPER)
    draw = ImageDraw.Draw(sheet)
    for y, line in enumerate(lines):
        for x, cell in enumerate(line):
            _put_cell(sheet, draw, cell, (GAP_PX + x * step_x, GAP_PX + y * step_y))
    return sheet


def _save(sheet: Image.Image, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        sheet.save(path, quality=88)
    except OSError as exc:
        raise cannot_save(path, exc) from exc


def _put_cell(
    sheet: Image.Image, draw: ImageDraw.ImageDraw, cell: Cell, corner: tuple[int, int]
) -> None:
    x, y = corner
    with Image.open(io.BytesIO(cell.data)) as picture:
        shown = picture.convert("RGB")
    shown.thumbnail((CELL_PX, CELL_PX), Image.Resampling.LANCZOS)
    left = x + (CELL_PX - shown.width) // 2
    sheet.paste(shown, (left, y + CELL_PX - shown.height))
    font = ImageFont.load_default(size=16)
    colour = _QUIET if cell.source else _INK
    draw.text((x + CELL_PX / 2, y + CELL_PX + 8), _drawable(cell.label), colour, font, anchor="ma")


def _drawable(label: str) -> str:
    """The label without accents and in what Pillow's own font has, "?" for what it lacks."""
    plain = "".join(
        each for each in unicodedata.normalize("NFKD", label) if not unicodedata.combining(each)
    )
    return plain.encode("ascii", "replace").decode("ascii")


def _small(picture: Image.Image) -> bytes:
    picture.thumbnail((CELL_PX, CELL_PX), Image.Resampling.LANCZOS)
    if picture.mode == "RGBA":
        flat = Image.new("RGB", picture.size, _PAPER)
        flat.paste(picture, mask=picture.getchannel("A"))
        picture = flat
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=1)
    return file.getvalue()
