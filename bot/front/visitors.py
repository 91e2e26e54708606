"""Visitors: who asks, and where, as an interaction says it."""

from __future__ import annotations

import discord

from bot.domain.access import Visitor


def visitor_of(interaction: discord.Interaction) -> Visitor:
    """Who asks, and where."""
    channels = {interaction.channel_id or 0}
    parent = getattr(interaction.channel, "parent_id", None)  # threads have one
    if parent is not None:
        channels.add(parent)
    roles = {role.id for role in getattr(interaction.user, "roles", ())}  # members have them
    return Visitor(
        person=interaction.user.id,
        server=interaction.guild_id,
        channels=frozenset(channels),
        roles=frozenset(roles),
        manages=manages_server(interaction),
        moderates=interaction.guild_id is not None and interaction.permissions.manage_messages,
        age_restricted=is_age_restricted(interaction.channel),
        locale=interaction.locale.value,
    )


def manages_server(interaction: discord.Interaction) -> bool:
    """Whether this person may manage the server: by a role, or because it is theirs."""
    if interaction.guild_id is None:
        return False
    allowed = interaction.permissions
    owner = interaction.guild.owner_id if interaction.guild is not None else None
    return allowed.administrator or allowed.manage_guild or owner == interaction.user.id


def is_age_restricted(channel: object) -> bool:
    """Whether the channel, or the one that a thread belongs to, is for adults alone."""
    ask = getattr(channel, "is_nsfw", None)  # direct messages have none
    return bool(ask()) if ask is not None else False
