"""What Discord refuses in the commands that a bot registers, and in its autocomplete answers."""

from __future__ import annotations

import unicodedata
from enum import IntEnum

from bot.sandbox.errors import FieldPath, Form
from bot.sandbox.wire import Json

MAX_OF_TYPE = {1: 100, 2: 15, 3: 15}
MAX_COMMAND_TEXT = 8000
MAX_CHOICES = 25


class CommandType(IntEnum):
    """Where a command appears."""

    SLASH = 1
    USER = 2
    MESSAGE = 3


class OptionType(IntEnum):
    """What an option of a slash command takes."""

    SUB_COMMAND = 1
    SUB_COMMAND_GROUP = 2
    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6
    CHANNEL = 7
    ROLE = 8
    MENTIONABLE = 9
    NUMBER = 10
    ATTACHMENT = 11


NESTED = {OptionType.SUB_COMMAND, OptionType.SUB_COMMAND_GROUP}


def check_commands(form: Form, commands: list[Json]) -> None:
    """Complain about all commands of one scope."""
    seen: set[tuple[int, str]] = set()
    for at, command in enumerate(commands):
        kind, name = command.get("type") or CommandType.SLASH, str(command.get("name") or "")
        if (kind, name) in seen:
            code = "APPLICATION_COMMANDS_DUPLICATE_NAME"
            form.wrong((at, "name"), code, "Application command names must be unique")
        seen.add((kind, name))
        if kind == CommandType.SLASH:
            _check_slash_command(form, command, (at,))
        else:
            form.length(command, "name", (at,), 1, 32)
            form.length(command, "description", (at,), 0, 0)
    for kind, most in MAX_OF_TYPE.items():
        if sum(1 for seen_kind, _ in seen if seen_kind == kind) > most:
            code = "APPLICATION_COMMAND_TOO_MANY"
            form.wrong((), code, f"At most {most} commands of type {kind}.")


def check_choices(form: Form, choices: list[Json], option_type: int) -> None:
    """Complain about the answer to an autocomplete of an option of this type."""
    form.length({"choices": choices}, "choices", (), 0, MAX_CHOICES)
    for at, choice in enumerate(choices):
        place, value = ("choices", at), choice.get("value")
        form.length(choice, "name", place, 1, 100)
        if option_type == OptionType.STRING:
            form.length(choice, "value", place, 1, 100)
        elif isinstance(value, bool) or not isinstance(value, int | float):
            code = "APPLICATION_COMMAND_INVALID_CHOICE_VALUE"
            form.wrong((*place, "value"), code, "A number is needed here.")


def _check_slash_command(form: Form, command: Json, path: FieldPath) -> None:
    _check_name(form, command, path)
    _check_options(form, command.get("options") or [], path)
    if (size := _text_of(command)) > MAX_COMMAND_TEXT:
        code = "APPLICATION_COMMAND_TOO_LARGE"
        form.wrong(path, code, f"{size} characters; at most {MAX_COMMAND_TEXT}.")


def _check_name(form: Form, entry: Json, path: FieldPath) -> None:
    """A name and its description, with every translation of both."""
    names = {"name": entry.get("name")} | (entry.get("name_localizations") or {})
    for locale, name in names.items():
        if not _is_command_name(str(name or "")):
            place = (*path, "name") if locale == "name" else (*path, "name_localizations", locale)
            form.wrong(place, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    form.length(entry, "description", path, 1, 100)
    described = entry.get("description_localizations") or {}
    for locale in described:
        form.length(described, locale, (*path, "description_localizations"), 1, 100)


def _is_command_name(name: str) -> bool:
    """1 to 32 letters, digits, `-`, `_` or `'`, in lower case where the script has cases."""
    marks = ("DEVANAGARI", "THAI")
    return (
        1 <= len(name) <= 32
        and name == name.lower()
        and all(
            char in "-_'"
            or unicodedata.category(char)[0] in "LN"
            or unicodedata.name(char, "").startswith(marks)
            for char in name
        )
    )


def _check_options(form: Form, options: list[Json], path: FieldPath) -> None:
    form.length({"options": options}, "options", path, 0, 25)
    names: set[str] = set()
    optional_seen = False
    for at, option in enumerate(options):
        place, name = (*path, "options", at), str(option.get("name"))
        _check_name(form, option, place)
        if name in names:
            code = "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"
            form.wrong((*place, "name"), code, "Option name already exists")
        names.add(name)
        if option.get("type") in NESTED:
            _check_options(form, option.get("options") or [], place)
            continue
        if option.get("required") and optional_seen:
            code = "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"
            message = "Required options must be placed before non-required options"
            form.wrong(place, code, message)
        optional_seen = optional_seen or not option.get("required")
        _check_option_choices(form, option, place)


def _check_option_choices(form: Form, option: Json, path: FieldPath) -> None:
    choices = option.get("choices") or []
    form.length({"choices": choices}, "choices", path, 0, MAX_CHOICES)
    for at, choice in enumerate(choices):
        form.length(choice, "name", (*path, "choices", at), 1, 100)
    if choices and option.get("autocomplete"):
        code = "APPLICATION_COMMAND_AUTOCOMPLETE_WITH_CHOICES"
        form.wrong((*path, "autocomplete"), code, "Autocomplete cannot be used with choices")


def _text_of(entry: Json) -> int:
    """Characters of a command that count towards its limit; of translations, the longest."""
    total = 0
    for key in ("name", "description"):
        texts = [entry.get(key), *(entry.get(f"{key}_localizations") or {}).values()]
        total += max(len(str(text or "")) for text in texts)
    for choice in entry.get("choices") or []:
        total += len(str(choice.get("name"))) + len(str(choice.get("value")))
    return total + sum(_text_of(option) for option in entry.get("options") or [])
