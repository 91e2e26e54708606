"""Free questions find their answer, and questions about other things find none."""

from pathlib import Path

import pytest
import yaml

from bot.config.faq import load_faq
from bot.domain.faq import Faq, FaqEntry, FaqWords
from bot.search.finder import ALMOST_AS_GOOD, LEAST, MOST, QuestionFinder, spoken_language

ROOT = Path(__file__).parents[2]
FAQ = load_faq(ROOT / "config" / "faq.yaml")
FINDER = QuestionFinder(FAQ)
QUESTIONS = yaml.safe_load((ROOT / "tests/data/faq_questions.yaml").read_text("utf-8"))
NONE = "none"


def asked(language: str | None = None) -> list[tuple[str, str]]:
    """(id, question) of the whole file, or of one language."""
    return [
        (id_, question)
        for languages in QUESTIONS.values()
        for name, entries in languages.items()
        for id_, questions in entries.items()
        for question in questions
        if language in (None, name)
    ]


def test_the_file_of_questions_is_large_enough() -> None:
    counts = {name: [id_ for id_, _ in asked(name)] for name in ("en", "de", "ja")}
    assert sum(id_ != NONE for ids in counts.values() for id_ in ids) >= 120
    assert sum(id_ == NONE for ids in counts.values() for id_ in ids) >= 30
    assert all(len(ids) >= 20 for ids in counts.values())
    assert {id_ for id_, _ in asked()} == {NONE, *(entry.id for entry in FAQ.entries)}


@pytest.mark.parametrize("language", ["en", "de", "ja"])
def test_nine_of_ten_questions_find_their_answer_first(language: str) -> None:
    meant = [(id_, question) for id_, question in asked(language) if id_ != NONE]
    right = sum(
        bool(found := FINDER.find(question)) and found[0].entry.id == id_ for id_, question in meant
    )
    assert right / len(meant) >= 0.9


def test_no_question_is_answered_wrongly_with_confidence() -> None:
    assert not [
        (question, found[0].entry.id)
        for id_, question in asked()
        if (found := FINDER.find(question)) and found[0].sure and found[0].entry.id != id_
    ]


@pytest.mark.parametrize(
    "question",
    [
        "how do I get the same haircut again",
        "which camera should I buy",
        "which shoe size fits me",
        "how do I write a letter",
        "darf ich mein Auto verkaufen",
    ],
)
def test_questions_about_other_things_in_the_words_of_the_faq_find_at_most_guesses(
    question: str,
) -> None:
    assert not any(answer.sure for answer in FINDER.find(question))


def test_what_is_asked_elsewhere_finds_nothing_until_it_is_listed() -> None:
    words = FaqWords(question="How do I return a picture?", answer="By /redo.")
    entry = FaqEntry(id="redo", words={"en": words})
    question = "how do I return a parcel"
    assert QuestionFinder(Faq(entries=(entry,))).find(question)
    listed = Faq(entries=(entry,), elsewhere={"en": ("Where do I return a parcel?",)})
    assert QuestionFinder(listed).find(question) == ()
    assert QuestionFinder(listed).find("return a picture")


@pytest.mark.parametrize(
    ("question", "id_"),
    [
        ("how long can I press the buttons", "find-again"),
        ("cant spot any diference tbh", "nothing-changes"),
        ("need it as 1500x1500", "sizes"),
        ("Bildformat", "sizes"),
    ],
)
def test_short_forms_typos_and_numbers_are_understood(question: str, id_: str) -> None:
    assert FINDER.find(question)[0].entry.id == id_


def test_what_nothing_fits_is_answered_with_nothing() -> None:
    questions = [question for id_, question in asked() if id_ == NONE]
    answered = [question for question in questions if FINDER.find(question)]
    assert len(answered) / len(questions) <= 0.05


@pytest.mark.parametrize("entry", FAQ.entries, ids=lambda entry: entry.id)
@pytest.mark.parametrize("language", ["en", "de", "ja"])
def test_each_question_of_the_faq_finds_itself(entry: FaqEntry, language: str) -> None:
    words = entry.in_language(language)
    best = FINDER.find(words.question)[0]
    assert (best.entry, best.language) == (entry, language)


@pytest.mark.parametrize("question", ["", "   ", "?!", "🙂", "the of and", "\x00", "x" * 100_000])
def test_what_is_no_question_finds_nothing(question: str) -> None:
    assert FINDER.find(question) == ()


def test_answers_come_in_the_persons_language_whatever_the_question_is_in() -> None:
    assert FINDER.find("which strength for what?", "de")[0].words.question.startswith("Welche")
    assert FINDER.find("Welche Stärke wofür?", "en-GB")[0].words.question.startswith("Which")
    assert FINDER.find("Welche Stärke wofür?")[0].language == "de"
    assert FINDER.find("which strength?", "fr")[0].words.question.startswith("Which")


def test_there_are_one_to_three_answers_the_best_first() -> None:
    for _, question in asked():
        scores = [answer.score for answer in FINDER.find(question)]
        assert scores == sorted(scores, reverse=True)
        assert len(scores) <= MOST
        assert all(LEAST <= score <= 1.0 + 1e-9 for score in scores)
        assert all(score >= scores[0] * ALMOST_AS_GOOD - 1e-9 for score in scores)


@pytest.mark.parametrize(
    ("question", "language"),
    [("wie geht das", "de"), ("how does it work", "en"), ("これは何", "ja"), ("xyz", "en")],
)
def test_the_language_of_a_question_is_told(question: str, language: str) -> None:
    assert spoken_language(question) == language


def test_an_empty_faq_answers_nothing() -> None:
    assert QuestionFinder(Faq()).find("which strength?") == ()
