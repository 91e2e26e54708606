"""The command tree; whatever a command lets through becomes a reply here."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.front.apology import Apology


class EditTree(app_commands.CommandTree[discord.Client]):
    """Commands work in servers, in direct messages and for people who installed the app for
    themselves."""

    def __init__(self, client: discord.Client, *, apology: Apology) -> None:
        super().__init__(
            client,
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        self._apology = apology

    async def on_error(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """Tell the person what went wrong."""
        cause = error.__cause__ if isinstance(error, app_commands.CommandInvokeError) else error
        await self._apology.answer(interaction, cause or error)
