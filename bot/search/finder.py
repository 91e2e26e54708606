"""Finder: the entries that answer a free question, whatever language it is asked in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.domain.faq import Answer, Faq
from bot.domain.texts import ENGLISH, language_of
from bot.search.classifier import Example, RidgeClassifier
from bot.search.features import SPACED, UNSPACED, FeatureReader
from bot.search.function_words import FUNCTION_WORDS
from bot.search.japanese import JapaneseReader
from bot.search.spaced import SpacedReader
from bot.search.terms import levelled

LEAST = 0.2
"""Least score of an entry that is offered at all. Chosen with `python -m benchmarks.faq`, as the
two below, so that no question of its file is answered wrongly with confidence."""

SURE = 0.55
"""Least score of an answer that is given as the answer, not as a guess."""

AHEAD = 0.3
"""How far the answer must lie ahead of the next one for that."""

ALMOST_AS_GOOD = 0.6
"""Further entries are offered down to this share of the best one's score."""

MOST = 3
LONGEST = 500
"""Characters of a question that are read."""

ELSEWHERE = ""
"""The class of questions that no entry answers. No entry has an empty id."""

_JAPANESE = "ja"
_KANA_OR_KANJI = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")


def spoken_language(question: str) -> str:
    """The language of a question, by its script or its function words; English if in doubt."""
    if _KANA_OR_KANJI.search(question):
        return _JAPANESE
    return max((ENGLISH, *_others()), key=_function_words(question).__getitem__)


class QuestionFinder:
    """Learns from the FAQ's own ways to ask, without a model.

    One classifier for each language, whose classes are the entries and `ELSEWHERE`.
    """

    def __init__(self, faq: Faq) -> None:
        self._faq = faq
        languages = sorted({language for entry in faq.entries for language in entry.words})
        self._classes = {
            language: _Classes(faq, language)
            for language in languages
            if language == _JAPANESE or language in FUNCTION_WORDS
        }

    def find(self, question: str, locale: str | None = None) -> tuple[Answer, ...]:
        """The best one to three entries, the best first; none where nothing fits.

        The question may be asked in any language of the FAQ. Answers come in the language of
        `locale`, else in that of the question.
        """
        asked = question[:LONGEST]
        for language in self._languages(asked, locale):
            scores = self._classes[language].scores(asked)
            if max(scores, key=scores.__getitem__, default=ELSEWHERE) != ELSEWHERE:
                said_in = language_of(locale) if locale else language
                if answers := self._answers(scores, said_in):
                    return answers
        return ()

    def _languages(self, question: str, locale: str | None) -> list[str]:
        """The languages to look in, in order: the one that is spoken; where no function word tells
        it ("Bildformat"), also that of the person and the others."""
        spoken = spoken_language(question)
        if spoken == _JAPANESE or any(_function_words(question).values()):
            order = [spoken]
        else:
            order = [*([language_of(locale)] if locale else ()), spoken, *_others()]
        return [each for each in dict.fromkeys(order) if each in self._classes]

    def _answers(self, scores: Mapping[str, float], said_in: str) -> tuple[Answer, ...]:
        ranked = sorted(scores.items(), key=lambda item: -item[1])
        best, second = ranked[0][1], ranked[1][1] if len(ranked) > 1 else 0.0
        sure = best >= SURE and best - second >= AHEAD
        least = max(LEAST, best * ALMOST_AS_GOOD)
        near = [(id_, score) for id_, score in ranked if score >= least and id_ != ELSEWHERE]
        return tuple(
            Answer(entry=entry, score=min(score, 1.0), sure=sure and not place, language=said_in)
            for place, (id_, score) in enumerate(near[:MOST])
            if (entry := self._faq.entry(id_)) is not None
        )


class _Classes:
    """The entries in one language, and what is asked elsewhere."""

    def __init__(self, faq: Faq, language: str) -> None:
        asked = [
            (question, entry.id)
            for entry in faq.entries
            if (words := entry.words.get(language)) is not None
            for question in (words.question, *words.also)
        ]
        asked += [(question, ELSEWHERE) for question in faq.elsewhere.get(language, ())]
        self._reader = _reader(faq, language, [question for question, _ in asked])
        self._classifier = RidgeClassifier(
            [
                Example(features=self._reader.features(question), label=label)
                for question, label in asked
            ]
        )

    def scores(self, question: str) -> dict[str, float]:
        return self._classifier.scores(self._reader.features(question))


def _reader(faq: Faq, language: str, asked: list[str]) -> FeatureReader:
    groups = faq.synonyms.get(language, ())
    if language == _JAPANESE:
        return FeatureReader(JapaneseReader(groups), UNSPACED)
    answers = [entry.words[language].answer for entry in faq.entries if language in entry.words]
    return FeatureReader(SpacedReader(language, groups, [*asked, *answers]), SPACED)


def _others() -> list[str]:
    return [language for language in FUNCTION_WORDS if language != ENGLISH]


def _function_words(question: str) -> dict[str, int]:
    """How many function words of each language a question has."""
    words = set(levelled(question).split())
    return {language: len(words & known) for language, known in FUNCTION_WORDS.items()}
