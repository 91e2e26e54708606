"""What a person filled into a modal, checked as their client does and put as Discord sends it."""

from __future__ import annotations

from typing import Any

from bot.sandbox.layout import SELECTS, Kind, preset_values
from bot.sandbox.option_values import NotPossible, Resolved, select_values
from bot.sandbox.wire import Json


def modal_answers(modal: Json, values: Json, resolved: Resolved) -> list[Json]:
    """The `components` of a modal submit; fields that `values` lacks keep what they contained."""
    unknown = values.keys() - {field["custom_id"] for _, field in modal_fields(modal)}
    if unknown:
        raise NotPossible(f"The form has no field {', '.join(sorted(unknown))}.")
    numbers = iter(range(1, 100))
    answers: list[Json] = []
    for part in modal["components"]:
        answer: Json = {"type": part["type"], "id": part.get("id") or next(numbers)}
        if part["type"] == Kind.LABEL:
            field = part["component"]
            number = next(numbers)
            answer["component"] = _answer(field, part["label"], values, resolved, number)
        elif part["type"] == Kind.ACTION_ROW:
            field = part["components"][0]
            label, number = str(field.get("label")), next(numbers)
            answer["components"] = [_answer(field, label, values, resolved, number)]
        answers.append(answer)
    return answers


def modal_fields(modal: Json) -> list[tuple[str, Json]]:
    """(label, field) of everything in a modal that can be filled in."""
    fields: list[tuple[str, Json]] = []
    for part in modal["components"]:
        if part["type"] == Kind.LABEL:
            fields.append((part["label"], part["component"]))
        elif part["type"] == Kind.ACTION_ROW:
            fields += [(str(child.get("label")), child) for child in part["components"]]
    return fields


def _answer(field: Json, label: str, values: Json, resolved: Resolved, number: int) -> Json:
    key = field["custom_id"]
    value = values[key] if key in values else preset_values(field)
    answer: Json = {"type": field["type"], "id": field.get("id") or number, "custom_id": key}
    check = _CHECKS[field["type"]]
    many = field["type"] in _MANY
    return answer | {"values" if many else "value": check(field, label, value, resolved)}


def _text(field: Json, label: str, value: Any, resolved: Resolved) -> str:
    text = str(value or "")
    low, high = field.get("min_length") or 0, field.get("max_length") or 4000
    if not text and _required(field):
        raise NotPossible(f"Please fill in “{label}”.")
    if text and not low <= len(text) <= high:
        raise NotPossible(f"“{label}” takes {low} to {high} characters.")
    return text


def _select(field: Json, label: str, value: Any, resolved: Resolved) -> list[str]:
    try:
        return select_values(field, _listed(value), resolved)
    except NotPossible as error:
        raise NotPossible(f"“{label}”: {error}") from error


def _files(field: Json, label: str, value: Any, resolved: Resolved) -> list[str]:
    files = _listed(value)
    _check_count(field, label, len(files), "file")
    return [resolved.attachment(file_id) for file_id in files]


def _radio(field: Json, label: str, value: Any, resolved: Resolved) -> str | None:
    if value is None and _required(field):
        raise NotPossible(f"Please choose one for “{label}”.")
    if value is not None and value not in [option["value"] for option in field["options"]]:
        raise NotPossible(f"“{label}”: that is none of the choices.")
    return None if value is None else str(value)


def _checkboxes(field: Json, label: str, value: Any, resolved: Resolved) -> list[str]:
    ticked = _listed(value)
    field = {"max_values": len(field["options"])} | field
    _check_count(field, label, len(ticked), "choice")
    return ticked


def _checkbox(field: Json, label: str, value: Any, resolved: Resolved) -> bool:
    return bool(value)


_CHECKS = {
    Kind.TEXT_INPUT: _text,
    Kind.FILE_UPLOAD: _files,
    Kind.RADIO_GROUP: _radio,
    Kind.CHECKBOX_GROUP: _checkboxes,
    Kind.CHECKBOX: _checkbox,
    **dict.fromkeys(SELECTS, _select),
}
_MANY = {Kind.FILE_UPLOAD, Kind.CHECKBOX_GROUP, *SELECTS}


def _required(field: Json) -> bool:
    return field.get("required") is not False


def _listed(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(entry) for entry in value] if isinstance(value, list | tuple) else [str(value)]


def _check_count(field: Json, label: str, count: int, noun: str) -> None:
    least = field.get("min_values")
    low = (1 if least is None else least) if _required(field) else 0
    high = field.get("max_values") or 1
    if not low <= count <= high:
        some = str(low) if low == high else f"{low} to {high}"
        raise NotPossible(f"“{label}” takes {some} {noun}{'' if high == 1 else 's'}.")
