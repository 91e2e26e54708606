"""The contact sheet holds every picture."""

import io
from pathlib import Path

import pytest
from PIL import Image

from bot.cli.sheet import (
    CELL_PX,
    COLUMNS,
    LINES,
    Cell,
    small_photo,
    small_picture,
    write_sheet,
)
from bot.domain.errors import BotError
from bot.domain.job import Picture
from tests.fakes import a_photo, an_edit


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


def test_a_photo_is_shown_small_and_its_transparent_parts_on_paper() -> None:
    clear, red = bytes((0, 0, 0, 0)), bytes((200, 0, 0, 255))
    photo = a_photo(800, 400, mode="RGBA", pixels=(clear * 400 + red * 400) * 400)
    with Image.open(io.BytesIO(small_photo(photo))) as shown:
        assert shown.size == (CELL_PX, CELL_PX // 2)
        assert shown.getpixel((10, 10)) == (247, 247, 245)
        assert shown.getpixel((CELL_PX - 10, 10)) == (200, 0, 0)


def test_a_finished_picture_is_shown_small() -> None:
    file = io.BytesIO()
    Image.new("RGB", (CELL_PX, 2 * CELL_PX), "green").save(file, "WEBP")
    picture = Picture(
        edit=an_edit(), data=file.getvalue(), format="webp", width=CELL_PX, height=2 * CELL_PX
    )
    with Image.open(io.BytesIO(small_picture(picture))) as shown:
        assert shown.size == (CELL_PX // 2, CELL_PX)


def test_many_photos_take_several_sheets(tmp_path: Path) -> None:
    pages = write_sheet([[a_cell("red")]] * (LINES + 1), tmp_path / "sheet.jpg")
    assert pages == (tmp_path / "sheet.jpg", tmp_path / "sheet-2.jpg")
    first, second = (read_sheet(tmp_path / name) for name in ("sheet.jpg", "sheet-2.jpg"))
    assert first.height > LINES * CELL_PX
    assert second.height < 2 * CELL_PX


def test_without_pictures_there_is_no_sheet(tmp_path: Path) -> None:
    assert write_sheet([], tmp_path / "sheet.jpg") == ()
    assert not list(tmp_path.iterdir())


def test_any_name_can_be_written_below_a_picture(tmp_path: Path) -> None:
    path = tmp_path / "sheet.jpg"
    write_sheet([[Cell(data=a_cell("red").data, label="Tasse grün ☕ 日本.png")]], path)
    plain = read_sheet(path)
    write_sheet([[Cell(data=a_cell("red").data, label="Tasse grun ? ??.png")]], path)
    assert read_sheet(path).tobytes() == plain.tobytes()


def test_a_sheet_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "sheet.jpg").mkdir()
    with pytest.raises(BotError, match="cannot_save"):
        write_sheet([[a_cell("red")]], tmp_path / "sheet.jpg")
