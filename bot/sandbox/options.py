"""What can be set about a sandbox. The defaults are Discord's numbers."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Time limits in seconds, sizes in bytes."""

    bot_name: str = "Restage"
    ack_limit_s: float = 3.0
    """How long a bot has for its first answer to an interaction."""
    token_limit_s: float = 15 * 60.0
    """How long the token of an interaction lives."""
    heartbeat_s: float = 41.25
    attachment_limit_bytes: int = 10 * MIB
    """Largest file of a person or of the bot."""
    request_limit_bytes: int = 25 * MIB
    """Largest request of the bot, all files together."""
    cdn_limit_bytes: int = 256 * MIB
    """Files are kept up to this sum; then the oldest go."""
    messages_per_channel: int = 200
    interactions_kept: int = 2000

    def __post_init__(self) -> None:
        if self.cdn_limit_bytes < self.attachment_limit_bytes:
            raise ValueError("cdn_limit_bytes must hold at least one attachment")
        if self.messages_per_channel < 1 or self.interactions_kept < 1:
            raise ValueError("at least one message and one interaction must be kept")
