"""Terms: what a text is about, as words that mean the same are one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a text: the name of a group of synonyms, or the stem of a word. `weight` is below
    1 where it had to be guessed."""

    name: str
    weight: float = 1.0


class TermReader(Protocol):
    """Reads the terms of texts in one language."""

    def terms(self, text: str) -> list[Term]:
        """The terms of a text, in order; those that say nothing are left out."""
        ...


_GROUP = "="
"""Before the name of a group of synonyms, which is no word by itself."""


def group_names(groups: Iterable[Sequence[str]]) -> Mapping[str, str]:
    """The name of the group of each phrase. A phrase of two groups belongs to the first."""
    names: dict[str, str] = {}
    for group in groups:
        for phrase in group:
            names.setdefault(phrase, f"{_GROUP}{group[0]}")
    return names


def levelled(text: str) -> str:
    """One spelling: full-width letters, ligatures, capitals and curly apostrophes levelled."""
    return unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
