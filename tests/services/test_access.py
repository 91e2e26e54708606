"""Who may use Restage, and where; and whose jobs are whose."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.access import Access, Circle, CommandName, Visitor
from bot.domain.blocked_words import BlockedWords
from bot.domain.edit import Command, EngineName
from bot.domain.errors import Refusal
from bot.domain.record import GuildSettings
from bot.services.access import (
    Claim,
    check_claim,
    check_command,
    check_engine,
    check_server_rules,
    check_visitor,
    check_words,
)
from tests.ledger.records import a_record, an_address


def a_visitor(**changes: Any) -> Visitor:
    fields: dict[str, Any] = {
        "person": 100,
        "server": 7,
        "channels": frozenset({1}),
        "roles": frozenset({10}),
    }
    return Visitor(**{**fields, **changes})


HERE = GuildSettings(guild=7)
IN_DIRECT_MESSAGES = a_visitor(server=None, roles=frozenset())


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
def test_a_server_lets_in(limits: dict[str, Any], visitor: Visitor) -> None:
    check_server_rules(GuildSettings(guild=7, **limits), visitor)


@pytest.mark.parametrize(
    ("limits", "code", "named"),
    [
        ({"channels": (9, 8)}, "channel_not_allowed", "<#8>, <#9>"),
        ({"roles": (90,)}, "role_not_allowed", "<@&90>"),
        ({"channels": (9,), "roles": (10,)}, "channel_not_allowed", "<#9>"),
    ],
)
def test_a_server_turns_away_with_the_way_to_go(
    limits: dict[str, Any], code: str, named: str
) -> None:
    with pytest.raises(Refusal) as raised:
        check_server_rules(GuildSettings(guild=7, **limits), a_visitor())
    assert raised.value.code == code
    assert named in raised.value.reply


@pytest.mark.parametrize(
    ("access", "visitor"),
    [
        (Access(), a_visitor()),
        (Access(), IN_DIRECT_MESSAGES),
        (Access(), a_visitor(age_restricted=True)),
        (Access(restage=Circle(servers=(7,))), a_visitor()),
        (Access(restage=Circle(servers=(7,))), IN_DIRECT_MESSAGES),
        (Access(restage=Circle(channels=(1,), roles=(10,))), a_visitor()),
        (Access(restage=Circle(people=(100,), roles=(90,))), a_visitor()),
        (Access(restage=Circle(people=(100,), roles=(90,))), IN_DIRECT_MESSAGES),
        (Access(blocked_people=(101,)), a_visitor()),
    ],
)
def test_the_operator_lets_in(access: Access, visitor: Visitor) -> None:
    check_visitor(access, visitor)


@pytest.mark.parametrize(
    ("access", "visitor", "code"),
    [
        (Access(restage=Circle(servers=(8,))), a_visitor(), "server_not_allowed"),
        (Access(restage=Circle(channels=(2,))), a_visitor(), "channel_not_allowed"),
        (Access(restage=Circle(roles=(11,))), a_visitor(), "role_not_allowed"),
        (Access(restage=Circle(roles=(10,))), IN_DIRECT_MESSAGES, "person_not_allowed"),
        (Access(restage=Circle(people=(101,))), a_visitor(), "person_not_allowed"),
        (Access(restage=Circle(servers=(8,))), a_visitor(manages=True), "server_not_allowed"),
        (Access(blocked_people=(100,)), a_visitor(manages=True), "person_not_allowed"),
        (Access(direct_messages=False), IN_DIRECT_MESSAGES, "no_direct_messages"),
        (
            Access(age_restricted_channels=False),
            a_visitor(age_restricted=True),
            "channel_age_restricted",
        ),
    ],
)
def test_the_operator_keeps_out(access: Access, visitor: Visitor, code: str) -> None:
    with pytest.raises(Refusal) as raised:
        check_visitor(access, visitor)
    assert raised.value.code == code


def test_a_command_can_be_for_some() -> None:
    access = Access(commands={CommandName.RESTYLE: Circle(roles=(11,), people=(101,))})
    check_command(access, HERE, Command.BACKGROUND, a_visitor())
    check_command(access, HERE, Command.RESTYLE, a_visitor(person=101))
    with pytest.raises(Refusal, match="command_not_allowed"):
        check_command(access, HERE, Command.RESTYLE, a_visitor())


def test_an_engine_and_a_model_can_be_for_some() -> None:
    access = Access(
        engines={EngineName.DIFFUSION: Circle(servers=(7, 8))},
        models={"sdxl": Circle(servers=(8,))},
    )
    check_engine(access, HERE, EngineName.STUDIO, None, a_visitor(server=9))
    check_engine(access, HERE, EngineName.DIFFUSION, "sd15", a_visitor())
    with pytest.raises(Refusal, match="engine_not_allowed"):
        check_engine(access, HERE, EngineName.DIFFUSION, "sd15", a_visitor(server=9))
    with pytest.raises(Refusal, match="model_not_for_you"):
        check_engine(access, HERE, EngineName.DIFFUSION, "sdxl", a_visitor())


PLACE = {"channel": 1, "guild": 7}
ELSEWHERE = [
    {"server": 8},
    {"server": None},
    {"channels": frozenset({2})},
    {"server": 8, "channels": frozenset({1})},
]


@pytest.mark.parametrize("claim", Claim)
@pytest.mark.parametrize("private", [True, False])
@pytest.mark.parametrize("where", [{}, *ELSEWHERE])
def test_owners_may_do_everything_everywhere(
    claim: Claim, private: bool, where: dict[str, Any]
) -> None:
    record = a_record(1, address=an_address(**PLACE, private=private))
    check_claim(record, claim, a_visitor(person=record.owner, **where))


@pytest.mark.parametrize(
    ("claim", "private", "moderates", "code"),
    [
        (Claim.PRESENT, False, False, None),
        (Claim.MODERATOR, False, True, None),
        (Claim.MODERATOR, False, False, "cancel_not_yours"),
        (Claim.OWNER, False, True, "not_yours"),
        (Claim.PRESENT, True, True, "not_yours"),
        (Claim.MODERATOR, True, True, "not_yours"),
        (Claim.OWNER, True, True, "not_yours"),
    ],
)
def test_others_may_do_what_is_for_them_where_the_job_is(
    claim: Claim, private: bool, moderates: bool, code: str | None
) -> None:
    record = a_record(1, address=an_address(**PLACE, private=private))
    here = a_visitor(moderates=moderates, manages=moderates)
    if code is None:
        check_claim(record, claim, here)
        return
    with pytest.raises(Refusal) as raised:
        check_claim(record, claim, here)
    assert raised.value.code == code


@pytest.mark.parametrize("claim", Claim)
@pytest.mark.parametrize("where", ELSEWHERE)
def test_from_elsewhere_nobody_reaches_a_job_of_others(claim: Claim, where: dict[str, Any]) -> None:
    record = a_record(1, address=an_address(**PLACE))
    stranger = a_visitor(**{**where, "moderates": True, "manages": True})
    with pytest.raises(Refusal, match="job_elsewhere"):
        check_claim(record, claim, stranger)


def test_blocked_words_are_refused_with_their_reason() -> None:
    rules = BlockedWords(words=("gun",), reason="No weapons.", translations={"de": "Keine Waffen."})
    access = Access(blocked_words=(rules,))
    for text in ("a G\u200bUN", "the gun"):
        with pytest.raises(Refusal) as raised:
            check_words(access, a_visitor(locale="de"), None, "a mug", text)
        assert raised.value.code == "words_blocked"
        assert raised.value.reply == "“gun” is not allowed here: Keine Waffen."
    check_words(access, a_visitor(), None, "burgundy")


def test_some_words_are_for_age_restricted_channels() -> None:
    rules = BlockedWords(words=("nude",), reason="Only there.", adults_may=True)
    access = Access(blocked_words=(rules,))
    check_words(access, a_visitor(age_restricted=True), "nude")
    with pytest.raises(Refusal, match="words_blocked"):
        check_words(access, a_visitor(), "nude")


def test_a_server_may_do_without_a_command() -> None:
    settings = GuildSettings(guild=7, commands=("background",))
    check_command(Access(), settings, Command.BACKGROUND, a_visitor())
    check_command(Access(), settings, Command.RESTYLE, a_visitor(manages=True))
    with pytest.raises(Refusal, match="command_not_allowed"):
        check_command(Access(), settings, Command.RESTYLE, a_visitor())


def test_a_server_may_keep_the_diffusion_engine_for_some() -> None:
    settings = GuildSettings(guild=7, diffusion_roles=(90,))
    check_engine(Access(), settings, EngineName.STUDIO, None, a_visitor())
    check_engine(Access(), settings, EngineName.DIFFUSION, "sd15", a_visitor(manages=True))
    check_engine(Access(), settings, EngineName.DIFFUSION, "sd15", a_visitor(roles=frozenset({90})))
    with pytest.raises(Refusal, match="engine_not_allowed"):
        check_engine(Access(), settings, EngineName.DIFFUSION, "sd15", a_visitor())


def test_every_command_that_edits_can_be_for_some() -> None:
    assert {str(command) for command in Command} < {str(name) for name in CommandName}
