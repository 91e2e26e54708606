"""Terms of languages that part their words by spaces: stems, synonyms, typos, compounds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import fuzz, process

from bot.search.function_words import FILLERS, FUNCTION_WORDS
from bot.search.terms import Term, group_names, levelled

TYPO_LIKENESS = 84.0
"""Least likeness of a misspelt word to the one that it is taken for: 0 to 100, by insertions and
deletions (`rapidfuzz.fuzz.ratio`). "promt" is 91 like "prompt". The first letter must be right, or
"flight" would be "light"."""

_SHORTEST_TYPO = 5
_SHORTEST_PART = 4
_PART_WEIGHT = 0.9
_SHORTEST_STEM = 3
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_AMOUNT = re.compile(r"\d{1,3}")
_NOT = re.compile(r"\b(do|does|did|is|are|was|were|wo|would|ca|could|should|has|have)n'?t\b")
_ENDINGS = {
    "en": ("ings", "ing", "ied", "ies", "ed", "es", "ly", "s", "e"),
    "de": ("en", "er", "es", "em", "st", "e", "n", "t", "s"),
}


class SpacedReader:
    """Fills the TermReader role. `groups` are words and phrases that mean the same; `texts` are
    those whose words are known, so that a misspelt one can be taken for them."""

    def __init__(
        self, language: str, groups: Iterable[Sequence[str]], texts: Iterable[str]
    ) -> None:
        self._language = language
        self._ignored = FUNCTION_WORDS[language]
        self._fillers = FILLERS[language]
        self._groups = {
            tuple(self._stem(word) for word in self._words(phrase)): name
            for phrase, name in reversed(list(group_names(groups).items()))
        }
        self._longest = max((len(key) for key in self._groups), default=1)
        known = {word for key in self._groups for word in key}
        known |= {self._stem(word) for text in texts for word in self._words(text)}
        self._known = frozenset(known)
        self._long_known = sorted(word for word in known if len(word) >= _SHORTEST_PART)

    def terms(self, text: str) -> list[Term]:
        """The terms of a text, in order; those that say nothing are left out."""
        return list(self._read(self._words(text)))

    def _words(self, text: str) -> list[str]:
        """Every word but the fillers; "don't" is "do" and "not"."""
        plain = _NOT.sub(r"\1 not", levelled(text)).replace("-", " ")
        words = [word.partition("'")[0] for word in _WORD.findall(plain)]
        return [word for word in words if word not in self._fillers]

    def _read(self, words: Sequence[str]) -> Iterator[Term]:
        stems = [self._stem(word) for word in words]
        place = 0
        while place < len(words):
            length = self._group_at(stems, place)
            if length:
                yield Term(self._groups[tuple(stems[place : place + length])])
            elif not (words[place] in self._ignored or _AMOUNT.fullmatch(words[place])):
                yield from self._single(stems[place])
            place += max(length, 1)

    def _group_at(self, stems: Sequence[str], place: int) -> int:
        """How many words from here on are a known phrase, the longest one; 0 for none."""
        for length in range(min(self._longest, len(stems) - place), 0, -1):
            if tuple(stems[place : place + length]) in self._groups:
                return length
        return 0

    def _single(self, word: str) -> Iterator[Term]:
        """A word as it is, as the known one that it is a typo of, or as the parts of a compound."""
        if word in self._known:
            yield Term(word)
        elif meant := self._typo_of(word):
            yield meant
        else:
            yield from self._parts(word) or [Term(word)]

    def _typo_of(self, word: str) -> Term | None:
        if len(word) < _SHORTEST_TYPO or any(word in words for words in FUNCTION_WORDS.values()):
            return None
        alike = [known for known in self._long_known if known[0] == word[0]]
        found = process.extractOne(word, alike, scorer=fuzz.ratio, score_cutoff=TYPO_LIKENESS)
        return self._named(found[0], found[1] / 100.0) if found is not None else None

    def _parts(self, word: str) -> list[Term]:
        """The known words that a German compound ends and, before that, begins with."""
        if self._language != "de":
            return []
        parts = [w for w in self._long_known if len(w) < len(word)]
        last = max((w for w in parts if word.endswith(w)), key=len, default="")
        if not last:
            return []
        rest = word[: -len(last)]
        first = max((w for w in parts if rest.startswith(w)), key=len, default="")
        return [self._named(part, _PART_WEIGHT) for part in (first, last) if part]

    def _named(self, word: str, weight: float) -> Term:
        return Term(self._groups.get((word,), word), weight)

    def _stem(self, word: str) -> str:
        """A word without its ending, roughly: what is cut off need not be right, only the same for
        the forms of one word."""
        for ending in _ENDINGS[self._language]:
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
                return word[: -len(ending)]
        return word
