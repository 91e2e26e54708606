"""The first answer to an interaction, and what is known of it from then on."""

from __future__ import annotations

import asyncio
import logging

import aiohttp
import discord

from bot.domain.record import Address

log = logging.getLogger(__name__)

ACK_LIMIT_S = 4.0
"""Discord gives three seconds; an answer that hangs longer will not come."""

NETWORK_ERRORS = (aiohttp.ClientError, OSError, TimeoutError)
"""What a broken connection raises. discord.py repeats a request after a reset only for the error
numbers of macOS and Windows, and none of these is a `discord.HTTPException`."""


async def acknowledge(interaction: discord.Interaction, *, private: bool) -> Address:
    """Show "thinking", and say where the answer goes.

    Never raises: whether or not Discord took it, the person has asked. Where it was late (10062),
    taken already (40060) or lost, the answer finds its way all the same.
    """
    message: int | None = None
    try:
        async with asyncio.timeout(ACK_LIMIT_S):
            taken = await interaction.response.defer(ephemeral=private, thinking=True)
        message = taken.message_id if taken is not None else None
    except (discord.HTTPException, discord.InteractionResponded, *NETWORK_ERRORS) as exc:
        log.warning("interaction %s: acknowledging failed: %r", interaction.id, exc)
    return address_of(interaction, private=private, message=message)


async def acknowledge_quietly(interaction: discord.Interaction) -> None:
    """Take a press without showing anything. Never raises."""
    try:
        async with asyncio.timeout(ACK_LIMIT_S):
            await interaction.response.defer()
    except (discord.HTTPException, discord.InteractionResponded, *NETWORK_ERRORS) as exc:
        log.warning("interaction %s: acknowledging failed: %r", interaction.id, exc)


def address_of(
    interaction: discord.Interaction, *, private: bool, message: int | None = None
) -> Address:
    """Where an interaction is answered."""
    return Address(
        user=interaction.user.id,
        channel=interaction.channel_id or 0,
        guild=interaction.guild_id,
        locale=interaction.locale.value,
        application=interaction.application_id,
        interaction_token=interaction.token,
        token_expires=interaction.expires_at,
        message=message,
        private=private,
        size_limit_bytes=interaction.filesize_limit,
    )
