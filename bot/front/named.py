"""Which command an interaction is, or stands for: typed, picked, pressed, chosen or filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import discord

from bot.domain.access import CommandName
from bot.domain.texts import ENGLISH, Texts
from bot.front.finish_presses import COMMANDS, read_finish_press

_OF_PAGES: Mapping[str, CommandName] = {
    "presets": CommandName.PRESETS,
    "which": CommandName.WHICH,
    "prompt": CommandName.PROMPT,
    "run": CommandName.PROMPT,
    "set": CommandName.SETTINGS,
    "photos": CommandName.RESTAGE_PHOTOS,
}
"""What comes second in a `custom_id` of a page or form, and the command that it belongs to."""


class NamedCommands:
    """Knows commands by the names that Discord has them under. Presses below a result are not here:
    what they ask for depends on the job."""

    def __init__(self, texts: Texts) -> None:
        self._by_name = {texts.say(ENGLISH, f"command.{each}.name"): each for each in CommandName}

    def command_of(self, interaction: discord.Interaction) -> CommandName | None:
        """The command behind an interaction; None where there is none that can be for some only."""
        data: Mapping[str, Any] = interaction.data or {}  # as Discord sends it
        custom_id = data.get("custom_id")
        if custom_id is None:
            return self._by_name.get(data.get("name", ""))
        press = read_finish_press(custom_id)
        if press is not None:
            return COMMANDS.get(press.verb)
        _, _, rest = custom_id.partition("restage:")
        return _OF_PAGES.get(rest.partition(":")[0])
