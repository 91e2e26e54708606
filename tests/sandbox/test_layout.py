"""Components as they come back: numbered, with defaults, with links to their files."""

from __future__ import annotations

from bot.sandbox.files import FileStore
from bot.sandbox.layout import completed, preset_values, walk
from bot.sandbox.posts import Media
from bot.sandbox.snowflake import Snowflakes
from bot.sandbox.wire import Json


def complete(*components: Json) -> list[Json]:
    file = FileStore(Snowflakes(), limit_bytes=100).add(name="a.txt", data=b"abc", place="1")
    return completed(list(components), Media([file], "http://x").resolve)


def test_parts_get_numbers_that_are_free() -> None:
    text = {"type": 10, "content": "x"}
    tree = complete({"type": 17, "id": 1, "components": [text, text | {"id": 3}, text]})
    assert [part["id"] for _, part in walk(tree)] == [1, 2, 3, 4]


def test_what_the_bot_sent_is_left_alone() -> None:
    sent = {"type": 10, "content": "x"}
    complete(sent)
    assert sent == {"type": 10, "content": "x"}


def test_defaults_and_files_are_filled_in() -> None:
    menu = {"type": 5, "custom_id": "u", "default_values": [{"id": 7, "type": "user"}]}
    separator, select, file = complete(
        {"type": 14}, menu, {"type": 13, "file": {"url": "attachment://a.txt"}}
    )
    assert (separator["divider"], separator["spacing"]) == (True, 1)
    assert (select["min_values"], select["max_values"]) == (1, 1)
    assert select["default_values"] == [{"id": "7", "type": "user"}]
    assert (file["name"], file["size"]) == ("a.txt", 3)
    assert file["file"]["url"].startswith("http://x/attachments/1/")


def test_fields_contain_their_preset() -> None:
    options = [{"value": "a"}, {"value": "b", "default": True}]
    for field, preset in (
        ({"type": 4, "value": "words"}, "words"),
        ({"type": 4}, ""),
        ({"type": 3, "options": options}, ["b"]),
        ({"type": 21, "options": options}, "b"),
        ({"type": 21, "options": options[:1]}, None),
        ({"type": 22, "options": options}, ["b"]),
        ({"type": 23, "default": True}, True),
        ({"type": 8, "default_values": [{"id": 5}]}, ["5"]),
        ({"type": 19}, []),
    ):
        assert preset_values(field) == preset
