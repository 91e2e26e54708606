"""Servers: what those who manage a server set, at hand when a command has to be acknowledged."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from bot.domain.record import GuildSettings

_NOWHERE = GuildSettings(guild=0)


class SettingsBook(Protocol):
    """What settings need of a ledger. Every method may raise `LedgerError`."""

    async def guild_settings(self, guild: int) -> GuildSettings:
        """A server's settings; defaults where none were made."""
        ...

    async def set_guild_settings(self, settings: GuildSettings) -> None:
        """Keep a server's settings."""
        ...


class Servers:
    """Settings by server, read from the ledger once and kept."""

    def __init__(self, ledger: SettingsBook) -> None:
        self._ledger = ledger
        self._known: dict[int, GuildSettings] = {}
        self._changing = asyncio.Lock()

    async def settings(self, guild: int | None) -> GuildSettings:
        """A server's settings; in direct messages everything is allowed."""
        if guild is None:
            return _NOWHERE
        if guild not in self._known:
            self._known[guild] = await self._ledger.guild_settings(guild)
        return self._known[guild]

    async def change(
        self, guild: int, change: Callable[[GuildSettings], GuildSettings]
    ) -> GuildSettings:
        """Change a server's settings; what they are now. One change waits for the other, so that
        none is lost."""
        async with self._changing:
            changed = change(await self.settings(guild))
            await self._ledger.set_guild_settings(changed)
            self._known[guild] = changed
            return changed
