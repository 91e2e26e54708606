"""Terms of Japanese, which has no spaces: known words are looked for, the rest counts by its runs
of kanji, katakana and letters. Hiragana between them are mostly grammar."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.search.function_words import FUNCTION_WORDS
from bot.search.terms import Term, group_names, levelled

_RUN = re.compile(r"[\u4e00-\u9fff々]+|[\u30a1-\u30faー]+|[a-z0-9]+")
_IGNORED = FUNCTION_WORDS["ja"]
_GAP = "\N{IDEOGRAPHIC SPACE}"


class JapaneseReader:
    """Fills the TermReader role. `groups` are words, or beginnings of them, that mean the same."""

    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        named = group_names(groups)
        self._named = sorted(
            ((levelled(phrase), name) for phrase, name in named.items()),
            key=lambda item: -len(item[0]),
        )

    def terms(self, text: str) -> list[Term]:
        """The terms of a text: known words, the longest first, then what is left."""
        rest = levelled(text)
        found: list[Term] = []
        for phrase, name in self._named:
            if phrase in rest:
                rest = rest.replace(phrase, _GAP)
                found.append(Term(name))
        return [*found, *(Term(run) for run in _RUN.findall(rest) if run not in _IGNORED)]
