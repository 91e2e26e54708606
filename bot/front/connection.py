"""The connection to Discord, whatever is served over it."""

from __future__ import annotations

import aiohttp
import discord

from bot.domain.errors import BotError, ConfigError
from bot.front.acknowledge import NETWORK_ERRORS

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
"""Servers with their channels, so that threads are known, and messages, so that questions are
heard. Nothing privileged: Discord shows us only the text of what mentions us and is for us."""


class Connection(discord.Client):
    """A client that keeps little in memory. `trace` hears of its requests."""

    def __init__(self, trace: aiohttp.TraceConfig | None = None) -> None:
        voice = discord.VoiceClient  # this bot never speaks, so nothing is missing for that
        voice.warn_nacl = voice.warn_dave = False
        super().__init__(
            intents=INTENTS,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            http_trace=trace or aiohttp.TraceConfig(),
        )

    async def run_until_closed(self, token: str) -> None:
        """Connect, and stay connected through whatever the network does. Raises `ConfigError`
        where Discord does not let the bot in, and `BotError` where it cannot be reached."""
        try:
            await self.start(token)
        except discord.LoginFailure as exc:
            raise ConfigError(
                "token_refused",
                "Discord does not know this token; copy it again from discord.com/developers.",
                repr(exc),
            ) from exc
        except NETWORK_ERRORS as exc:
            raise BotError(
                "discord_unreachable",
                "Discord cannot be reached; check the network, then start the bot again.",
                repr(exc),
            ) from exc
