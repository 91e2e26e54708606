"""Suggestions for a misspelt name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def closest(wanted: str, known: Iterable[str], *, count: int = 3) -> str:
    """Up to `count` of `known`, nearest to `wanted` first, as words for a sentence."""
    names = sorted(known)
    near = difflib.get_close_matches(wanted, names, n=count, cutoff=0.4) or names[:count]
    quoted = [f"“{name}”" for name in near]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} or {quoted[-1]}"
