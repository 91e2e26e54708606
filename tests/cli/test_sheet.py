"""The contact sheet holds every picture."""

import io
from pathlib import Path

from PIL import Image

from bot.cli.sheet import CELL_PX, COLUMNS, Cell, write_sheet


def a_cell(colour: str, size: tuple[int, int] = (60, 40)) -> Cell:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "PNG")
    return Cell(data=buffer.getvalue(), label=colour)


def read_sheet(path: Path) -> Image.Image:
    with Image.open(path) as sheet:
        return sheet.convert("RGB")


def test_each_picture_stands_in_its_cell(tmp_path: Path) -> None:
    path = tmp_path / "out" / "sheet.jpg"
    write_sheet([[a_cell("red", (900, 900)), a_cell("blue", (900, 900))]], path)
    sheet = read_sheet(path)
    left = sheet.getpixel((CELL_PX // 2, CELL_PX // 2))
    right = sheet.getpixel((sheet.width - CELL_PX // 2, CELL_PX // 2))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert left[0] > 200 > 90 > left[2]
    assert right[2] > 200 > 90 > right[0]


def test_a_long_row_is_broken(tmp_path: Path) -> None:
    path = tmp_path / "sheet.jpg"
    write_sheet([[a_cell("red")] * COLUMNS], path)
    one_line = read_sheet(path)
    write_sheet([[a_cell("red")] * (COLUMNS + 1)], path)
    two_lines = read_sheet(path)
    assert two_lines.width == one_line.width
    assert two_lines.height - one_line.height > CELL_PX
