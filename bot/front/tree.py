"""The command tree; whatever a command lets through becomes a reply here."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.front import audit
from bot.front.acknowledge import offer_nothing
from bot.front.apology import Apology
from bot.front.gate import Gate


class EditTree(app_commands.CommandTree[discord.Client]):
    """Commands work in servers, in direct messages and for people who installed the app for
    themselves."""

    def __init__(self, client: discord.Client, *, apology: Apology, gate: Gate) -> None:
        super().__init__(
            client,
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        self._apology = apology
        self._gate = gate

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Whether a command, or the choices while one is typed, passes the gate. The person is told
        what keeps them out; choices have no room for a sentence, so there are none."""
        try:
            await self._gate.admit(interaction)
        except Exception as exc:  # noqa: BLE001 -- the border where errors become replies
            if interaction.type is discord.InteractionType.autocomplete:
                audit.refused(interaction, exc)
                await offer_nothing(interaction)
            else:
                await self._apology.answer(interaction, exc)
            return False
        return True

    async def on_error(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """Tell the person what went wrong."""
        cause = error.__cause__ if isinstance(error, app_commands.CommandInvokeError) else error
        await self._apology.answer(interaction, cause or error)
