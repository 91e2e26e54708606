"""Features: what of a text is compared with other texts, each with its weight."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from bot.search.chat import spelled_out
from bot.search.terms import TermReader

_WORD = re.compile(r"\d+(?:[.,:x×]\d+)*|[^\W\d_]+")
_DIGIT = re.compile(r"\d")
_EDGE = " "


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureWeights:
    """What each kind of feature counts. Terms know synonyms and carry most; words and their pairs
    know how people ask ("why does", "where is"); runs of letters know typos, forms and compounds.
    `runs` are the lengths of these."""

    term: float = 1.0
    word: float = 0.5
    pair: float = 0.5
    run: float = 0.2
    runs: tuple[int, ...] = (3, 4, 5)


SPACED = FeatureWeights()
UNSPACED = FeatureWeights(word=0.0, pair=0.0, run=0.4, runs=(1, 2, 3))
"""For scripts that do not part their words, of which single letters say much."""


class FeatureReader:
    """Reads the features of texts in one language. Of a number only the shape is one: "1080x1920"
    is asked like "2000x2000", and "0.7" like "0.4"."""

    def __init__(self, terms: TermReader, weights: FeatureWeights) -> None:
        self._terms = terms
        self._weights = weights

    def features(self, text: str) -> Mapping[str, float]:
        """Each feature by its name, with its greatest weight. The kind stands before the name, so
        that a term and a run of the same letters are two features."""
        found: dict[str, float] = {}
        for name, weight in self._all(text):
            found[name] = max(weight, found.get(name, 0.0))
        return found

    def _all(self, text: str) -> Iterator[tuple[str, float]]:
        weights = self._weights
        for term in self._terms.terms(text):
            yield f"term {term.name}", weights.term * term.weight
        words = [_DIGIT.sub("0", word) for word in _WORD.findall(spelled_out(text))]
        if weights.word:
            yield from ((f"word {word}", weights.word) for word in words)
        if weights.pair:
            yield from ((f"pair {a} {b}", weights.pair) for a, b in pairwise(words))
        line = _EDGE + _EDGE.join(words) + _EDGE if words else ""
        for length in weights.runs:
            for start in range(len(line) - length + 1):
                yield f"run {line[start : start + length]}", weights.run
