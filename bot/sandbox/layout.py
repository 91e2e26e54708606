"""Components: their kinds, how to walk a tree of them, and how Discord completes them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from enum import IntEnum
from typing import Any

from bot.sandbox.errors import FieldPath
from bot.sandbox.files import StoredFile
from bot.sandbox.wire import Json, without_nulls


class Kind(IntEnum):
    """Component types."""

    ACTION_ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT_DISPLAY = 10
    THUMBNAIL = 11
    MEDIA_GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18
    FILE_UPLOAD = 19
    RADIO_GROUP = 21
    CHECKBOX_GROUP = 22
    CHECKBOX = 23


SELECTS = frozenset(
    {
        Kind.STRING_SELECT,
        Kind.USER_SELECT,
        Kind.ROLE_SELECT,
        Kind.MENTIONABLE_SELECT,
        Kind.CHANNEL_SELECT,
    }
)
LINK_STYLE = 5
"""The button style that opens a link and tells the bot nothing."""

_DEFAULTS: dict[int, Json] = {
    Kind.SEPARATOR: {"divider": True, "spacing": 1},
    Kind.CONTAINER: {"spoiler": False},
    Kind.THUMBNAIL: {"spoiler": False},
    Kind.FILE: {"spoiler": False},
    **{kind: {"min_values": 1, "max_values": 1, "disabled": False} for kind in SELECTS},
}


def walk(components: object, base: FieldPath = ()) -> Iterator[tuple[FieldPath, Json]]:
    """Every component of a tree with its path, parents before children."""
    for at, component in enumerate(components if isinstance(components, list) else []):
        if isinstance(component, dict):
            yield from _walk_one(component, (*base, at))


def _walk_one(component: Json, path: FieldPath) -> Iterator[tuple[FieldPath, Json]]:
    yield path, component
    yield from walk(component.get("components"), (*path, "components"))
    for key in ("accessory", "component"):
        if isinstance(component.get(key), dict):
            yield from _walk_one(component[key], (*path, key))


def media_of(component: Json, path: FieldPath) -> Iterator[tuple[FieldPath, Json]]:
    """Every `{"url": ...}` object of one component with its path."""
    if component.get("type") == Kind.MEDIA_GALLERY:
        for at, item in enumerate(component.get("items") or []):
            yield (*path, "items", at, "media"), item["media"]
    elif component.get("type") == Kind.THUMBNAIL:
        yield (*path, "media"), component["media"]
    elif component.get("type") == Kind.FILE:
        yield (*path, "file"), component["file"]


Resolver = Callable[[str], tuple[Json, StoredFile | None]]
"""Turns a link, `attachment://` or not, into a media object and, where it is ours, the file."""


def completed(components: list[Json], resolve: Resolver) -> list[Json]:
    """The tree as Discord sends it back: ids given, defaults filled in, media resolved."""
    tree: list[Json] = without_nulls(copy.deepcopy(components))
    parts = list(walk(tree))
    taken = {part["id"] for _, part in parts if part.get("id")}
    free = (number for number in range(1, len(parts) + len(taken) + 1) if number not in taken)
    for path, part in parts:
        part["id"] = part.get("id") or next(free)
        for key, value in _DEFAULTS.get(part["type"], {}).items():
            part.setdefault(key, value)
        for chosen in part.get("default_values", []):
            chosen["id"] = str(chosen["id"])
        for _, media in media_of(part, path):
            resolved, file = resolve(str(media["url"]))
            media |= resolved
            if file and part["type"] == Kind.FILE:
                part |= {"name": file.filename, "size": file.size_bytes}
    return tree


def preset_values(component: Json) -> Any:  # a text, a list of texts, a flag or None, by its kind
    """What a field of a modal contains before the person touches it."""
    kind, options = component["type"], component.get("options") or []
    chosen = [option["value"] for option in options if option.get("default")]
    if kind == Kind.TEXT_INPUT:
        return component.get("value") or ""
    if kind == Kind.CHECKBOX:
        return bool(component.get("default"))
    if kind == Kind.RADIO_GROUP:
        return chosen[0] if chosen else None
    if kind in SELECTS and kind != Kind.STRING_SELECT:
        return [str(entry["id"]) for entry in component.get("default_values") or []]
    return chosen
