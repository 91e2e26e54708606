"""Pictures of an earlier demo are kept while nothing that made them has changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.cli.earlier_demo import NOTE, EarlierDemo, Made, origin_of
from bot.config.settings import Places

MADE = [Made(files=("a.png",), each_s=1.5), Made(files=("b.png", "c.png"), each_s=0.5)]
NAMES = ("a.png", "b.png", "c.png", "sheet.jpg")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a demo has put its files."""
    for name in NAMES:
        (tmp_path / name).write_bytes(name.encode())
    EarlierDemo(tmp_path, "origin").remember(MADE, ["sheet.jpg"])
    return tmp_path


def test_pictures_of_the_same_origin_are_found(folder: Path) -> None:
    assert EarlierDemo(folder, "origin").find() == MADE


def test_another_origin_makes_everything_anew(folder: Path) -> None:
    assert EarlierDemo(folder, "another").find() == []


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_was_changed_or_deleted_makes_everything_anew(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"drawn over")
    assert EarlierDemo(folder, "origin").find() == []
    (folder / name).unlink()
    assert EarlierDemo(folder, "origin").find() == []


@pytest.mark.parametrize("note", [b"", b"[]", b"{}", b'{"origin": "origin", "files": 3}', b"\xff"])
def test_a_note_of_no_use_makes_everything_anew(folder: Path, note: bytes) -> None:
    (folder / NOTE).write_bytes(note)
    assert EarlierDemo(folder, "origin").find() == []


def test_a_first_demo_finds_nothing(tmp_path: Path) -> None:
    assert EarlierDemo(tmp_path / "out", "origin").find() == []


def test_the_origin_changes_with_a_preset_and_with_a_model(tmp_path: Path) -> None:
    config = tmp_path / "config"
    shutil.copytree("config", config)
    places = Places(config=config, data=tmp_path)
    first = origin_of(places)
    assert origin_of(places) == first
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "u2net.onnx").write_bytes(b"weights")
    second = origin_of(places)
    presets = config / "presets.yaml"
    presets.write_text(presets.read_text("utf-8") + "\n", "utf-8")
    assert len({first, second, origin_of(places)}) == 3
