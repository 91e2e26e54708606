"""/which: what somebody wants to do, and the command and strength for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands, ui

from bot.domain.catalog import Catalog
from bot.domain.texts import Texts
from bot.domain.uses import Use
from bot.front.acknowledge import answer_at_once, tell
from bot.front.card import MAX_TEXT, Card, boxed
from bot.front.cogs.presets import chosen_values
from bot.front.voice import Voice
from bot.front.wording import worded

_CHOOSE = "restage:which"


class WhichCommand:
    """Shows the table of uses, and one of them in full once it is chosen."""

    def __init__(self, *, texts: Texts, catalog: Catalog, uses: Sequence[Use]) -> None:
        self._texts = texts
        self._catalog = catalog
        self._uses = {use.id: use for use in uses}

    def command(self) -> app_commands.Command[Any, ..., None]:
        """/which."""
        return app_commands.Command(
            name=worded(self._texts, "command.which.name"),
            description=worded(self._texts, "command.which.description"),
            callback=self.ask,
        )

    async def ask(self, interaction: discord.Interaction) -> None:
        """Answer with the whole table, and ask what is wanted."""
        await tell(interaction, self._card(None, self._voice(interaction)))

    async def respond(self, interaction: discord.Interaction, custom_id: str) -> bool:
        """Show the use that was chosen; False for a choice elsewhere."""
        if custom_id != _CHOOSE:
            return False
        chosen = self._uses.get(next(iter(chosen_values(interaction)), ""))
        card = self._card(chosen, self._voice(interaction))
        await answer_at_once(
            interaction, lambda: interaction.response.edit_message(view=card.layout())
        )
        return True

    def _card(self, chosen: Use | None, voice: Voice) -> Card:
        title = f"## {voice.say('which.title')}"
        body = self._in_full(chosen, voice) if chosen is not None else self._table(voice)
        menu: ui.Select[ui.LayoutView] = ui.Select(
            custom_id=_CHOOSE,
            placeholder=voice.say("which.choose"),
            options=[
                discord.SelectOption(
                    label=use.in_language(voice.locale).want,
                    value=use.id,
                    default=use is chosen,
                )
                for use in self._uses.values()
            ],
        )
        return boxed(ui.TextDisplay(f"{title}\n{body}"[:MAX_TEXT]), ui.ActionRow(menu))

    def _table(self, voice: Voice) -> str:
        return "\n".join(
            voice.say(
                "which.line",
                want=use.in_language(voice.locale).want,
                command=use.command,
                strength=_range(use),
            )
            for use in self._uses.values()
        )

    def _in_full(self, use: Use, voice: Voice) -> str:
        words = use.in_language(voice.locale)
        preset = self._catalog.preset(use.command, use.preset)
        return voice.say(
            "which.entry",
            want=words.want,
            why=words.why,
            command=use.command,
            preset=preset.name,
            label=voice.phrase(preset.label),
            strength=_range(use),
            fidelity=voice.say(f"fidelity.{use.fidelity}"),
        )

    def _voice(self, interaction: discord.Interaction) -> Voice:
        return Voice(texts=self._texts, locale=interaction.locale.value)


def _range(use: Use) -> str:
    """The strength in percent, such as "90–100", which stays on one line."""
    least, most = (f"{value * 100:.0f}" for value in use.strength)
    return f"{least}\u2060–\u2060{most}"
