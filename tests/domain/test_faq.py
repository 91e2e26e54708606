"""Which answer is a tip, and in which language."""

import pytest

from bot.domain.edit import Command
from bot.domain.faq import Faq, FaqEntry, FaqWords

ENGLISH = FaqWords(question="Why?", answer="Because.")
GERMAN = FaqWords(question="Warum?", answer="Darum.")


def an_entry(id_: str, *commands: Command, **words: FaqWords) -> FaqEntry:
    return FaqEntry(id=id_, words={"en": ENGLISH, **words}, commands=commands)


@pytest.mark.parametrize(
    ("locale", "words"),
    [("de", GERMAN), ("en-US", ENGLISH), ("en-GB", ENGLISH), ("ja", ENGLISH), ("", ENGLISH)],
)
def test_answers_come_in_the_persons_language(locale: str, words: FaqWords) -> None:
    assert an_entry("one", de=GERMAN).in_language(locale) == words


def test_the_first_entry_that_names_a_command_is_its_tip() -> None:
    faq = Faq(
        entries=(
            an_entry("nobodys"),
            an_entry("first", Command.RESTYLE),
            an_entry("second", Command.RESTYLE, Command.REFINE),
        )
    )
    tips = {command: faq.tip_for(command) for command in Command}
    assert {command: tip and tip.id for command, tip in tips.items()} == {
        Command.RESTYLE: "first",
        Command.REFINE: "second",
        Command.BACKGROUND: None,
        Command.VARIANTS: None,
    }


def test_entries_are_found_by_id() -> None:
    faq = Faq(entries=(an_entry("one"),))
    assert faq.entry("one") is faq.entries[0]
    assert faq.entry("two") is None


def test_an_entry_without_english_is_refused() -> None:
    with pytest.raises(ValueError, match="'en'"):
        FaqEntry(id="one", words={"de": GERMAN})
