"""/forget: removes what is known of a person, once they say so twice."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands, ui

from bot.domain.errors import Refusal
from bot.domain.record import Forgotten
from bot.domain.texts import Texts
from bot.front.acknowledge import acknowledge_quietly, answer_at_once, tell
from bot.front.card import MAX_TEXT, Card, boxed
from bot.front.forgetting import Forgetting
from bot.front.voice import Voice
from bot.front.wording import worded

_PREFIX = "restage:forget:"
_LINKS = 15


class ForgetCommand:
    """Asks, then forgets whoever asked and nobody else. Open to everybody everywhere."""

    def __init__(self, *, texts: Texts, forgetting: Forgetting) -> None:
        self._texts = texts
        self._forgetting = forgetting

    def command(self) -> app_commands.Command[Any, ..., None]:
        """/forget."""
        return app_commands.Command(
            name=worded(self._texts, "command.forget.name"),
            description=worded(self._texts, "command.forget.description"),
            callback=self.ask,
        )

    async def ask(self, interaction: discord.Interaction) -> None:
        """Say what goes and what stays, with a button that does it."""
        voice = self._voice(interaction)
        button: ui.Button[ui.LayoutView] = ui.Button(
            label=voice.say("forget.confirm"),
            style=discord.ButtonStyle.danger,
            custom_id=f"{_PREFIX}{interaction.user.id}",
        )
        text = "\n".join(voice.say(f"forget.{part}") for part in ("title", "goes", "stays"))
        await tell(interaction, boxed(ui.TextDisplay(text), ui.ActionRow(button)))

    async def respond(self, interaction: discord.Interaction, custom_id: str) -> bool:
        """Do it. Raises `Refusal` where the button was shown to somebody else."""
        if not custom_id.startswith(_PREFIX):
            return False
        if custom_id != f"{_PREFIX}{interaction.user.id}":
            raise Refusal("not_yours", "Only the person who asked for this edit can do that.")
        await acknowledge_quietly(interaction)
        done = await self._forgetting.forget(interaction.user.id)
        card = self._done(done, self._voice(interaction))
        await answer_at_once(
            interaction, lambda: interaction.edit_original_response(view=card.layout())
        )
        return True

    def _done(self, done: Forgotten, voice: Voice) -> Card:
        lines = [
            voice.count("forget.done", done.jobs),
            voice.count("forget.deleted", done.deleted),
        ]
        if done.staying:
            lines.append(voice.count("forget.staying", len(done.staying)))
            lines += done.staying[:_LINKS]
        return boxed(ui.TextDisplay("\n".join(lines)[:MAX_TEXT]))

    def _voice(self, interaction: discord.Interaction) -> Voice:
        return Voice(texts=self._texts, locale=interaction.locale.value)
