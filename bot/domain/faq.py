"""FAQ: the questions that people ask, answered in each language, and which answer is a tip when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.cause import Case, Cause, Level
from bot.domain.texts import ENGLISH, language_of

QUESTION_LIMIT, ANSWER_LIMIT = 100, 600
"""Longest question and answer in characters: a question stands in a list of choices, an answer
under a result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqWords:
    """Question and answer in one language, without markdown. `also` are other ways to ask it, by
    which free questions find it."""

    __pydantic_config__ = {"extra": "forbid"}

    question: str
    answer: str
    also: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, limit in (("question", QUESTION_LIMIT), ("answer", ANSWER_LIMIT)):
            length = len(getattr(self, name).strip())
            if not 1 <= length <= limit:
                raise ValueError(f"{name} has {length} characters, allowed are 1 to {limit}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqEntry:
    """One question. `words` holds it by language, at least in English; `when` are the cases in
    which its answer is a tip under a result."""

    id: str
    words: Mapping[str, FaqWords]
    when: tuple[Case, ...] = ()

    def __post_init__(self) -> None:
        if ENGLISH not in self.words:
            raise ValueError(f"the words in {ENGLISH!r} are missing")

    def in_language(self, locale: str) -> FaqWords:
        """The words in the language of `locale`, else in English."""
        return self.words.get(language_of(locale), self.words[ENGLISH])


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An entry that may answer a question. `score` runs from 0 to 1; `sure` says that it can be
    given as the answer and not as a guess; `language` is the one to answer in."""

    entry: FaqEntry
    score: float
    sure: bool
    language: str

    @property
    def words(self) -> FaqWords:
        """Question and answer as they are said."""
        return self.entry.in_language(self.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Faq:
    """Everything that `config/faq.yaml` holds, in its order. `synonyms` are groups of words that
    mean the same, and `elsewhere` questions that no entry answers, by language."""

    entries: tuple[FaqEntry, ...] = ()
    synonyms: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    elsewhere: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def entry(self, id_: str) -> FaqEntry | None:
        """The entry of that id."""
        return next((entry for entry in self.entries if entry.id == id_), None)

    def tips_for(self, cause: Cause) -> tuple[FaqEntry, ...]:
        """Entries with a case that fits, the best first.

        What went wrong comes before what may, and that before what is good to know; of one level
        the case with the most conditions, and of those the entry that stands first in the file.
        """
        levels = list(Level)
        fitting = [
            (levels.index(case.level), -case.conditions, place)
            for place, entry in enumerate(self.entries)
            for case in entry.when
            if case.fits(cause)
        ]
        places = dict.fromkeys(place for *_, place in sorted(fitting))
        return tuple(self.entries[place] for place in places)
