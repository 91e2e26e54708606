"""Reading a form's complaints in tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.sandbox.errors import ApiError, Form


def complaints(form: Form) -> dict[str, str]:
    """Code by dotted path; empty if the form has none."""
    try:
        form.settle()
    except ApiError as error:
        return dict(_flat(error.errors or {}, ""))
    return {}


def _flat(node: dict[str, Any], path: str) -> Iterator[tuple[str, str]]:
    for key, value in node.items():
        if key == "_errors":
            yield path, value[0]["code"]
        else:
            yield from _flat(value, f"{path}.{key}" if path else key)
