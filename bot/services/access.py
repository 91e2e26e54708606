"""Access: who may use Restage, and where."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.domain.errors import UsageError
from bot.domain.record import GuildSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody who asks, by ids: the channel with the one above it where it is a thread, and the
    roles. `manages` is true for those who may manage the server."""

    channels: frozenset[int]
    roles: frozenset[int]
    manages: bool


def check_access(settings: GuildSettings, visitor: Visitor) -> None:
    """Raise `UsageError` where a server's settings do not let this person edit here. Those who
    manage the server may do so everywhere."""
    if visitor.manages:
        return
    if settings.channels and not visitor.channels & set(settings.channels):
        raise UsageError(
            "channel_not_allowed",
            f"Restage is not used in this channel; please go to {_named('#', settings.channels)}.",
        )
    if settings.roles and not visitor.roles & set(settings.roles):
        raise UsageError(
            "role_not_allowed",
            f"On this server Restage is for {_named('@&', settings.roles)}; please ask those who "
            "manage it.",
        )


def _named(kind: str, ids: Collection[int]) -> str:
    """Channels or roles as Discord shows them by name."""
    return ", ".join(f"<{kind}{each}>" for each in sorted(ids)[:5])
