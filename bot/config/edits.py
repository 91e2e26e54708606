"""Edits back from JSON: pictures carry theirs, and so will the ledger."""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError

from bot.domain.edit import Edit
from bot.domain.errors import PhotoError
from bot.domain.receipt import Receipt

_ADAPTER = TypeAdapter(Edit)
_RECEIPT = TypeAdapter(Receipt)


def load_edit(text: str) -> Edit:
    """The edit that `Edit.to_json` wrote. Raises `PhotoError` for anything else."""
    try:
        return _ADAPTER.validate_json(text, strict=False)
    except ValidationError as exc:
        raise PhotoError(
            "edit_unreadable",
            "The edit inside this picture cannot be read; it was made by another version of "
            "Restage or changed since.",
            str(exc),
        ) from exc


def load_receipt(text: str | None) -> Receipt | None:
    """The receipt that `Receipt.to_json` wrote; None where there is none that can be read: it is
    good to have, and nothing depends on it."""
    try:
        return _RECEIPT.validate_json(text, strict=False) if text is not None else None
    except ValidationError:
        return None
