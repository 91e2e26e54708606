"""Files are read within limits and written under names that say what they are."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.cli.saving import Shelf, read_file, read_source
from bot.domain.errors import BotError, PhotoError
from bot.domain.recipe import Paint
from tests.fakes import a_result, a_task, an_edit


def test_names_tell_photo_command_preset_and_seed(tmp_path: Path) -> None:
    files, mask = Shelf(tmp_path / "out").save(Path("in/mug.jpg"), a_result(a_task()))
    assert [path.name for path in files] == ["mug-background-marble-7.png"]
    assert files[0].read_bytes() == b"PNG"
    assert mask is None


def test_variants_are_named_by_their_paint(tmp_path: Path) -> None:
    edit = an_edit(paint=Paint(name="mint", label="Mint", color="#bfe0c9"))
    files, _ = Shelf(tmp_path).save(Path("mug.jpg"), a_result(a_task(edits=(edit,))))
    assert files[0].name == "mug-background-marble-mint.png"


def test_two_photos_of_one_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    first, _ = shelf.save(Path("a/mug.jpg"), a_result(a_task()))
    second, _ = shelf.save(Path("b/mug.jpg"), a_result(a_task()))
    assert first != second
    again, _ = Shelf(tmp_path).save(Path("a/mug.jpg"), a_result(a_task()))
    assert again == first


def test_a_mask_is_saved_beside(tmp_path: Path) -> None:
    result = a_result(a_task())
    assert result.mask is not None
    result = replace(result, mask=replace(result.mask, png=b"MASK"))
    _, mask = Shelf(tmp_path).save(Path("mug.jpg"), result)
    assert mask is not None
    assert (mask.name, mask.read_bytes()) == ("mug-mask.png", b"MASK")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(BotError, match="cannot_save"):
        Shelf(blocked / "out").save(Path("mug.jpg"), a_result(a_task()))


def test_a_folder_is_tried_before_anything_is_rendered_for_it(tmp_path: Path) -> None:
    Shelf(tmp_path / "new" / "out").check()
    assert not list((tmp_path / "new" / "out").iterdir())
    (tmp_path / "file").write_text("")
    with pytest.raises(BotError, match="cannot_save") as caught:
        Shelf(tmp_path / "file").check()
    assert "choose another folder with --out" in caught.value.reply


def test_no_more_is_read_than_decides_that_it_is_too_much(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(bytes(1000))
    assert len(read_file(path, 10)) == 11


@pytest.mark.parametrize(
    ("name", "reason"), [("absent.jpg", "There is no file"), (".", "is a folder")]
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(PhotoError) as caught:
        read_source(tmp_path / name, None, 100)
    assert caught.value.code == "photo_unreadable"
    assert reason in caught.value.reply


def test_a_file_that_a_person_named_is_not_written_over(tmp_path: Path) -> None:
    own = tmp_path / "mug-background-marble-7.png"
    own.write_bytes(b"their own")
    files, _ = Shelf(tmp_path, spared=[own]).save(Path("mug.jpg"), a_result(a_task()))
    assert own.read_bytes() == b"their own"
    assert files[0].name == "mug-background-marble-7-2.png"
