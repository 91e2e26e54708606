"""Ids that carry their time, as Discord's do, and tokens in the shape of Discord's."""

from __future__ import annotations

import base64
import secrets
import time

EPOCH_MS = 1_420_070_400_000
"""Discord's epoch: the first millisecond of 2015."""


class Snowflakes:
    """Gives ids that are unique and grow with time."""

    def __init__(self) -> None:
        self._last = 0

    def new(self) -> str:
        """An id that is larger than every id before it."""
        now = (int(time.time() * 1000) - EPOCH_MS) << 22
        self._last = max(self._last + 1, now)
        return str(self._last)


def bot_token(bot_id: str) -> str:
    """A bot token in three parts, the first of which names the bot."""
    head = base64.urlsafe_b64encode(bot_id.encode()).decode().rstrip("=")
    return f"{head}.{secrets.token_urlsafe(5)}.{secrets.token_urlsafe(28)}"


def interaction_token() -> str:
    """A token that cannot be guessed; whoever has it may answer the interaction."""
    return secrets.token_urlsafe(96)
