"""Uses: what people want to do, and the command and strength that do it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.edit import Command, Fidelity
from bot.domain.names import check_name
from bot.domain.texts import ENGLISH, language_of

WANT_LIMIT, WHY_LIMIT = 80, 300
"""Longest texts in characters: what is wanted stands in a list of choices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UseWords:
    """What a person wants, and why it is done so, in one language."""

    __pydantic_config__ = {"extra": "forbid"}

    want: str
    why: str

    def __post_init__(self) -> None:
        for name, limit in (("want", WANT_LIMIT), ("why", WHY_LIMIT)):
            length = len(getattr(self, name).strip())
            if not 1 <= length <= limit:
                raise ValueError(f"{name} has {length} characters, allowed are 1 to {limit}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One thing that people want to do. `strength` is the least and the most that it takes, 0 to 1,
    of what the command changes."""

    __pydantic_config__ = {"extra": "forbid"}

    id: str
    command: Command
    strength: tuple[float, float]
    fidelity: Fidelity
    words: Mapping[str, UseWords]
    preset: str | None = None

    def __post_init__(self) -> None:
        check_name(self.id)
        least, most = self.strength
        if not 0.0 <= least <= most <= 1.0:
            raise ValueError(f"strength {list(self.strength)} must be [least, most] from 0 to 1")
        if ENGLISH not in self.words:
            raise ValueError(f"the words in {ENGLISH!r} are missing")

    def in_language(self, locale: str) -> UseWords:
        """The words in the language of `locale`, else in English."""
        return self.words.get(language_of(locale), self.words[ENGLISH])
