"""A source is found again by its hash, as long as it is the same file."""

import hashlib
from pathlib import Path

from bot.cli.sources import Sources


def remembered(tmp_path: Path) -> tuple[Path, str]:
    photo = tmp_path / "mug.jpg"
    photo.write_bytes(b"mug")
    sha256 = hashlib.sha256(b"mug").hexdigest()
    sources = Sources(tmp_path / "data" / "sources.json")
    sources.remember(sha256, photo)
    sources.save()
    return photo, sha256


def test_a_source_is_found_by_its_hash(tmp_path: Path) -> None:
    photo, sha256 = remembered(tmp_path)
    assert Sources(tmp_path / "data" / "sources.json").find(sha256) == photo.resolve()


def test_a_changed_or_moved_source_is_not_it(tmp_path: Path) -> None:
    photo, sha256 = remembered(tmp_path)
    sources = Sources(tmp_path / "data" / "sources.json")
    photo.write_bytes(b"jar")
    assert sources.find(sha256) is None
    photo.unlink()
    assert sources.find(sha256) is None
    assert sources.find("unknown") is None


def test_a_damaged_memory_is_an_empty_one(tmp_path: Path) -> None:
    path = tmp_path / "sources.json"
    path.write_text("[broken", "utf-8")
    assert Sources(path).find("x") is None


def test_a_folder_that_cannot_be_written_costs_only_the_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    sources = Sources(tmp_path / "file" / "sources.json")
    sources.remember("x", tmp_path)
    sources.save()
