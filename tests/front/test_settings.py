"""What one choice in the settings changes."""

from __future__ import annotations

from dataclasses import fields

import pytest

from bot.domain.errors import UsageError
from bot.domain.record import GuildSettings
from bot.front.cogs.settings import changed_by
from tests.front.stage import catalog

BEFORE = GuildSettings(guild=1, engine="studio", presets={"restyle": "comic"}, private=True)


@pytest.mark.parametrize(
    ("what", "values", "field", "expected"),
    [
        ("engine", ["auto"], "engine", "auto"),
        ("engine", [], "engine", None),
        ("preset:background", ["marble"], "presets", {"restyle": "comic", "background": "marble"}),
        ("preset:restyle", [], "presets", {}),
        ("channels", ["5", "6"], "channels", (5, 6)),
        ("roles", [], "roles", ()),
        ("private", ["off"], "private", False),
        ("commands", ["restyle", "refine"], "commands", ("restyle", "refine")),
        ("diffusion_roles", ["7"], "diffusion_roles", (7,)),
    ],
)
def test_one_choice_changes_one_thing(
    what: str, values: list[str], field: str, expected: object
) -> None:
    changed = changed_by(BEFORE, what, values, catalog())
    assert getattr(changed, field) == expected
    for other in {each.name for each in fields(GuildSettings)} - {field}:
        assert getattr(changed, other) == getattr(BEFORE, other)


def test_a_preset_that_is_not_there_any_more_is_refused() -> None:
    with pytest.raises(UsageError):
        changed_by(BEFORE, "preset:background", ["of-yesterday"], catalog())
