"""FAQ: the questions that people ask, answered in each language, and which answer is a tip when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.edit import Command
from bot.domain.texts import ENGLISH, language_of

QUESTION_LIMIT, ANSWER_LIMIT = 100, 600
"""Longest question and answer in characters: a question stands in a list of choices, an answer
under a result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqWords:
    """Question and answer in one language, without markdown."""

    __pydantic_config__ = {"extra": "forbid"}

    question: str
    answer: str

    def __post_init__(self) -> None:
        for name, limit in (("question", QUESTION_LIMIT), ("answer", ANSWER_LIMIT)):
            length = len(getattr(self, name).strip())
            if not 1 <= length <= limit:
                raise ValueError(f"{name} has {length} characters, allowed are 1 to {limit}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqEntry:
    """One question. `words` holds it by language, at least in English; `commands` are those under
    whose results its answer may stand as a tip."""

    id: str
    words: Mapping[str, FaqWords]
    commands: tuple[Command, ...] = ()

    def __post_init__(self) -> None:
        if ENGLISH not in self.words:
            raise ValueError(f"the words in {ENGLISH!r} are missing")

    def in_language(self, locale: str) -> FaqWords:
        """The words in the language of `locale`, else in English."""
        return self.words.get(language_of(locale), self.words[ENGLISH])


@dataclass(frozen=True, slots=True, kw_only=True)
class Faq:
    """Everything that `config/faq.yaml` holds, in its order."""

    entries: tuple[FaqEntry, ...] = ()

    def entry(self, id_: str) -> FaqEntry | None:
        """The entry of that id."""
        return next((entry for entry in self.entries if entry.id == id_), None)

    def tip_for(self, command: Command) -> FaqEntry | None:
        """The first entry that names `command`; None where there is none."""
        return next((entry for entry in self.entries if command in entry.commands), None)
