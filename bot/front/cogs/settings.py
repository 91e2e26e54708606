"""/settings: how Restage behaves on one server, for those who manage it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import discord
from discord import app_commands, ui

from bot.domain.catalog import Catalog
from bot.domain.edit import Command
from bot.domain.errors import UsageError
from bot.domain.record import GuildSettings
from bot.domain.texts import Texts
from bot.front.acknowledge import answer_at_once
from bot.front.card import Card, boxed
from bot.front.cogs.presets import chosen_values
from bot.front.messenger import Messenger
from bot.front.reception import Reception
from bot.front.servers import Servers
from bot.front.visitors import manages_server
from bot.front.voice import Voice
from bot.front.wording import worded

_PREFIX = "restage:set:"
_ENGINES = ("auto", "studio", "diffusion")
_MOST = 25


class SettingsCommand:
    """One page of menus; what is chosen holds at once."""

    def __init__(
        self,
        *,
        texts: Texts,
        catalog: Catalog,
        servers: Servers,
        messenger: Messenger,
        reception: Reception,
    ) -> None:
        self._texts = texts
        self._catalog = catalog
        self._servers = servers
        self._messenger = messenger
        self._reception = reception

    def command(self) -> app_commands.Command[Any, ..., None]:
        """/settings, for servers and those who manage them alone."""
        made: app_commands.Command[Any, ..., None] = app_commands.Command(
            name=worded(self._texts, "command.settings.name"),
            description=worded(self._texts, "command.settings.description"),
            callback=self.show,
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=False, private_channel=False
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
        )
        made.default_permissions = discord.Permissions(manage_guild=True)
        return made

    async def show(self, interaction: discord.Interaction) -> None:
        """Answer with the settings as they are."""
        guild = _guild_of(interaction)
        async with self._reception.taking(interaction, private=True) as errand:
            address = errand.address
            card = self._page(await self._servers.settings(guild), address.locale)
            await self._messenger.deliver(address, card, late="", nonce=str(interaction.id))

    async def respond(self, interaction: discord.Interaction, custom_id: str) -> bool:
        """Keep what was chosen, and show the page anew."""
        if not custom_id.startswith(_PREFIX):
            return False
        what, values = custom_id.removeprefix(_PREFIX), chosen_values(interaction)
        changed = await self._servers.change(
            _guild_of(interaction),
            lambda settings: changed_by(settings, what, values, self._catalog),
        )
        card = self._page(changed, interaction.locale.value)
        await answer_at_once(
            interaction, lambda: interaction.response.edit_message(view=card.layout())
        )
        return True

    def _page(self, settings: GuildSettings, locale: str) -> Card:
        voice = Voice(texts=self._texts, locale=locale)
        return boxed(
            ui.TextDisplay(f"## {voice.say('settings.title')}"),
            *_titled("engine", _engine_menu(settings, voice), voice),
            ui.Separator(),
            *(self._preset_menu(command, settings, voice) for command in Command),
            ui.Separator(),
            *_titled("channels", _channel_menu(settings, voice), voice),
            *_titled("roles", _role_menu("roles", settings.roles, voice), voice),
            *_titled("commands", _command_menu(settings, voice), voice),
            *_titled(
                "diffusion_roles",
                _role_menu("diffusion_roles", settings.diffusion_roles, voice),
                voice,
            ),
            ui.TextDisplay(f"**{voice.say('settings.private.label')}**"),
            _row(_privacy_menu(settings, voice)),
        )

    def _preset_menu(
        self, command: Command, settings: GuildSettings, voice: Voice
    ) -> ui.ActionRow[ui.LayoutView]:
        chosen = settings.presets.get(command)
        return _row(
            ui.Select(
                custom_id=f"{_PREFIX}preset:{command}",
                placeholder=voice.say("settings.preset.label", command=command),
                min_values=0,
                options=[
                    discord.SelectOption(
                        label=f"/{command}: {voice.phrase(preset.label)}",
                        value=preset.name,
                        description=voice.phrase(preset.about),
                        default=preset.name == chosen,
                    )
                    for preset in self._catalog.presets[command].values()
                ],
            )
        )


def changed_by(
    settings: GuildSettings, what: str, values: Sequence[str], catalog: Catalog
) -> GuildSettings:
    """The settings after one choice in one menu. Raises `UsageError` for an unknown preset."""
    match what.split(":"):
        case ["engine"]:
            return replace(settings, engine=values[0] if values else None)
        case ["preset", name]:
            command = Command(name)
            presets = {key: value for key, value in settings.presets.items() if key != command}
            if values:
                presets[str(command)] = catalog.preset(command, values[0]).name
            return replace(settings, presets=presets)
        case ["channels"]:
            return replace(settings, channels=tuple(map(int, values)))
        case ["roles"]:
            return replace(settings, roles=tuple(map(int, values)))
        case ["commands"]:
            return replace(settings, commands=tuple(Command(value) for value in values))
        case ["diffusion_roles"]:
            return replace(settings, diffusion_roles=tuple(map(int, values)))
        case ["private"]:
            return replace(settings, private=values == ["on"])
        case _:
            return settings


def _guild_of(interaction: discord.Interaction) -> int:
    """The server. Raises `UsageError` outside of one, and for those who do not manage it:
    Discord hides the command from them, but a server may show it to anybody."""
    if interaction.guild_id is None:
        raise UsageError(
            "settings_need_server", "Settings belong to a server; use this command in one."
        )
    if not manages_server(interaction):
        raise UsageError(
            "settings_not_allowed", "Only those who may manage this server can change its settings."
        )
    return interaction.guild_id


def _titled(
    name: str, menu: ui.Item[ui.LayoutView], voice: Voice
) -> tuple[ui.Item[ui.LayoutView], ui.Item[ui.LayoutView]]:
    label = voice.say(f"settings.{name}.label")
    about = voice.say(f"settings.{name}.description")
    return ui.TextDisplay(f"**{label}**\n-# {about}"), _row(menu)


def _row(item: ui.Item[ui.LayoutView]) -> ui.ActionRow[ui.LayoutView]:
    return ui.ActionRow(item)


def _engine_menu(settings: GuildSettings, voice: Voice) -> ui.Select[ui.LayoutView]:
    return ui.Select(
        custom_id=f"{_PREFIX}engine",
        placeholder=voice.say("settings.engine.placeholder"),
        min_values=0,
        options=[
            discord.SelectOption(
                label=voice.say(f"engine.{name}"), value=name, default=name == settings.engine
            )
            for name in _ENGINES
        ],
    )


def _channel_menu(settings: GuildSettings, voice: Voice) -> ui.ChannelSelect[ui.LayoutView]:
    kind = discord.SelectDefaultValueType.channel
    return ui.ChannelSelect(
        custom_id=f"{_PREFIX}channels",
        placeholder=voice.say("settings.channels.placeholder"),
        min_values=0,
        max_values=_MOST,
        default_values=[discord.SelectDefaultValue(id=i, type=kind) for i in settings.channels],
    )


def _command_menu(settings: GuildSettings, voice: Voice) -> ui.Select[ui.LayoutView]:
    return ui.Select(
        custom_id=f"{_PREFIX}commands",
        placeholder=voice.say("settings.commands.placeholder"),
        min_values=0,
        max_values=len(Command),
        options=[
            discord.SelectOption(
                label=f"/{command}", value=command, default=command in settings.commands
            )
            for command in Command
        ],
    )


def _role_menu(name: str, chosen: Sequence[int], voice: Voice) -> ui.RoleSelect[ui.LayoutView]:
    kind = discord.SelectDefaultValueType.role
    return ui.RoleSelect(
        custom_id=f"{_PREFIX}{name}",
        placeholder=voice.say(f"settings.{name}.placeholder"),
        min_values=0,
        max_values=_MOST,
        default_values=[discord.SelectDefaultValue(id=i, type=kind) for i in chosen],
    )


def _privacy_menu(settings: GuildSettings, voice: Voice) -> ui.Select[ui.LayoutView]:
    return ui.Select(
        custom_id=f"{_PREFIX}private",
        options=[
            discord.SelectOption(
                label=voice.say(f"settings.private.{value}"),
                value=value,
                default=settings.private == (value == "on"),
            )
            for value in ("off", "on")
        ],
    )
