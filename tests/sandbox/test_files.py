"""The CDN's memory: names, links and room."""

from __future__ import annotations

import pytest

from bot.sandbox.files import FileStore, StoredFile, clean_name
from bot.sandbox.snowflake import Snowflakes


def store(limit_bytes: int = 1000) -> FileStore:
    return FileStore(Snowflakes(), limit_bytes=limit_bytes)


def add(files: FileStore, name: str = "a.png", size: int = 400) -> StoredFile:
    return files.add(name=name, data=bytes(size), place="1")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("photo 1.jpg", "photo_1.jpg"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ('"><script>.png', "_script_.png"),
        ("写真.png", "_.png"),
        (".hidden", "hidden"),
        ("  ", "unknown"),
    ],
)
def test_names_are_cleaned(name: str, kept: str) -> None:
    assert clean_name(name) == kept


def test_a_renamed_file_keeps_its_name_as_title() -> None:
    assert add(store(), "写真.png").payload("http://x")["title"] == "写真"
    assert "title" not in add(store()).payload("http://x")


def test_links_hold_a_secret_of_their_own() -> None:
    files = store()
    first, second = add(files), add(files)
    key = first.link("http://x").rsplit("hm=", 1)[1]
    assert len(key) == 64
    assert first.opens_with(key)
    assert not second.opens_with(key)


def test_the_oldest_file_makes_room() -> None:
    files = store()
    first, second, third = add(files), add(files), add(files)
    assert files.get(first.path) is None
    assert files.get(second.path) is second
    assert files.by_id(third.id) is third
    assert files.size_bytes == 800
    assert (first.data, first.size_bytes) == (b"", 400)


def test_a_released_file_goes_before_an_older_one() -> None:
    files = store()
    first, second = add(files), add(files)
    files.release(second)
    add(files)
    assert files.get(first.path) is first
    assert files.get(second.path) is None


def test_only_pictures_have_dimensions_and_text_a_charset() -> None:
    file = store().add(name="notes.txt", data=b"hello", place="1")
    payload = file.payload("http://x")
    assert payload["content_type"] == "text/plain; charset=utf-8"
    assert "width" not in payload
