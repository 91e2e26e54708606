"""Who gets through the gate, with what: every verb, every form, every command of a message."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest

from bot.domain.access import Access, Circle, CommandName
from bot.domain.errors import Refusal
from bot.domain.ports import Ledger
from bot.domain.record import GuildSettings, JobRecord
from bot.front.finish_presses import COMMANDS, FinishPress, FinishVerb
from bot.front.gate import CLAIMS, FOR_OWN_THINGS, OWN_THINGS, Gate
from bot.front.named import NamedCommands
from bot.front.presses import Press, Verb
from bot.front.servers import Servers
from bot.services.access import Claim
from tests.front.stage import texts
from tests.ledger.records import a_record, an_address

JOB = "0123456789abcdef" * 2
OWNER, OTHER, MODERATOR = 42, 100, 101
SERVER, CHANNEL, MESSAGE = 3, 7, 900
OTHER_SERVER, OTHER_CHANNEL = 4, 8
Kind = discord.InteractionType

EXPECTED = {
    Verb.CANCEL: Claim.MODERATOR,
    Verb.AGAIN: Claim.PRESENT,
    Verb.KEEP_MORE: Claim.PRESENT,
    Verb.CHANGE_MORE: Claim.PRESENT,
    Verb.EDIT_WORDS: Claim.PRESENT,
    Verb.USE_RESULT: Claim.PRESENT,
    Verb.PICK: Claim.PRESENT,
    Verb.ORIGINALS: Claim.PRESENT,
    Verb.ORIGINAL: Claim.PRESENT,
    Verb.DELETE: Claim.OWNER,
    Verb.DELIVER: Claim.OWNER,
    Verb.WRONG: Claim.PRESENT,
    Verb.FIX_PRODUCT: Claim.PRESENT,
    Verb.FIX_NOTHING: Claim.PRESENT,
    Verb.FIX_IGNORED: Claim.PRESENT,
    Verb.FIX_CUT_OUT: Claim.PRESENT,
    Verb.FIX_TEXT: Claim.PRESENT,
    Verb.LADDER: Claim.PRESENT,
    Verb.BETTER_WORDS: Claim.PRESENT,
}
"""Written down twice on purpose: whoever adds a verb, or opens one to more people, says so here."""


class FakeLedger:
    """Knows one job, that of `JOB` and of the message `MESSAGE`."""

    def __init__(self, record: JobRecord | None, settings: GuildSettings) -> None:
        self.record = record
        self.settings = settings

    async def job(self, job_id: str) -> JobRecord | None:
        return self.record if job_id == JOB else None

    async def job_of_message(self, message: int) -> JobRecord | None:
        return self.record if message == MESSAGE else None

    async def guild_settings(self, guild: int) -> GuildSettings:
        return self.settings


def an_interaction(
    data: dict[str, Any],
    *,
    kind: discord.InteractionType = Kind.component,
    person: int = OTHER,
    server: int | None = SERVER,
    channel: int = CHANNEL,
    caused_by: int | None = None,
) -> discord.Interaction:
    caused = SimpleNamespace(user=SimpleNamespace(id=caused_by)) if caused_by else None
    interaction = SimpleNamespace(
        data=data,
        type=kind,
        custom_id=data.get("custom_id"),
        user=SimpleNamespace(id=person, roles=[SimpleNamespace(id=50)] if server else []),
        guild_id=server,
        guild=SimpleNamespace(owner_id=1) if server else None,
        channel_id=channel,
        channel=SimpleNamespace(parent_id=None),
        locale=discord.Locale.german,
        permissions=discord.Permissions(manage_messages=person == MODERATOR),
        message=SimpleNamespace(interaction_metadata=caused),
    )
    return cast(discord.Interaction, interaction)


def refusal(
    interaction: discord.Interaction,
    *,
    private: bool = False,
    gone: bool = False,
    access: Access | None = None,
    settings: GuildSettings | None = None,
) -> str | None:
    """The code of what the gate says, or None where it lets the interaction through."""
    address = an_address(user=OWNER, guild=SERVER, channel=CHANNEL, private=private)
    record = None if gone else a_record(1, id=JOB, owner=OWNER, address=address)
    ledger = cast(Ledger, FakeLedger(record, settings or GuildSettings(guild=SERVER)))
    gate = Gate(
        access=access or Access(),
        servers=Servers(ledger),
        ledger=ledger,
        names=NamedCommands(texts()),
    )
    try:
        asyncio.run(gate.admit(interaction))
    except Refusal as exc:
        return exc.code
    return None


def pressed(verb: Verb) -> dict[str, Any]:
    return {"custom_id": Press(verb=verb, job_id=JOB, picture=0).custom_id, "component_type": 2}


def test_every_verb_has_a_claim_that_was_thought_about() -> None:
    assert set(EXPECTED) == set(Verb)
    assert dict(CLAIMS) == EXPECTED


VERBS = pytest.mark.parametrize("verb", Verb)
KINDS = pytest.mark.parametrize("kind", [Kind.component, Kind.modal_submit])


@VERBS
@KINDS
def test_owners_may_press_everything_everywhere(verb: Verb, kind: discord.InteractionType) -> None:
    for server, channel in ((SERVER, CHANNEL), (None, 77), (OTHER_SERVER, 5)):
        press = an_interaction(
            pressed(verb), kind=kind, person=OWNER, server=server, channel=channel
        )
        assert refusal(press, private=False) is None
        assert refusal(press, private=True) is None


@VERBS
@KINDS
def test_others_may_press_what_is_for_whoever_is_present(
    verb: Verb, kind: discord.InteractionType
) -> None:
    said = {
        Claim.PRESENT: None,
        Claim.MODERATOR: "cancel_not_yours",
        Claim.OWNER: "not_yours",
    }
    assert refusal(an_interaction(pressed(verb), kind=kind)) == said[EXPECTED[verb]]


@VERBS
def test_moderators_may_cancel_besides(verb: Verb) -> None:
    said = refusal(an_interaction(pressed(verb), person=MODERATOR))
    assert said == ("not_yours" if EXPECTED[verb] is Claim.OWNER else None)


@VERBS
@KINDS
def test_nobody_else_reaches_a_private_job(verb: Verb, kind: discord.InteractionType) -> None:
    for person in (OTHER, MODERATOR):
        press = an_interaction(pressed(verb), kind=kind, person=person)
        assert refusal(press, private=True) == "not_yours"


ELSEWHERE = ((OTHER_SERVER, CHANNEL), (None, CHANNEL), (None, 77), (SERVER, OTHER_CHANNEL))


@VERBS
@KINDS
def test_nobody_else_reaches_a_job_from_elsewhere(
    verb: Verb, kind: discord.InteractionType
) -> None:
    for server, channel in ELSEWHERE:
        press = an_interaction(
            pressed(verb), kind=kind, person=MODERATOR, server=server, channel=channel
        )
        assert refusal(press) == "job_elsewhere"


@VERBS
def test_what_nobody_can_show_to_be_theirs_is_nobodys(verb: Verb) -> None:
    said = refusal(an_interaction(pressed(verb), person=OWNER), gone=True)
    assert said == ("not_yours" if EXPECTED[verb] is Claim.OWNER else None)


def test_whoever_caused_a_message_may_delete_it() -> None:
    mine = an_interaction(pressed(Verb.DELETE), caused_by=OTHER)
    assert refusal(mine) is None
    assert refusal(mine, gone=True) is None
    assert refusal(an_interaction(pressed(Verb.DELETE), caused_by=MODERATOR)) == "not_yours"


@pytest.mark.parametrize(
    "custom_id", [f"restage:new:thing:{JOB}", f"restage:fix:{JOB}:2", f"x{JOB}", f"{'x' * 60}{JOB}"]
)
def test_a_job_in_any_other_custom_id_is_looked_at_too(custom_id: str) -> None:
    data = {"custom_id": custom_id}
    assert refusal(an_interaction(data)) is None
    assert refusal(an_interaction(data), private=True) == "not_yours"
    assert refusal(an_interaction(data, channel=OTHER_CHANNEL)) == "job_elsewhere"


def of_a_message(*custom_ids: str, message: int = 1) -> dict[str, Any]:
    """A command from the Apps menu of a message with these buttons."""
    row = {"type": 1, "components": [{"type": 2, "custom_id": each} for each in custom_ids]}
    shown = {"id": str(message), "components": [{"type": 17, "components": [row]}]}
    return {"name": "How was this made?", "type": 3, "resolved": {"messages": {"1": shown}}}


@pytest.mark.parametrize("verb", [*Verb, None])
def test_a_message_gives_away_no_more_than_its_buttons_would(verb: Verb | None) -> None:
    data = of_a_message(pressed(verb)["custom_id"]) if verb else of_a_message(message=MESSAGE)
    command = Kind.application_command
    assert refusal(an_interaction(data, kind=command)) is None
    assert refusal(an_interaction(data, kind=command), private=True) == "not_yours"
    elsewhere = an_interaction(data, kind=command, server=OTHER_SERVER)
    assert refusal(elsewhere) == "job_elsewhere"
    owner = an_interaction(data, kind=command, server=OTHER_SERVER, person=OWNER)
    assert refusal(owner, private=True) is None


OF_A_COMMAND: list[tuple[discord.InteractionType, dict[str, Any]]] = [
    (Kind.application_command, {"name": "background", "type": 1}),
    (Kind.autocomplete, {"name": "background", "type": 1}),
    (Kind.application_command, {"name": "queue", "type": 1}),
    (Kind.application_command, {"name": "settings", "type": 1}),
    (Kind.application_command, of_a_message()),
    (Kind.component, {"custom_id": "restage:presets"}),
    (Kind.component, {"custom_id": "restage:set:engine"}),
    (Kind.modal_submit, {"custom_id": f"restage:photos:{CHANNEL}:1"}),
    (Kind.modal_submit, {"custom_id": "something:new"}),
    *((Kind.component, pressed(verb)) for verb in Verb if verb not in FOR_OWN_THINGS),
    *((Kind.modal_submit, pressed(verb)) for verb in Verb if verb not in FOR_OWN_THINGS),
]
OF_OWN_THINGS: list[tuple[discord.InteractionType, dict[str, Any]]] = [
    (Kind.application_command, {"name": "forget", "type": 1}),
    (Kind.component, {"custom_id": "restage:forget:yes"}),
    *((Kind.component, pressed(verb)) for verb in FOR_OWN_THINGS),
]
KEPT_OUT = pytest.mark.parametrize(
    ("rules", "code"),
    [
        ({"access": Access(restage=Circle(servers=(OTHER_SERVER,)))}, "server_not_allowed"),
        ({"access": Access(restage=Circle(roles=(60,)))}, "role_not_allowed"),
        ({"access": Access(blocked_people=(OWNER,))}, "person_not_allowed"),
        ({"settings": GuildSettings(guild=SERVER, channels=(99,))}, "channel_not_allowed"),
        ({"settings": GuildSettings(guild=SERVER, roles=(60,))}, "role_not_allowed"),
    ],
)


@KEPT_OUT
def test_rules_hold_for_every_way_in(rules: dict[str, Any], code: str) -> None:
    for kind, data in OF_A_COMMAND:
        assert refusal(an_interaction(data, kind=kind, person=OWNER), **rules) == code, data


@KEPT_OUT
def test_what_is_theirs_people_can_always_take_back(rules: dict[str, Any], code: str) -> None:
    for kind, data in OF_OWN_THINGS:
        assert refusal(an_interaction(data, kind=kind, person=OWNER), **rules) is None, data


def finishing(command: CommandName) -> list[tuple[discord.InteractionType, dict[str, Any]]]:
    """Every way to have something set or exported."""
    presses = [
        {"custom_id": FinishPress(verb=verb, id=JOB).custom_id, "component_type": 2}
        for verb, leads_to in COMMANDS.items()
        if leads_to is command
    ]
    return [
        (Kind.application_command, {"name": str(command), "type": 1}),
        (Kind.autocomplete, {"name": str(command), "type": 1}),
        *((kind, press) for press in presses for kind in (Kind.component, Kind.modal_submit)),
    ]


@pytest.mark.parametrize("command", [CommandName.OVERLAY, CommandName.EXPORT])
def test_finishing_can_be_for_some(command: CommandName) -> None:
    (other,) = {CommandName.OVERLAY, CommandName.EXPORT} - {command}
    access = Access(commands={command: Circle(people=(OTHER,))})
    for kind, data in finishing(command):
        kept_out = an_interaction(data, kind=kind, person=OWNER)
        assert refusal(kept_out, access=access) == "command_not_allowed"
        assert refusal(an_interaction(data, kind=kind, person=OTHER), access=access) is None
    for kind, data in finishing(other):
        assert refusal(an_interaction(data, kind=kind, person=OWNER), access=access) is None


WAYS_IN = {
    CommandName.PROMPT: ("restage:prompt", "restage:run"),
    CommandName.WHICH: ("restage:which",),
    CommandName.PRESETS: ("restage:presets", "restage:presets:background:1"),
    CommandName.SETTINGS: ("restage:set:engine",),
    CommandName.RESTAGE_PHOTOS: (f"restage:photos:{CHANNEL}:1",),
}
"""What a command leads to beside itself."""


@pytest.mark.parametrize("command", list(CommandName))
def test_every_command_can_be_for_some(command: CommandName) -> None:
    name = texts().say("en", f"command.{command}.name")
    access = Access(commands={command: Circle(people=(OTHER,))})
    ways = [
        (Kind.application_command, {"name": name}),
        (Kind.autocomplete, {"name": name}),
        *(
            (kind, {"custom_id": custom_id})
            for custom_id in WAYS_IN.get(command, ())
            for kind in (Kind.component, Kind.modal_submit)
        ),
    ]
    for kind, data in ways:
        kept_out = an_interaction(data, kind=kind, person=OWNER)
        assert refusal(kept_out, access=access) == "command_not_allowed", data
        assert refusal(an_interaction(data, kind=kind, person=OTHER), access=access) is None
    for other in set(CommandName) - {command}:
        free = {"name": texts().say("en", f"command.{other}.name")}
        asked = an_interaction(free, kind=Kind.application_command, person=OWNER)
        assert refusal(asked, access=access) is None


def test_forgetting_is_no_command_that_could_be_for_some() -> None:
    assert OWN_THINGS not in set(CommandName)


def test_every_press_of_finishing_stands_for_a_command_but_dropping_ones_own() -> None:
    assert set(COMMANDS) == set(FinishVerb) - {FinishVerb.DROP}
