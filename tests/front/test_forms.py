"""What forms ask and what is read back."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest

from bot.domain.catalog import EditRequest
from bot.domain.edit import Command, Words
from bot.domain.errors import UsageError
from bot.front.forms import (
    find_preset,
    photos_form,
    read_form,
    request_of,
)
from bot.front.words_form import FilledIn, words_form
from tests.fakes import an_edit
from tests.front.stage import catalog, voice
from tests.ledger.records import a_record

LONG = "x" * 400


def sent(*fields: dict[str, Any]) -> discord.Interaction:
    """A form as Discord sends it: each field inside a label."""
    labels = [{"type": 18, "component": field} for field in fields]
    return cast(discord.Interaction, SimpleNamespace(data={"components": labels}))


def test_fields_are_read_by_their_ids() -> None:
    form = sent(
        {"type": 4, "custom_id": "prompt", "value": " on wood "},
        {"type": 3, "custom_id": "preset", "values": ["marble"]},
        {"type": 4, "custom_id": "keep", "value": ""},
        {"type": 3, "custom_id": "command", "values": []},
    )
    assert read_form(form) == {"prompt": "on wood", "preset": "marble"}


def test_a_form_in_rows_is_read_as_well() -> None:
    rows = {"components": [{"type": 1, "components": [{"custom_id": "prompt", "value": "x"}]}]}
    interaction = cast(discord.Interaction, SimpleNamespace(data=rows))
    assert read_form(interaction) == {"prompt": "x"}


def test_values_become_a_request() -> None:
    values = {"command": "restyle", "preset": "Comic", "keep": "the logo", "strength": "55"}
    assert request_of(values, catalog(), voice=voice()) == EditRequest(
        command=Command.RESTYLE, preset="comic", keep="the logo", strength=0.55
    )


@pytest.mark.parametrize(
    "typed", ["marble", "White marble", "WHITE MARBLE", " white marb", "weißer Marmor"]
)
def test_presets_are_found_as_people_write_them(typed: str) -> None:
    assert find_preset(catalog(), Command.BACKGROUND, typed, voice("de")).name == "marble"


@pytest.mark.parametrize("typed", ["merble", "marbl", "e"])
def test_a_preset_that_is_not_clear_is_asked_for_again(typed: str) -> None:
    with pytest.raises(UsageError) as raised:
        find_preset(catalog(), Command.BACKGROUND, typed, voice())
    assert raised.value.code == "preset_unknown"


@pytest.mark.parametrize("locale", ["en-US", "de", "ja"])
@pytest.mark.parametrize("command", Command)
def test_forms_keep_to_discords_limits_with_the_longest_words(
    command: Command, locale: str
) -> None:
    request = EditRequest(command=command, prompt=LONG, keep=LONG, avoid=LONG, strength=1.0)
    words = Words(change=LONG, keep=("y" * 3900, LONG), avoid=("y" * 3900, LONG))
    edit = an_edit(
        command=command,
        preset=next(iter(catalog().presets[command])),
        recipe=None,
        words=words,
    )
    record = replace(a_record(1), request=request, edits=(edit,))
    filled = FilledIn.of(record, None)
    for form in (
        words_form("restage:words:" + "0" * 32, filled, catalog(), voice(locale)),
        photos_form("restage:photos:1:2", catalog(), voice(locale)),
    ):
        payload = form.to_dict()
        assert len(payload["title"]) <= 45
        assert 1 <= len(payload["components"]) <= 5
        for label in payload["components"]:
            assert len(label["label"]) <= 45
            assert len(label.get("description") or "") <= 100
            field = label["component"]
            assert len(field.get("placeholder") or "") <= 100
            assert len(field.get("options", ())) <= 25
            assert len(field.get("value") or "") <= (field.get("max_length") or 4000) <= 4000
