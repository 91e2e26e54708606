"""The FAQ file, and complaints about what is wrong in one."""

from pathlib import Path

import pytest

from bot.config.faq import load_faq
from bot.config.texts import LANGUAGES
from bot.domain.errors import ConfigError
from bot.domain.faq import Faq

SHIPPED = Path(__file__).parents[2] / "config" / "faq.yaml"
ABOUT_THE_BOT = {"storage", "find-again", "invite"}
IDS = {
    "exact-product", "prompt-ignored", "ecommerce", "best-input", "inpainting", "text-survives",
    "text-to-image", "which-strength", "shape-changes", "nothing-changes", "write-prompt",
    "negative-cues", "same-again", "may-sell", "sizes",
}  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> Faq:
    return load_faq(SHIPPED)


def load(tmp_path: Path, text: str) -> Faq:
    path = tmp_path / "faq.yaml"
    path.write_text(text, "utf-8")
    return load_faq(path)


def test_the_fields_questions_are_answered_in_every_language(shipped: Faq) -> None:
    assert {entry.id for entry in shipped.entries} == IDS | ABOUT_THE_BOT
    for entry in shipped.entries:
        assert set(entry.words) == set(LANGUAGES), entry.id


def test_every_entry_about_pictures_is_a_tip_in_some_case(shipped: Faq) -> None:
    assert {entry.id for entry in shipped.entries if not entry.when} == ABOUT_THE_BOT


def test_questions_of_one_language_differ(shipped: Faq) -> None:
    for language in LANGUAGES:
        questions = {entry.in_language(language).question for entry in shipped.entries}
        assert len(questions) == len(shipped.entries)


def test_a_language_that_is_left_out_is_answered_in_english(tmp_path: Path) -> None:
    faq = load(tmp_path, "one:\n  en: {question: Why, answer: Because.}\n")
    entry = faq.entry("one")
    assert entry is not None
    assert entry.in_language("ja").answer == "Because."
    assert entry.when == ()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("one: yes\n", "faq.yaml: one: True"),
        ("one:\n  de: {question: Warum, answer: Darum.}\n", "one: the words in 'en' are missing"),
        ("one:\n  en: {question: Why}\n", "one.en.answer: this key is missing"),
        ("one:\n  en: Because\n", "one.en: 'Because' must be keys"),
        ("one:\n  en: {question: Why, answer: A, answr: B}\n", "did you mean “answer”"),
        ("one:\n  whem: []\n", "one.whem: there is no such key; did you mean “when”"),
        ("one:\n  fr: {question: Q, answer: A}\n", "one.fr: there is no such key"),
        (
            "one:\n  when: {level: risk}\n  en: {question: Q, answer: A}\n",
            "must be a list of cases",
        ),
        (
            "one:\n  when: [{level: risk, command: [restile]}]\n  en: {question: Q, answer: A}\n",
            "one.when.0.command.0: 'restile' is not one of",
        ),
        (
            "one:\n  when: [{level: risk, comand: [refine]}]\n  en: {question: Q, answer: A}\n",
            "one.when.0.comand: there is no such key; did you mean “command”",
        ),
        (
            "one:\n  when: [{level: risk}]\n  en: {question: Q, answer: A}\n",
            "one.when.0: a case needs a condition besides its level",
        ),
        (
            "one:\n  when: [{level: risk, photo: [dark]}]\n  en: {question: Q, answer: A}\n",
            "one.when.0.photo.0: 'dark' is not one of",
        ),
        (
            f"one:\n  en: {{question: {'Q' * 101}, answer: A}}\n",
            "one.en: question has 101 characters, allowed are 1 to 100",
        ),
        ("one:\n  en: {question: Q, answer: ' '}\n", "one.en: answer has 0 characters"),
        ("one: {}\none: {}\n", "the key 'one' stands there twice"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_key(
    tmp_path: Path, text: str, complaint: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    assert caught.value.reply.startswith("faq.yaml")
    assert complaint in caught.value.reply
