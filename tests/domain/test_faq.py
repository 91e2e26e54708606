"""Which answer is a tip, and in which language."""

from typing import Any

import pytest

from bot.domain.cause import Ailment, Case, Cause, Level
from bot.domain.edit import Command, EngineName, Fidelity
from bot.domain.faq import Faq, FaqEntry, FaqWords
from bot.domain.photo_check import Finding
from bot.domain.receipt import Change, SceneVerdict, Verdict

ENGLISH = FaqWords(question="Why?", answer="Because.")
GERMAN = FaqWords(question="Warum?", answer="Darum.")


def an_entry(id_: str, *when: Case, **words: FaqWords) -> FaqEntry:
    return FaqEntry(id=id_, words={"en": ENGLISH, **words}, when=when)


def a_cause(**changes: Any) -> Cause:
    fields: dict[str, Any] = {
        "command": Command.BACKGROUND,
        "engine": EngineName.STUDIO,
        "fidelity": Fidelity.EXACT,
        "strength": 0.95,
    }
    return Cause(**{**fields, **changes})


def ids_for(faq: Faq, **changes: Any) -> list[str]:
    return [entry.id for entry in faq.tips_for(a_cause(**changes))]


@pytest.mark.parametrize(
    ("locale", "words"),
    [("de", GERMAN), ("en-US", ENGLISH), ("en-GB", ENGLISH), ("ja", ENGLISH), ("", ENGLISH)],
)
def test_answers_come_in_the_persons_language(locale: str, words: FaqWords) -> None:
    assert an_entry("one", de=GERMAN).in_language(locale) == words


def test_what_went_wrong_comes_before_what_may_and_that_before_habits() -> None:
    faq = Faq(
        entries=tuple(
            an_entry(level.value, Case(level=level, own_words=False)) for level in reversed(Level)
        )
    )
    assert ids_for(faq) == ["problem", "risk", "habit"]


def test_of_one_level_the_case_that_says_more_wins_then_the_first_in_the_file() -> None:
    one = Case(level=Level.RISK, own_words=False)
    two = Case(level=Level.RISK, own_words=False, engine=(EngineName.STUDIO,))
    faq = Faq(entries=(an_entry("first", one), an_entry("second", one), an_entry("third", two)))
    assert ids_for(faq) == ["third", "first", "second"]


def test_an_entry_counts_by_its_best_case_and_once() -> None:
    habit = Case(level=Level.HABIT, own_words=False)
    problem = Case(level=Level.PROBLEM, own_words=False)
    faq = Faq(entries=(an_entry("one", habit), an_entry("two", habit, problem)))
    assert ids_for(faq) == ["two", "one"]


@pytest.mark.parametrize(
    ("condition", "meets", "fails"),
    [
        ({"command": (Command.REFINE,)}, {"command": Command.REFINE}, {}),
        ({"engine": (EngineName.DIFFUSION,)}, {"engine": EngineName.DIFFUSION}, {}),
        ({"fidelity": (Fidelity.BLEND,)}, {"fidelity": Fidelity.BLEND}, {}),
        ({"verdict": (Verdict.KEPT,)}, {"verdict": Verdict.KEPT}, {"verdict": Verdict.CHANGED}),
        ({"verdict": (Verdict.KEPT,)}, {"verdict": Verdict.KEPT}, {"verdict": None}),
        ({"change": (Change.LABEL,)}, {"change": Change.LABEL}, {"change": None}),
        ({"scene": (SceneVerdict.NEW,)}, {"scene": SceneVerdict.NEW}, {"scene": None}),
        ({"mask": ("untrusted",)}, {"mask": "untrusted"}, {"mask": "unused"}),
        ({"photo": (Finding.SOFT,)}, {"told": frozenset({"photo_soft"})}, {}),
        ({"words": (Ailment.VAGUE,)}, {"told": frozenset({"words_vague", "x"})}, {}),
        ({"notice": ("photo_reduced",)}, {"told": frozenset({"photo_reduced"})}, {}),
        ({"own_words": True}, {"own_words": True}, {}),
        ({"strength": (0.2, 0.4)}, {"strength": 0.4}, {"strength": 0.41}),
        ({"pictures": (2, 8)}, {"pictures": 2}, {"pictures": 1}),
    ],
)
def test_each_condition_tells_causes_apart(
    condition: dict[str, Any], meets: dict[str, Any], fails: dict[str, Any]
) -> None:
    case = Case(level=Level.RISK, **condition)
    assert case.fits(a_cause(**meets))
    assert not case.fits(a_cause(**fails))


def test_every_condition_of_a_case_must_hold() -> None:
    case = Case(level=Level.RISK, command=(Command.BACKGROUND,), own_words=True)
    assert case.conditions == 2
    assert not case.fits(a_cause())


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [({}, "a condition"), ({"strength": (0.5, 0.2)}, "strength"), ({"pictures": (-1, 2)}, "pic")],
)
def test_cases_without_sense_are_refused(wrong: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Case(level=Level.RISK, **wrong)


def test_entries_are_found_by_id() -> None:
    faq = Faq(entries=(an_entry("one"),))
    assert faq.entry("one") is faq.entries[0]
    assert faq.entry("two") is None


def test_an_entry_without_english_is_refused() -> None:
    with pytest.raises(ValueError, match="'en'"):
        FaqEntry(id="one", words={"de": GERMAN})
