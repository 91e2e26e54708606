"""Choices while somebody types."""

from __future__ import annotations

import pytest

from bot.domain.edit import Command
from bot.front.choices import preset_choices, strength_choices
from tests.front.stage import catalog, voice


@pytest.mark.parametrize("command", Command)
def test_every_list_of_presets_is_one_that_discord_takes(command: Command) -> None:
    choices = preset_choices(catalog().presets[command].values(), "", voice("de"))
    assert 1 <= len(choices) <= 25
    assert all(1 <= len(str(choice.name)) <= 100 for choice in choices)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("marble", {"marble", "black-marble"}),
        ("MARBLE black", {"black-marble"}),
        ("packshot", {"white-studio"}),
        ("nothing like it", set()),
    ],
)
def test_what_was_typed_is_found_in_label_name_and_words(typed: str, expected: set[str]) -> None:
    choices = preset_choices(catalog().presets[Command.BACKGROUND].values(), typed, voice())
    assert {choice.value for choice in choices} == expected


def test_presets_are_offered_in_the_persons_language_and_found_in_english_too() -> None:
    presets = catalog().presets[Command.BACKGROUND].values()
    for typed in ("weißer mar", "white marb"):
        (choice,) = preset_choices(presets, typed, voice("de"))
        assert str(choice.name).startswith("Weißer Marmor · Polierter")
        assert choice.value == "marble"


def test_labels_that_begin_with_it_come_first() -> None:
    choices = preset_choices(catalog().presets[Command.BACKGROUND].values(), "white", voice())
    assert str(choices[0].name).startswith("White")


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("", ["auto", "0", "10", "20", "30", "40", "50", "60", "70", "80", "90", "100"]),
        ("6", ["6", "60"]),
        ("35", ["35"]),
        ("100", ["100"]),
    ],
)
def test_strengths_are_offered_with_what_they_mean(typed: str, values: list[str]) -> None:
    choices = strength_choices(typed, voice())
    assert [choice.value for choice in choices] == values
    assert all(str(choice.name).startswith(f"{choice.value}: ") for choice in choices)


@pytest.mark.parametrize("typed", ["abc", "-3", "101", "9" * 30, "１２"])
def test_what_is_no_strength_gets_the_whole_scale(typed: str) -> None:
    values = [choice.value for choice in strength_choices(typed, voice())]
    numbers = [int(value) for value in values if value != "auto"]
    assert numbers
    assert all(0 <= number <= 100 for number in numbers)


@pytest.mark.parametrize("locale", ["en-GB", "de", "ja"])
def test_meanings_fit_in_every_language(locale: str) -> None:
    assert all(len(str(c.name)) <= 100 for c in strength_choices("", voice(locale)))
