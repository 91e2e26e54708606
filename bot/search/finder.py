"""Finder: the entries that answer a free question, whatever language it is asked in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.faq import Answer, Faq
from bot.domain.texts import ENGLISH, language_of
from bot.search.function_words import FUNCTION_WORDS
from bot.search.index import Document, FaqIndex
from bot.search.japanese import JapaneseReader
from bot.search.spaced import SpacedReader
from bot.search.terms import TermReader, levelled

LEAST = 0.46
"""Least score of an entry that is offered at all. Chosen with `python -m benchmarks.faq`: nothing
in the part "tune" of `tests/data/faq_questions.yaml` that no entry answers comes near it."""

SURE = 0.8
"""Least score of an answer that is given as the answer, not as a guess."""

AHEAD = 0.16
"""How far the answer must lie ahead of the next one for that."""

ALMOST_AS_GOOD = 0.75
"""Further entries are offered down to this share of the best one's score."""

MOST = 3
LONGEST = 500
"""Characters of a question that are read."""

_JAPANESE = "ja"
_KANA_OR_KANJI = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")


class QuestionFinder:
    """Fills the Advisor role: words, synonyms and typos, without a model."""

    def __init__(self, faq: Faq) -> None:
        self._faq = faq
        languages = sorted({language for entry in faq.entries for language in entry.words})
        self._indexes = {
            language: _index(faq, language)
            for language in languages
            if language == _JAPANESE or language in FUNCTION_WORDS
        }

    def find(self, question: str, locale: str | None = None) -> tuple[Answer, ...]:
        """The best one to three entries, the best first; none where nothing fits.

        The question may be asked in any language of the FAQ. Answers come in the language of
        `locale`, else in that of the question.
        """
        if not self._indexes:
            return ()
        language, scores = self._best_index(question[:LONGEST], language_of(locale or ""))
        ranked = sorted(scores.items(), key=lambda item: -item[1])[: MOST + 1]
        best = ranked[0][1] if ranked else 0.0
        if best < LEAST:
            return ()
        near = [each for each in ranked[:MOST] if each[1] >= max(LEAST, best * ALMOST_AS_GOOD)]
        ahead = best - (ranked[1][1] if len(ranked) > 1 else 0.0)
        sure = best >= SURE and ahead >= AHEAD
        said_in = language_of(locale) if locale else language
        return tuple(
            Answer(entry=entry, score=score, sure=sure and place == 0, language=said_in)
            for place, (id_, score) in enumerate(near)
            if (entry := self._faq.entry(id_)) is not None
        )

    def spoken(self, question: str) -> str:
        """The language of a question, by its script or its function words; English if in doubt."""
        if _KANA_OR_KANJI.search(question):
            return _JAPANESE
        words = set(levelled(question).split())
        return max(
            (ENGLISH, *(name for name in FUNCTION_WORDS if name != ENGLISH)),
            key=lambda language: len(words & FUNCTION_WORDS[language]),
        )

    def _best_index(self, question: str, preferred: str) -> tuple[str, dict[str, float]]:
        """The language whose entries fit best, the preferred one on a tie, and their scores."""
        scored = {language: index.scores(question) for language, index in self._indexes.items()}
        order = sorted(scored, key=lambda language: language != preferred)
        language = max(order, key=lambda each: max(scored[each].values(), default=0.0))
        return language, scored[language]


def _index(faq: Faq, language: str) -> FaqIndex:
    documents = [
        Document(id=entry.id, questions=(words.question, *words.also), answer=words.answer)
        for entry in faq.entries
        if (words := entry.words.get(language)) is not None
    ]
    return FaqIndex(_reader(faq, language, documents), documents)


def _reader(faq: Faq, language: str, documents: Sequence[Document]) -> TermReader:
    groups = faq.synonyms.get(language, ())
    if language == _JAPANESE:
        return JapaneseReader(groups)
    texts = [text for each in documents for text in (*each.questions, each.answer)]
    return SpacedReader(language, groups, texts)
