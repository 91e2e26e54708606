"""Who may use Restage, and where."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.errors import UsageError
from bot.domain.record import GuildSettings
from bot.services.access import Visitor, check_access


def a_visitor(**changes: Any) -> Visitor:
    fields: dict[str, Any] = {
        "channels": frozenset({1}),
        "roles": frozenset({10}),
        "manages": False,
    }
    return Visitor(**{**fields, **changes})


@pytest.mark.parametrize(
    ("limits", "visitor"),
    [
        ({}, a_visitor()),
        ({"channels": (1, 2)}, a_visitor()),
        ({"channels": (5,)}, a_visitor(channels=frozenset({1, 5}))),  # a thread of channel 5
        ({"roles": (10,)}, a_visitor()),
        ({"channels": (9,), "roles": (90,)}, a_visitor(manages=True)),
    ],
)
def test_let_in(limits: dict[str, Any], visitor: Visitor) -> None:
    check_access(GuildSettings(guild=7, **limits), visitor)


@pytest.mark.parametrize(
    ("limits", "code", "named"),
    [
        ({"channels": (9, 8)}, "channel_not_allowed", "<#8>, <#9>"),
        ({"roles": (90,)}, "role_not_allowed", "<@&90>"),
        ({"channels": (9,), "roles": (10,)}, "channel_not_allowed", "<#9>"),
    ],
)
def test_turned_away_with_the_way_to_go(limits: dict[str, Any], code: str, named: str) -> None:
    with pytest.raises(UsageError) as raised:
        check_access(GuildSettings(guild=7, **limits), a_visitor())
    assert raised.value.code == code
    assert named in raised.value.reply
