"""The first answer to an interaction, and what is known of it from then on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

import aiohttp
import discord

from bot.domain.record import Address
from bot.front.card import Card

log = logging.getLogger(__name__)
T = TypeVar("T")

ACK_LIMIT_S = 4.0
"""Discord gives three seconds; an answer that hangs longer will not come."""

PATIENCE_S = 1.5
"""How long an answer may take to come without "thinking" before it."""

ACK_TRIES = 3

_TAKEN_BEFORE = {40060, 10008}
"""What a second try is told where the first was taken: answered already; the message is gone."""

NETWORK_ERRORS = (aiohttp.ClientError, OSError, TimeoutError)
"""What a broken connection raises. discord.py repeats a request after a reset only for the error
numbers of macOS and Windows, and none of these is a `discord.HTTPException`."""


async def acknowledge(interaction: discord.Interaction, *, private: bool) -> Address:
    """Show "thinking", and say where the answer goes.

    Never raises: whether or not Discord took it, the person has asked. Where it was taken already
    (40060), or its answer was lost, the message is there but not known; where it was late (10062),
    the token is void. The answer finds its way all the same.
    """
    address = address_of(interaction, private=private)
    try:
        taken = await _defer(interaction, private=private, thinking=True)
    except discord.NotFound:
        return replace(address, token_expires=interaction.created_at)
    except (discord.HTTPException, discord.InteractionResponded, *NETWORK_ERRORS):
        return address
    return replace(address, message=taken.message_id if taken is not None else None)


async def acknowledge_quietly(interaction: discord.Interaction) -> None:
    """Take a press without showing anything. Never raises."""
    try:
        await _defer(interaction, private=False, thinking=False)
    except (discord.HTTPException, discord.InteractionResponded, *NETWORK_ERRORS):
        return  # the press counts all the same


async def answer_at_once(
    interaction: discord.Interaction, attempt: Callable[[], Awaitable[T]]
) -> T | None:
    """Answer with a form, a message or a changed one, and do it anew where the connection broke.

    None where it then shows that Discord had taken it. Raises what the last try does.
    """
    for number in range(1, ACK_TRIES + 1):
        try:
            return await attempt()
        except (aiohttp.ClientError, OSError) as exc:
            if number == ACK_TRIES:
                raise
            log.warning("interaction %s: answered anew: %r", interaction.id, exc)
        except discord.HTTPException as exc:
            if number == 1 or exc.code not in _TAKEN_BEFORE:
                raise
            return None
    raise AssertionError("the last try returns or raises")


async def show_form(interaction: discord.Interaction, form: discord.ui.Modal) -> None:
    """Answer with a form. Raises what discord.py does."""
    await answer_at_once(interaction, lambda: interaction.response.send_modal(form))


async def tell(interaction: discord.Interaction, card: Card) -> None:
    """Answer with a message that only the person sees. Raises what discord.py does."""
    await answer_at_once(
        interaction,
        lambda: interaction.response.send_message(view=card.layout(), ephemeral=True),
    )


async def tell_soon(interaction: discord.Interaction, coming: Awaitable[Card]) -> None:
    """As `tell`, with "thinking" in its place where the card is long in coming. Raises what
    `coming` does, too."""
    card = asyncio.ensure_future(coming)
    _, late = await asyncio.wait({card}, timeout=PATIENCE_S)
    if not late:
        await tell(interaction, await card)
        return
    await acknowledge(interaction, private=True)
    await interaction.edit_original_response(view=(await card).layout())


async def replace_pressed(interaction: discord.Interaction, card: Card) -> None:
    """Answer a press with another content of the message that it was made on. Raises what
    discord.py does."""
    await answer_at_once(
        interaction,
        lambda: interaction.response.edit_message(view=card.layout(), attachments=[]),
    )


async def offer_nothing(interaction: discord.Interaction) -> None:
    """Answer somebody who types with no choices. Never raises."""
    try:
        await answer_at_once(interaction, lambda: interaction.response.autocomplete([]))
    except (discord.HTTPException, discord.InteractionResponded, *NETWORK_ERRORS) as exc:
        log.info("interaction %s: no choices were not told: %r", interaction.id, exc)


async def _defer(
    interaction: discord.Interaction, *, private: bool, thinking: bool
) -> discord.InteractionCallbackResponse[discord.Client] | None:
    """Defer, in the time that there is. Raises what the last try does."""
    try:
        async with asyncio.timeout(ACK_LIMIT_S):
            return await answer_at_once(
                interaction,
                lambda: interaction.response.defer(ephemeral=private, thinking=thinking),
            )
    except (discord.HTTPException, discord.InteractionResponded, *NETWORK_ERRORS) as exc:
        log.warning("interaction %s: acknowledging failed: %r", interaction.id, exc)
        raise


def address_of(interaction: discord.Interaction, *, private: bool) -> Address:
    """Where an interaction is answered.

    On a server that the bot is no member of, because a person brought it along, it cannot write to
    the channel: what comes late goes to that person directly.
    """
    guest = interaction.guild_id is not None and not interaction.is_guild_integration()
    return Address(
        user=interaction.user.id,
        channel=interaction.channel_id or 0,
        guild=interaction.guild_id,
        locale=interaction.locale.value,
        application=interaction.application_id,
        interaction_token=interaction.token,
        token_expires=interaction.expires_at,
        private=private,
        guest=guest,
        size_limit_bytes=interaction.filesize_limit,
    )
