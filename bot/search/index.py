"""Index: how well a question fits the entries of the FAQ, in one language."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.search.terms import Term, TermReader, is_group

ANSWER_WEIGHT = 0.35
"""What a term of an answer counts beside one of a question, which people's own words resemble."""

SATURATION = 2.0
"""How slowly a term counts more when more ways to ask use it: k1 of BM25."""

LEAST_INFORMATION = 0.05
"""Information of a word that all entries use alike: little, but a question of such words alone is
still about the FAQ's subject."""

ENOUGH = 1.3
STRANGENESS = 1.3
"""Information in nats that the known words of a question must have for its score to count in full,
and how fast strange words raise that: "good morning" has one known word, which says next to
nothing, and "bring me a large pizza" one that says something, beside two that stand nowhere."""

WITH_A_STRANGER = 0.79
"""Most trust in a question with a word that stands nowhere in the FAQ, less than makes an answer
more than a guess: "how do I get the same haircut again" is about other things."""

RARE = 3.0
"""Of how many ways to ask half a word's familiarity comes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One entry: the ways to ask it, and its answer."""

    id: str
    questions: tuple[str, ...]
    answer: str


class FaqIndex:
    """Scores entries from 0 to 1: half by how much of what was asked the entry speaks of, half by
    its way to ask that is most alike.

    A term counts by what it tells about which entry is meant, log(entries) less the entropy of the
    entries that use it, and in an entry by how many of its ways to ask use it, saturated as in
    BM25 (Robertson and Zaragoza, 2009, "The Probabilistic Relevance Framework"). Words that no
    entry uses lower every score, which is how questions about other things are told apart.
    """

    def __init__(self, reader: TermReader, documents: Sequence[Document]) -> None:
        self._reader = reader
        self._phrases = {d.id: [self._vector(q) for q in d.questions] for d in documents}
        uses = {d.id: self._uses_of(d) for d in documents}
        self._information = _information(uses, self._phrases)
        self._shares = _shares(uses)
        self._familiarity = self._familiar_words()

    def scores(self, question: str) -> dict[str, float]:
        """The score of each entry; empty for a question without a word that counts."""
        words = self._vector(question)
        asked = {name: weight for name, weight in words.items() if name in self._information}
        if not asked:
            return {}
        total = sum(weight * self._information[name] for name, weight in asked.items())
        trust = self._trust(words)
        return {
            id_: trust * (self._covered(asked, id_) / total + self._alike(asked, id_)) / 2
            for id_ in self._phrases
        }

    def _trust(self, words: Mapping[str, float]) -> float:
        """From 0 to 1: whether the question is about the FAQ's subject at all."""
        familiar = {name: self._familiarity.get(name, 0.0) for name in words}
        told = sum(
            weight * familiar[name] * self._information.get(name, 0.0)
            for name, weight in words.items()
        )
        strange = len(words) - sum(familiar.values())
        needed = ENOUGH * math.pow(1.0 + strange, STRANGENESS)
        stranger = any(name not in self._information for name in words)
        return min(WITH_A_STRANGER if stranger else 1.0, told / needed)

    def _covered(self, asked: Mapping[str, float], id_: str) -> float:
        """How much of what was asked, by its information, the entry speaks of."""
        shares = self._shares[id_]
        return sum(
            weight * shares.get(name, 0.0) * self._information[name]
            for name, weight in asked.items()
        )

    def _alike(self, asked: Mapping[str, float], id_: str) -> float:
        """The likeness of the way to ask that is most alike: a cosine, 0 to 1."""
        mine = self._length(asked)
        return max(
            (
                sum(
                    weight * phrase[name] * self._information[name] ** 2
                    for name, weight in asked.items()
                    if name in phrase
                )
                / (mine * self._length(phrase))
                for phrase in self._phrases[id_]
                if phrase
            ),
            default=0.0,
        )

    def _length(self, vector: Mapping[str, float]) -> float:
        return math.sqrt(sum((w * self._information[name]) ** 2 for name, w in vector.items()))

    def _familiar_words(self) -> dict[str, float]:
        """How much each term belongs to the FAQ's subject, 0 to 1: a group of synonyms does, and
        another word the more ways to ask use it. Any word may stand in one of them."""
        uses = Counter(
            name for phrases in self._phrases.values() for phrase in phrases for name in phrase
        )
        return {
            name: 1.0 if is_group(name) else count / (count + RARE) for name, count in uses.items()
        }

    def _uses_of(self, document: Document) -> dict[str, float]:
        """How many ways to ask use each term; for terms of the answer alone, a little."""
        uses = dict.fromkeys(self._vector(document.answer), ANSWER_WEIGHT)
        asked = Counter(name for phrase in self._phrases[document.id] for name in phrase)
        return {**uses, **asked}

    def _vector(self, text: str) -> dict[str, float]:
        return _strongest(self._reader.terms(text))


def _strongest(terms: Iterable[Term]) -> dict[str, float]:
    """Each term once, with its greatest weight."""
    found: dict[str, float] = {}
    for term in terms:
        found[term.name] = max(term.weight, found.get(term.name, 0.0))
    return found


def _information(
    uses: Mapping[str, Mapping[str, float]], phrases: Mapping[str, Sequence[object]]
) -> dict[str, float]:
    """What each term tells about which entry is meant, in nats. Entries with many ways to ask use
    every term more often, which the root of their number levels."""
    spread: dict[str, list[float]] = {}
    for id_, terms in uses.items():
        for name, count in terms.items():
            spread.setdefault(name, []).append(count / math.sqrt(len(phrases[id_])))
    return {
        name: max(math.log(len(uses)) - _entropy(counts), LEAST_INFORMATION)
        for name, counts in spread.items()
    }


def _entropy(counts: Sequence[float]) -> float:
    total = sum(counts)
    return -sum(count / total * math.log(count / total) for count in counts)


def _shares(uses: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """How much each entry is about each of its terms: 1 for the entry that uses it most, if it does
    so in a way to ask and not in its answer alone."""
    saturated = {
        id_: {name: count / (count + SATURATION) for name, count in terms.items()}
        for id_, terms in uses.items()
    }
    most: dict[str, float] = {}
    for terms in saturated.values():
        for name, weight in terms.items():
            most[name] = max(weight, most.get(name, 1 / (1 + SATURATION)))
    return {
        id_: {name: weight / most[name] for name, weight in terms.items()}
        for id_, terms in saturated.items()
    }
