"""Search: finds a message of ours again whose posting was not confirmed."""

from __future__ import annotations

import hashlib
from datetime import datetime

import discord

MARK_BITS = 30
"""Discord numbers components with 32-bit integers, from 1 where they have no number."""

_LOOK_BACK = 300
"""Messages of a channel that are looked through, the newest first."""


def mark_of(about: str) -> int:
    """The number in a message about that, 2**30 to 2**31 - 1: the same at every try, and after a
    restart."""
    digest = hashlib.sha256(about.encode()).digest()
    return 1 << MARK_BITS | int.from_bytes(digest[:4], "big") >> (32 - MARK_BITS)


def marks_in(message: discord.Message) -> set[int | None]:
    """The numbers that may be marks."""
    return {getattr(component, "id", None) for component in message.components}


class Search:
    """Looks through the channels that `client` may read."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def find(
        self, channel: int, guild: int | None, mark: int, *, since: datetime
    ) -> int | None:
        """The message with that mark, posted after `since`; None where there is none. Raises
        `discord.HTTPException`, such as `Forbidden`, and what a broken connection raises."""
        me = self._client.user
        place = self._client.get_partial_messageable(channel, guild_id=guild)
        async for message in place.history(after=since, limit=_LOOK_BACK, oldest_first=False):
            if me is not None and message.author.id == me.id and mark in marks_in(message):
                return message.id
        return None
