"""Messenger: brings a card to the person, by whichever way is open."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import discord

from bot.domain.clock import Clock, now_utc
from bot.domain.record import Address
from bot.front.acknowledge import NETWORK_ERRORS
from bot.front.card import Card

log = logging.getLogger(__name__)
T = TypeVar("T")

TOKEN_MARGIN = timedelta(seconds=20)
"""A token that ends within this is not relied on for the last answer."""

TRIES = 5
FIRST_PAUSE_S = 1.0

_TOKEN_GONE = {10015, 10062, 50027, 40094}
"""Unknown webhook, unknown interaction, invalid webhook token, and the five follow-ups that an app
installed by the person alone may send."""

_MESSAGE_GONE = 10008


class WayClosed(Exception):
    """This way does not lead to the person, or not any more."""


class TokenGone(WayClosed):
    """The interaction's token is not valid any more."""


class Messenger:
    """Knows three ways: the interaction's token, the channel, a direct message.

    `client` sends; `now` is the clock that tokens expire by.
    """

    def __init__(self, client: discord.Client, *, now: Clock = now_utc) -> None:
        self._client = client
        self._now = now

    async def update(self, address: Address, card: Card) -> Address:
        """Change the live message, or post it where it is not there yet.

        One try. Raises `TokenGone` or `WayClosed` when there is nothing to change any more, and
        what discord.py raises (see `is_passing`) when this change did not get through.
        """
        if self._now() >= address.token_expires:
            raise TokenGone("the token has expired")
        try:
            return await self._by_token(address, card)
        except discord.HTTPException as exc:
            if exc.code in _TOKEN_GONE:
                raise TokenGone(exc.text) from exc
            if exc.code == _MESSAGE_GONE:
                raise WayClosed(exc.text) from exc
            raise

    async def deliver(
        self, address: Address, card: Card, *, late: str, nonce: str
    ) -> Address | None:
        """Bring the final answer; where it is now, or None when no way is open.

        `late` is put above it where it is a message of its own, with the person's mention;
        `nonce` keeps Discord from posting it twice.
        """
        for way in (self._to_token, self._to_channel, self._to_person):
            try:
                return await way(address, card, late, nonce)
            except WayClosed as exc:
                log.info("job %s: no answer by %s: %s", nonce, way.__name__[4:], exc)
        return None

    async def tidy(self, address: Address, card: Card) -> None:
        """Change a message whose token is gone, as far as the bot may: in servers that it is a
        member of. Nobody waits for this."""
        if address.message is None:
            return
        channel = self._client.get_partial_messageable(address.channel, guild_id=address.guild)
        try:
            await channel.get_partial_message(address.message).edit(
                view=card.layout(),
                attachments=[],
                allowed_mentions=discord.AllowedMentions.none(),
            )
        except (discord.HTTPException, *NETWORK_ERRORS) as exc:
            log.info("message %s stays as it is: %r", address.message, exc)

    # The ways.

    async def _to_token(self, address: Address, card: Card, late: str, nonce: str) -> Address:
        if self._now() + TOKEN_MARGIN >= address.token_expires:
            raise WayClosed("the token has expired")
        try:
            return await _persist(lambda: self._by_token(address, card))
        except discord.HTTPException as exc:
            if exc.code == _MESSAGE_GONE and address.message is not None:
                return await self._to_token(replace(address, message=None), card, late, nonce)
            raise WayClosed(exc.text) from exc

    async def _by_token(self, address: Address, card: Card) -> Address:
        """Edit the message; without one, post it, which takes the place of "thinking"."""
        webhook = discord.Webhook.partial(
            address.application, address.interaction_token, client=self._client
        )
        if address.message is not None:
            await webhook.edit_message(
                address.message,
                view=card.layout(),
                attachments=card.uploads(),
                allowed_mentions=discord.AllowedMentions.none(),
            )
            return address
        sent = await webhook.send(
            view=card.layout(),
            files=card.uploads(),
            allowed_mentions=discord.AllowedMentions.none(),
            wait=True,
        )
        return replace(address, message=sent.id)

    async def _to_channel(self, address: Address, card: Card, late: str, nonce: str) -> Address:
        if address.private:
            raise WayClosed("the answer is private")
        channel = self._client.get_partial_messageable(address.channel, guild_id=address.guild)
        return await self._post(channel, address, card, late, nonce)

    async def _to_person(self, address: Address, card: Card, late: str, nonce: str) -> Address:
        try:
            channel = await _persist(lambda: self._client.create_dm(discord.Object(address.user)))
        except discord.HTTPException as exc:
            raise WayClosed(exc.text or repr(exc)) from exc
        there = replace(address, channel=channel.id, guild=None, message=None, private=False)
        return await self._post(channel, there, card, late, nonce)

    async def _post(
        self,
        channel: discord.abc.Messageable,
        address: Address,
        card: Card,
        late: str,
        nonce: str,
    ) -> Address:
        """A message of its own, in reply to the one before, which pings nobody but the person."""
        reference = None
        if address.message is not None:
            reference = discord.MessageReference(
                message_id=address.message, channel_id=address.channel, fail_if_not_exists=False
            )
        mentions = discord.AllowedMentions(
            everyone=False,
            roles=False,
            users=[discord.Object(address.user)],
            replied_user=False,
        )

        async def send() -> discord.Message:
            view, files = card.layout(late), card.uploads()
            if reference is None:
                return await channel.send(
                    view=view, files=files, allowed_mentions=mentions, nonce=nonce[:25]
                )
            return await channel.send(
                view=view,
                files=files,
                allowed_mentions=mentions,
                nonce=nonce[:25],
                reference=reference,
            )

        try:
            sent = await _persist(send)
        except discord.HTTPException as exc:
            raise WayClosed(exc.text or repr(exc)) from exc
        return replace(address, message=sent.id)


def is_passing(error: BaseException) -> bool:
    """Whether the same request may well succeed a little later."""
    if isinstance(error, discord.HTTPException):
        return error.status == 429 or error.status >= 500
    return isinstance(error, NETWORK_ERRORS)


async def _persist(attempt: Callable[[], Awaitable[T]]) -> T:
    """Try until it succeeds or cannot. Raises `discord.HTTPException`, or `WayClosed` where the
    network stays broken."""
    for number in range(TRIES):
        try:
            return await attempt()
        except (discord.HTTPException, *NETWORK_ERRORS) as exc:
            if isinstance(exc, discord.HTTPException) and not is_passing(exc):
                raise
            if number == TRIES - 1:
                raise WayClosed(repr(exc)) from exc
            log.info("sending failed, tried again: %r", exc)
            await asyncio.sleep(FIRST_PAUSE_S * 2**number)
    raise AssertionError("the last try returns or raises")
