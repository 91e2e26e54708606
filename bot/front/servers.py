"""Servers: what those who manage a server set, at hand when a command has to be acknowledged."""

from __future__ import annotations

from bot.domain.ports import Ledger
from bot.domain.record import GuildSettings

_NOWHERE = GuildSettings(guild=0)


class Servers:
    """Settings by server, read from the ledger once and kept."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._known: dict[int, GuildSettings] = {}

    async def settings(self, guild: int | None) -> GuildSettings:
        """A server's settings; in direct messages everything is allowed."""
        if guild is None:
            return _NOWHERE
        if guild not in self._known:
            self._known[guild] = await self._ledger.guild_settings(guild)
        return self._known[guild]

    async def change(self, settings: GuildSettings) -> None:
        """Keep a server's new settings."""
        await self._ledger.set_guild_settings(settings)
        self._known[settings.guild] = settings
