"""Which commands and choices are refused."""

from __future__ import annotations

import pytest

from bot.sandbox.command_rules import OptionType, check_choices, check_commands
from bot.sandbox.errors import Form
from bot.sandbox.wire import Json
from tests.sandbox.complaints import complaints


def command(*options: Json, **changes: object) -> Json:
    whole = {"type": 1, "name": "edit", "description": "Edit a photo", "options": list(options)}
    return whole | changes


def option(name: str = "image", **changes: object) -> Json:
    return {"type": 3, "name": name, "description": "The photo"} | changes


def wrong(*commands: Json) -> dict[str, str]:
    form = Form()
    check_commands(form, list(commands))
    return complaints(form)


def test_names_in_any_script_are_fine() -> None:
    names = {"de": "hintergrund", "ja": "背景", "th": "พื้นหลัง", "hi": "पृष्ठभूमि"}
    assert wrong(command(option(), name_localizations=names)) == {}


@pytest.mark.parametrize("name", ["", "Edit", "two words", "x" * 33, "what?"])
def test_bad_names(name: str) -> None:
    assert wrong(command(name=name))["0.name"] == "APPLICATION_COMMAND_INVALID_NAME"
    found = wrong(command(name_localizations={"de": name}))
    assert found == {"0.name_localizations.de": "APPLICATION_COMMAND_INVALID_NAME"}


def test_message_commands_may_have_capitals_and_spaces_but_no_description() -> None:
    assert wrong({"type": 3, "name": "Restage photos"}) == {}
    found = wrong({"type": 3, "name": "Restage photos", "description": "x"})
    assert found == {"0.description": "BASE_TYPE_BAD_LENGTH"}


def test_descriptions_in_every_language_have_a_length() -> None:
    long = {"ja": "x" * 101}
    assert wrong(command(description_localizations=long)) == {
        "0.description_localizations.ja": "BASE_TYPE_BAD_LENGTH"
    }


def test_required_options_come_first() -> None:
    found = wrong(command(option("a"), option("b", required=True)))
    assert found == {"0.options.1": "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"}


def test_the_same_name_twice() -> None:
    assert wrong(command(), command()) == {"1.name": "APPLICATION_COMMANDS_DUPLICATE_NAME"}
    found = wrong(command(option(), option()))
    assert found == {"0.options.1.name": "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"}


def test_choices_and_autocomplete_exclude_each_other() -> None:
    choice = {"name": "one", "value": "1"}
    found = wrong(command(option(choices=[choice], autocomplete=True)))
    assert found == {"0.options.0.autocomplete": "APPLICATION_COMMAND_AUTOCOMPLETE_WITH_CHOICES"}
    assert "0.options.0.choices" in wrong(command(option(choices=[choice] * 26)))


def test_options_of_sub_commands_are_checked_too() -> None:
    group = {"type": 1, "name": "sub", "description": "d", "options": [option("Bad")]}
    assert "0.options.0.options.0.name" in wrong(command(group))


def test_numbers_of_commands_and_characters() -> None:
    many = [{"type": 3, "name": f"m{n}"} for n in range(16)]
    assert wrong(*many) == {"": "APPLICATION_COMMAND_TOO_MANY"}
    choices = [{"name": f"{n}" + "x" * 90, "value": "y" * 95} for n in range(25)]
    found = wrong(command(option("a", choices=choices), option("b", choices=choices)))
    assert found == {"0": "APPLICATION_COMMAND_TOO_LARGE"}


@pytest.mark.parametrize(
    ("choices", "kind", "path"),
    [
        ([{"name": "n", "value": "v"}] * 26, OptionType.STRING, "choices"),
        ([{"name": "n" * 101, "value": "v"}], OptionType.STRING, "choices.0.name"),
        ([{"name": "n", "value": "v" * 101}], OptionType.STRING, "choices.0.value"),
        ([{"name": "n", "value": "v"}], OptionType.INTEGER, "choices.0.value"),
    ],
)
def test_wrong_autocomplete_answers(choices: list[Json], kind: OptionType, path: str) -> None:
    form = Form()
    check_choices(form, choices, kind)
    assert list(complaints(form)) == [path]
