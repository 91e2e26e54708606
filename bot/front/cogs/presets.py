"""/presets: browse what there is, with pictures."""

from __future__ import annotations

import asyncio
import re
from typing import Any, Optional

import discord
from discord import app_commands, ui
from discord.app_commands import Choice

from bot.domain.catalog import Catalog
from bot.domain.edit import Command
from bot.domain.preset import Preset
from bot.domain.texts import Texts
from bot.front.acknowledge import answer_at_once
from bot.front.card import Card, NamedFile, boxed
from bot.front.examples import Examples
from bot.front.messenger import Messenger
from bot.front.reception import Reception
from bot.front.voice import Voice
from bot.front.wording import worded

PAGE = 8
"""Presets on one page: each is a section of three components, of which a message holds 40."""

_CHOOSE = "restage:presets"
_TURN = re.compile(r"restage:presets:(?P<command>[a-z]+):(?P<page>\d{1,2})")


class PresetsCommand:
    """Shows presets to whoever asks, page by page."""

    def __init__(
        self,
        *,
        texts: Texts,
        catalog: Catalog,
        examples: Examples,
        messenger: Messenger,
        reception: Reception,
    ) -> None:
        self._texts = texts
        self._catalog = catalog
        self._examples = examples
        self._messenger = messenger
        self._reception = reception

    def command(self) -> app_commands.Command[Any, ..., None]:
        """/presets."""
        made: app_commands.Command[Any, ..., None] = app_commands.Command(
            name=worded(self._texts, "command.presets.name"),
            description=worded(self._texts, "command.presets.description"),
            callback=self.browse,
        )
        described = worded(self._texts, "option.command.description")
        return app_commands.describe(command=described)(made)

    @app_commands.choices(command=[Choice(name=f"/{each}", value=str(each)) for each in Command])
    async def browse(
        self,
        interaction: discord.Interaction,
        command: Optional[str] = None,  # noqa: UP045 -- discord.py reads it
    ) -> None:
        """Answer with the first page of a command's presets."""
        async with self._reception.taking(interaction, private=True) as errand:
            address = errand.address
            card = await self._page(Command(command or Command.BACKGROUND), 0, address.locale)
            await self._messenger.deliver(address, card, late="", nonce=str(interaction.id))

    async def respond(self, interaction: discord.Interaction, custom_id: str) -> bool:
        """Turn the page, or show another command's presets."""
        turned = _TURN.fullmatch(custom_id)
        if turned is not None:
            command, page = Command(turned["command"]), int(turned["page"])
        elif custom_id == _CHOOSE:
            command, page = Command(chosen_values(interaction)[0]), 0
        else:
            return False
        card = await self._page(command, page, interaction.locale.value)
        await answer_at_once(
            interaction,
            lambda: interaction.response.edit_message(
                view=card.layout(), attachments=card.uploads()
            ),
        )
        return True

    async def _page(self, command: Command, page: int, locale: str) -> Card:
        voice = Voice(texts=self._texts, locale=locale)
        presets = list(self._catalog.presets[command].values())
        pages = -(-len(presets) // PAGE)
        shown = presets[page * PAGE : (page + 1) * PAGE]
        examples = await asyncio.to_thread(self._load, shown, voice)
        title = f"## {voice.say('presets.title', command=command)}"
        if pages > 1:
            title += f"\n-# {voice.say('presets.page', page=page + 1, pages=pages)}"
        entries = [self._entry(preset, examples.get(preset.name), voice) for preset in shown]
        rows = [self._choice(command, voice)]
        if pages > 1:
            rows.append(_turn_row(command, page, pages, voice))
        own = ui.TextDisplay[ui.LayoutView](f"-# {voice.say('presets.own')}")
        return boxed(ui.TextDisplay(title), *entries, own, *rows, files=examples.values())

    def _load(self, presets: list[Preset], voice: Voice) -> dict[str, NamedFile]:
        found = {
            preset.name: self._examples.of(
                preset, voice.say("presets.example", label=voice.phrase(preset.label))
            )
            for preset in presets
        }
        return {name: file for name, file in found.items() if file is not None}

    def _entry(
        self, preset: Preset, example: NamedFile | None, voice: Voice
    ) -> ui.Item[ui.LayoutView]:
        text = voice.say(
            "presets.entry",
            label=voice.phrase(preset.label),
            name=preset.name,
            about=voice.phrase(preset.about),
        )
        if preset.name == self._catalog.commands[preset.command].default:
            text += f"\n-# {voice.say('presets.usual')}"
        if example is None:
            return ui.TextDisplay(text)
        thumbnail = ui.Thumbnail[ui.LayoutView](example.url, description=example.description)
        return ui.Section(text, accessory=thumbnail)

    def _choice(self, command: Command, voice: Voice) -> ui.ActionRow[ui.LayoutView]:
        select: ui.Select[ui.LayoutView] = ui.Select(
            custom_id=_CHOOSE,
            placeholder=voice.say("presets.choose"),
            options=[
                discord.SelectOption(
                    label=f"/{each}",
                    value=str(each),
                    description=voice.say(f"command.{each}.description")[:100],
                    default=each is command,
                )
                for each in Command
            ],
        )
        return ui.ActionRow(select)


def _turn_row(command: Command, page: int, pages: int, voice: Voice) -> ui.ActionRow[ui.LayoutView]:
    """Back and next; the one that leads nowhere is switched off."""
    nowhere = pages  # ids differ within a message, also that of a button nobody can press
    return ui.ActionRow(
        ui.Button(
            label=voice.say("button.back"),
            custom_id=f"{_CHOOSE}:{command}:{page - 1 if page else nowhere}",
            disabled=page == 0,
        ),
        ui.Button(
            label=voice.say("button.next"),
            custom_id=f"{_CHOOSE}:{command}:{page + 1}",
            disabled=page == pages - 1,
        ),
    )


def chosen_values(interaction: discord.Interaction) -> list[str]:
    """What was chosen in a select."""
    data: Any = interaction.data or {}  # as Discord sends it
    return [str(value) for value in data.get("values", ())]
