"""What a person can do, turned into the interactions that Discord would send to the bot.

A person's own client refuses what cannot be done (a missing option, a disabled button); so do
these, with NotPossible and one sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.sandbox.command_rules import NESTED, CommandType, OptionType
from bot.sandbox.feed import InteractionChanged
from bot.sandbox.files import StoredFile
from bot.sandbox.gateway import Gateway
from bot.sandbox.interactions import Interaction, InteractionKind
from bot.sandbox.layout import LINK_STYLE, SELECTS, Kind, walk
from bot.sandbox.messages import Message
from bot.sandbox.modal_values import modal_answers
from bot.sandbox.option_values import NotPossible, Resolved, option_value, select_values
from bot.sandbox.places import Channel, ChannelKind, Permission, User
from bot.sandbox.snowflake import interaction_token
from bot.sandbox.wire import Json
from bot.sandbox.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One person in one channel, with the language of their client."""

    user: User
    channel: Channel
    locale: str = "en-US"

    def at(self, channel: Channel) -> Actor:
        """The same person in another channel."""
        return replace(self, channel=channel)


class Acts:
    """Everything that people do; each method sends one event to the bot."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self._world = world
        self._gateway = gateway

    def commands(self, actor: Actor, kind: CommandType) -> list[Json]:
        """The commands of this kind that the person may use here, those of the server first."""
        scopes = [self._world.guild.id, None] if actor.channel.guild else [None]
        found: dict[str, Json] = {}
        for scope in scopes:
            for command in self._world.commands[scope]:
                if command["type"] == kind and self._may_use(actor, command):
                    found.setdefault(command["name"], command)
        return list(found.values())

    def _may_use(self, actor: Actor, command: Json) -> bool:
        guild = actor.channel.guild
        contexts = command.get("contexts")
        if contexts is not None and (0 if guild else 1) not in contexts:
            return False
        if guild is None:
            return command.get("dm_permission") is not False
        needed = command.get("default_member_permissions")
        if needed is None:
            return True
        have = guild.permissions_of(actor.user)
        return bool(int(needed)) and have & int(needed) == int(needed)

    def slash(
        self, actor: Actor, name: str, values: Json, *, nonce: str = "", user_install: bool = False
    ) -> Interaction:
        """Run `/name`, or `"group sub"`, with options by name.

        Files are given by the id of a stored file; users, channels and roles by their id.
        """
        command, path, options = self._find_slash(actor, name)
        resolved = Resolved(self._world, actor.channel)
        unknown = values.keys() - {option["name"] for option in options}
        if unknown:
            raise NotPossible(f"/{name} has no option {', '.join(sorted(unknown))}.")
        chosen: list[Json] = []
        for option in options:
            value = values.get(option["name"])
            if value is None or value == "":
                if option.get("required"):
                    raise NotPossible(f"Please fill in “{option['name']}”.")
                continue
            value = option_value(option, value, resolved)
            chosen.append({"name": option["name"], "type": option["type"], "value": value})
        interaction = self._interaction(actor, InteractionKind.COMMAND, nonce)
        interaction.command = name
        if user_install:
            interaction.owners = {"1": actor.user.id}
        return self._send(interaction, _command_data(command, path, chosen, resolved))

    def autocomplete(
        self, actor: Actor, name: str, values: Json, *, focused: str, nonce: str = ""
    ) -> Interaction:
        """Ask the bot for choices for the option `focused`, whose value so far is in `values`."""
        command, path, options = self._find_slash(actor, name)
        interaction = self._interaction(actor, InteractionKind.AUTOCOMPLETE, nonce)
        interaction.command = name
        chosen: list[Json] = []
        for option in options:
            if option["name"] == focused:
                if not option.get("autocomplete"):
                    raise NotPossible(f"“{focused}” has no suggestions.")
                interaction.focused_type = option["type"]
                typed = str(values.get(focused) or "")
                entry = {"name": focused, "type": option["type"], "value": typed, "focused": True}
                chosen.append(entry)
            elif option["type"] != OptionType.ATTACHMENT and values.get(option["name"]):
                entry = {"name": option["name"], "type": option["type"]}
                chosen.append(entry | {"value": values[option["name"]]})
        data = _command_data(command, path, chosen, Resolved(self._world, actor.channel))
        return self._send(interaction, data)

    def _find_slash(self, actor: Actor, name: str) -> tuple[Json, list[Json], list[Json]]:
        """The command, its sub-commands on the way, and the options of the last one."""
        first, *rest = name.removeprefix("/").split() or [""]
        commands = self.commands(actor, CommandType.SLASH)
        command = next((entry for entry in commands if entry["name"] == first), None)
        if command is None:
            raise NotPossible(f"There is no command /{first} here.")
        path: list[Json] = []
        options: list[Json] = command.get("options") or []
        for word in rest:
            nested = [o for o in options if o["type"] in NESTED and o["name"] == word]
            if not nested:
                raise NotPossible(f"/{first} has no sub-command {word}.")
            path.append(nested[0])
            options = nested[0].get("options") or []
        if any(option["type"] in NESTED for option in options):
            raise NotPossible(f"/{name} needs one of its sub-commands.")
        return command, path, options

    def message_command(
        self, actor: Actor, name: str, message: Message, *, nonce: str = ""
    ) -> Interaction:
        """Use a command of the Apps menu on a message."""
        commands = self.commands(actor.at(message.channel), CommandType.MESSAGE)
        command = next((entry for entry in commands if entry["name"] == name), None)
        if command is None:
            raise NotPossible(f"There is no message command “{name}” here.")
        self._check_visible(actor, message)
        here = actor.at(message.channel)
        interaction = self._interaction(here, InteractionKind.COMMAND, nonce)
        interaction.command, interaction.target = name, message
        resolved = {"messages": {message.id: message.payload(self._world.origin)}}
        data = {"id": command["id"], "name": name, "type": int(CommandType.MESSAGE)}
        return self._send(interaction, data | {"target_id": message.id, "resolved": resolved})

    def press(
        self, actor: Actor, message: Message, custom_id: str, *, nonce: str = ""
    ) -> Interaction:
        """Press a button."""
        part = self._component(actor, message, custom_id)
        if part["type"] != Kind.BUTTON or part.get("style") == LINK_STYLE:
            raise NotPossible("That is no button of the bot.")
        interaction = self._on_component(actor, message, nonce)
        return self._send(interaction, _component_data(part))

    def choose(
        self, actor: Actor, message: Message, custom_id: str, values: list[str], *, nonce: str = ""
    ) -> Interaction:
        """Choose from a select of a message."""
        part = self._component(actor, message, custom_id)
        if part["type"] not in SELECTS:
            raise NotPossible("That is no menu of the bot.")
        resolved = Resolved(self._world, message.channel)
        chosen = select_values(part, values, resolved)
        interaction = self._on_component(actor, message, nonce)
        data = _component_data(part) | {"values": chosen}
        return self._send(interaction, data | resolved.payload())

    def submit(
        self, actor: Actor, opened_by: Interaction, values: Json, *, nonce: str = ""
    ) -> Interaction:
        """Send the modal that an interaction opened; `values` by custom_id, files by id."""
        if opened_by.modal is None:
            raise NotPossible("No form is open.")
        resolved = Resolved(self._world, opened_by.channel)
        answers = modal_answers(opened_by.modal, values, resolved)
        here = actor.at(opened_by.channel)
        interaction = self._interaction(here, InteractionKind.MODAL_SUBMIT, nonce)
        interaction.source, interaction.parent = opened_by.source, opened_by
        interaction.command = opened_by.command
        data = {"custom_id": opened_by.modal["custom_id"], "components": answers}
        return self._send(interaction, data | resolved.payload())

    def write(self, actor: Actor, content: str, files: list[StoredFile]) -> Message:
        """Write an ordinary message."""
        if not content.strip() and not files:
            raise NotPossible("An empty message cannot be sent.")
        if len(content) > 2000 or len(files) > 10:
            raise NotPossible("A message has at most 2000 characters and 10 files.")
        message = Message(
            id=self._world.snowflakes.new(),
            channel=actor.channel,
            author=actor.user,
            content=self._with_mention(content.strip()),
            files=files,
        )
        self._world.keep(message)
        return message

    def _with_mention(self, content: str) -> str:
        """The bot's name after an @ is a mention of it, as a person's client makes it."""
        bot = self._world.bot
        return re.sub(rf"@{re.escape(bot.name)}\b", f"<@{bot.id}>", content, flags=re.IGNORECASE)

    def _check_visible(self, actor: Actor, message: Message) -> None:
        if message.deleted:
            raise NotPossible("That message is gone.")
        if message.only_for not in (None, actor.user):
            raise NotPossible("Only another person sees that message.")

    def _component(self, actor: Actor, message: Message, custom_id: str) -> Json:
        self._check_visible(actor, message)
        for _, part in walk(message.components):
            if part.get("custom_id") == custom_id:
                if part.get("disabled"):
                    raise NotPossible("That is switched off.")
                return part
        raise NotPossible("That button or menu is gone.")

    def _on_component(self, actor: Actor, message: Message, nonce: str) -> Interaction:
        here = actor.at(message.channel)
        interaction = self._interaction(here, InteractionKind.COMPONENT, nonce)
        interaction.source = message
        return interaction

    def _interaction(self, actor: Actor, kind: InteractionKind, nonce: str) -> Interaction:
        guild = actor.channel.guild
        return Interaction(
            id=self._world.snowflakes.new(),
            token=interaction_token(),
            kind=kind,
            user=actor.user,
            channel=actor.channel,
            locale=actor.locale,
            nonce=nonce,
            owners={"0": guild.id if guild else "0"},
        )

    def _send(self, interaction: Interaction, data: Json) -> Interaction:
        """Remember the interaction and send it to the bot."""
        self._world.remember(interaction)
        self._world.feed.publish(InteractionChanged(interaction))
        self._gateway.dispatch("INTERACTION_CREATE", self._payload(interaction, data))
        return interaction

    def _payload(self, interaction: Interaction, data: Json) -> Json:
        channel, user, guild = interaction.channel, interaction.user, interaction.channel.guild
        bot_permissions = guild.permissions_of(self._world.bot) if guild else _IN_DIRECT_MESSAGES
        permissions = guild.permissions_of(user) if guild else _IN_DIRECT_MESSAGES
        body: Json = {
            "id": interaction.id,
            "application_id": self._world.bot.id,
            "type": int(interaction.kind),
            "token": interaction.token,
            "version": 1,
            "data": data,
            "channel_id": channel.id,
            "channel": channel.payload() | {"permissions": str(int(permissions))},
            "locale": interaction.locale,
            "app_permissions": str(int(bot_permissions)),
            "entitlements": [],
            "authorizing_integration_owners": interaction.owners,
            "context": 1 if channel.kind is ChannelKind.DM else 0,
            "attachment_size_limit": self._world.options.attachment_limit_bytes,
        }
        if interaction.source:
            body["message"] = interaction.source.payload(self._world.origin)
        if guild is None:
            return body | {"user": user.payload()}
        return body | {
            "guild_id": guild.id,
            "guild_locale": guild.locale,
            "guild": {"id": guild.id, "locale": guild.locale, "features": []},
            "member": guild.member(user),
        }


_IN_DIRECT_MESSAGES = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_EXTERNAL_EMOJIS
)


def _command_data(command: Json, path: list[Json], chosen: list[Json], resolved: Resolved) -> Json:
    """`data` of a slash command; sub-commands wrap the options from the inside out."""
    for step in reversed(path):
        chosen = [{"name": step["name"], "type": step["type"], "options": chosen}]
    data: Json = {
        "id": command["id"],
        "name": command["name"],
        "type": int(CommandType.SLASH),
        "options": chosen,
    }
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    return data | resolved.payload()


def _component_data(part: Json) -> Json:
    return {"custom_id": part["custom_id"], "component_type": part["type"], "id": part["id"]}
