"""What a person can do and cannot, and the interaction that the bot gets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from bot.sandbox.acts import Actor, Acts
from bot.sandbox.command_rules import CommandType
from bot.sandbox.feed import Event
from bot.sandbox.gateway import Gateway
from bot.sandbox.option_values import NotPossible
from bot.sandbox.options import Options
from bot.sandbox.wire import Json
from bot.sandbox.world import World
from tests.loops import in_loop


class RecordingGateway(Gateway):
    """Keeps what would be sent to the bot."""

    def dispatch(self, name: str, data: Json, **needs: Any) -> None:
        self.sent = data

    def on_event(self, event: Event) -> None:
        """Messages are not of interest here."""


def option(name: str, kind: int, **more: Any) -> Json:
    return {"name": name, "type": kind, "description": name} | more


def command(name: str, *options: Json, **more: Any) -> Json:
    whole = {"id": "1", "type": 1, "name": name, "description": name, "options": list(options)}
    return whole | {"default_member_permissions": None} | more


CHOICES = [{"name": "Warm", "value": "w"}, {"name": "Cold", "value": "c"}]
EVERYTHING = command(
    "all",
    option("flag", 5),
    option("who", 6),
    option("where", 7),
    option("role", 8),
    option("any", 9),
    option("share", 10, max_value=1.5),
    option("tone", 3, choices=CHOICES),
    option("words", 3, min_length=3, max_length=5),
    option("count", 4),
)


@dataclass
class Stage:
    """Mara in the first channel of a world with these commands."""

    world: World
    gateway: RecordingGateway
    acts: Acts
    actor: Actor


def stage(*commands: Json) -> Stage:
    world = World(Options())
    world.commands[None] = list(commands)
    gateway = RecordingGateway(world)
    actor = Actor(user=world.people[0], channel=next(iter(world.channels.values())))
    return Stage(world, gateway, Acts(world, gateway), actor)


@in_loop
async def test_options_of_every_kind_are_resolved() -> None:
    on = stage(EVERYTHING)
    world = on.world
    jonas, role, place = world.people[1], world.guild.roles[1], world.channel_named("campaign")
    values = {
        "flag": "true",
        "who": jonas.id,
        "where": place.id,
        "role": role.id,
        "any": jonas.id,
        "share": "0.5",
        "tone": "Warm",
        "words": "four",
        "count": "12",
    }
    on.acts.slash(on.actor, "all", values)
    data = on.gateway.sent["data"]
    sent = {entry["name"]: entry["value"] for entry in data["options"]}
    assert sent == values | {"flag": True, "share": 0.5, "tone": "w", "count": 12}
    assert set(data["resolved"]) == {"users", "members", "channels", "roles"}
    assert data["resolved"]["users"][jonas.id]["username"] == "jonas"


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"flag": "perhaps"}, "yes or no"),
        ({"who": "1"}, "not here"),
        ({"where": "1"}, "does not exist"),
        ({"role": "1"}, "does not exist"),
        ({"any": "1"}, "does not exist"),
        ({"share": 2}, "at most 1.5"),
        ({"tone": "Hot"}, "one of: Warm, Cold"),
        ({"words": "no"}, "at least 3 and at most 5 characters"),
        ({"count": 1.5}, "whole number"),
    ],
)
@in_loop
async def test_wrong_values_are_refused_with_a_sentence(values: Json, complaint: str) -> None:
    on = stage(EVERYTHING)
    with pytest.raises(NotPossible, match=complaint):
        on.acts.slash(on.actor, "all", values)


@in_loop
async def test_sub_commands_wrap_their_options() -> None:
    sub = option("add", 1, options=[option("count", 4)])
    on = stage(command("preset", option("group", 2, options=[sub])))
    on.acts.slash(on.actor, "preset group add", {"count": 3})
    (group,) = on.gateway.sent["data"]["options"]
    (inner,) = group["options"]
    assert (group["name"], inner["name"]) == ("group", "add")
    assert inner["options"] == [{"name": "count", "type": 4, "value": 3}]
    for name, complaint in (("preset", "needs one"), ("preset group remove", "no sub-command")):
        with pytest.raises(NotPossible, match=complaint):
            on.acts.slash(on.actor, name, {})


@in_loop
async def test_the_interaction_says_who_where_and_how() -> None:
    on = stage(command("edit"))
    on.acts.slash(on.actor, "edit", {}, user_install=True)
    sent = on.gateway.sent
    assert sent["member"]["user"]["id"] == on.actor.user.id
    assert int(sent["member"]["permissions"]) & 1 << 5
    assert sent["authorizing_integration_owners"] == {"1": on.actor.user.id}
    assert (sent["context"], sent["locale"], sent["guild_locale"]) == (0, "en-US", "en-US")
    assert sent["attachment_size_limit"] == 10 * 2**20
    direct = on.world.direct_messages(on.actor.user)
    on.acts.slash(on.actor.at(direct), "edit", {})
    sent = on.gateway.sent
    assert (sent["context"], sent["user"]["id"]) == (1, on.actor.user.id)
    assert "guild_id" not in sent


def test_commands_appear_where_and_to_whom_they_belong() -> None:
    on = stage(
        command("everywhere"),
        command("server", contexts=[0]),
        command("private", contexts=[1]),
        command("managers", default_member_permissions=str(1 << 5)),
        command("nobody", default_member_permissions="0"),
    )
    on.world.commands[on.world.guild.id] = [command("own", guild_id=on.world.guild.id)]

    def names(who: Actor) -> list[str]:
        return [found["name"] for found in on.acts.commands(who, CommandType.SLASH)]

    assert names(on.actor) == ["own", "everywhere", "server", "managers"]
    jonas = Actor(user=on.world.people[1], channel=on.actor.channel)
    assert names(jonas) == ["own", "everywhere", "server"]
    direct = on.actor.at(on.world.direct_messages(on.actor.user))
    assert names(direct) == ["everywhere", "private", "managers", "nobody"]


@in_loop
async def test_messages_have_limits() -> None:
    on = stage()
    for content in ("", "x" * 2001, " "):
        with pytest.raises(NotPossible):
            on.acts.write(on.actor, content, [])
