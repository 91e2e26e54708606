"""Strengths as people type them: a number in percent, or `auto`."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.catalog import EditRequest
from bot.domain.errors import UsageError

AUTO = "auto"
_SPELLINGS = {AUTO, "automatic", "automatisch", "自動"}


def with_strength(request: EditRequest, typed: str | None) -> EditRequest:
    """The request with the strength that was typed, if any. Raises `UsageError`."""
    if typed is None:
        return request
    strength = read_strength(typed)
    return replace(request, strength=strength, auto_strength=strength is None)


def read_strength(typed: str) -> float | None:
    """A strength in percent as a number from 0 to 1; None for `auto`. Raises `UsageError`."""
    text = typed.strip().casefold()
    if text in _SPELLINGS:
        return None
    try:
        percent = float(text.removesuffix("%").replace(",", "."))
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= 100:
        raise UsageError(
            "strength_not_a_number",
            "Strength is a number from 0 (keep) to 100 (reinvent), or “auto”; please try again "
            "with one of these.",
        )
    return percent / 100


def typed_strength(request: EditRequest) -> str | None:
    """How somebody would have typed the strength of a request; None where they did not."""
    if request.auto_strength:
        return AUTO
    return f"{request.strength * 100:.0f}" if request.strength is not None else None
