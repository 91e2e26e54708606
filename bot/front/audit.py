"""The audit log: one line for each thing that somebody was refused by a rule."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

import discord

from bot.domain.errors import Refusal
from bot.domain.record import Address

log = logging.getLogger("bot.audit")
"""A logger of its own, so that an operator can send these lines elsewhere."""


def refused(interaction: discord.Interaction, error: BaseException) -> None:
    """Write down who was refused what, where and by which rule, if `error` is a refusal."""
    if isinstance(error, Refusal):
        _write(
            error,
            person=interaction.user.id,
            server=interaction.guild_id,
            channel=interaction.channel_id,
            what=_what(interaction),
        )


def refused_later(address: Address, error: BaseException, what: str) -> None:
    """The same, for what was acknowledged before it was refused."""
    if isinstance(error, Refusal):
        _write(error, person=address.user, server=address.guild, channel=address.channel, what=what)


def unanswered(message: discord.Message, error: Refusal) -> None:
    """The same, for a question in a plain message, which is passed over in silence."""
    _write(
        error,
        person=message.author.id,
        server=message.guild.id if message.guild is not None else None,
        channel=message.channel.id,
        what="mention" if message.guild is not None else "direct message",
    )


def _write(error: Refusal, **facts: object) -> None:
    """The line is JSON, so that no text of a person's can pass for another line."""
    line = {"refused": error.code, **facts}
    if error.detail:
        line["detail"] = error.detail
    log.warning("%s", json.dumps(line))


def _what(interaction: discord.Interaction) -> str:
    """The command, the button or the form. Never the interaction's token."""
    data: Mapping[str, Any] = interaction.data or {}  # as Discord sends it
    return str(data.get("name") or data.get("custom_id") or "")
