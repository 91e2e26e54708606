"""Messenger: brings a card to the person, by whichever way is open."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

import aiohttp
import discord

from bot.domain.clock import Clock, now_utc
from bot.domain.record import Address
from bot.front.acknowledge import NETWORK_ERRORS
from bot.front.card import Card
from bot.front.search import Search, mark_of, marks_in

log = logging.getLogger(__name__)
T = TypeVar("T")

TOKEN_MARGIN = timedelta(seconds=20)
"""A token that ends within this is not relied on for the last answer."""

TOKEN_LIFE = timedelta(minutes=15)

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


class Unsure(Exception):
    """The message may be there already, and nobody can tell: another one might be its twin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Final:
    """A final answer. `late` stands above it where it is a message of its own; `again`: it may
    have been posted before a restart."""

    card: Card
    late: str
    nonce: str
    again: bool


class Messenger:
    """Knows three ways: the interaction's token, the channel, a direct message.

    Nothing is posted twice. Changes may be repeated as often as it takes; the channel and direct
    messages know a message that is sent again by its nonce; and what is posted by the token is
    looked for in the channel, by its mark, before it is sent again. Where the bot cannot look,
    since the answer is hidden from others, it is not sent again.

    `client` sends; `now` is the clock that tokens expire by.
    """

    def __init__(self, client: discord.Client, *, now: Clock = now_utc) -> None:
        self._client = client
        self._search = Search(client)
        self._now = now

    async def update(self, address: Address, card: Card, *, nonce: str) -> Address:
        """Change the live message, or post it where it is not there yet. `nonce` names what it is
        about, such as a job's id, at every call alike.

        One try. Raises `TokenGone` or `WayClosed` when there is nothing to change any more, and
        what discord.py raises (see `is_passing`) when this change did not get through; a message
        that was to be posted is `unsure` then.
        """
        if self._now() >= address.token_expires:
            raise TokenGone("the token has expired")
        try:
            address = await self._look(address, nonce)
            if address.unsure and address.posts:
                raise WayClosed("whether its message is there cannot be seen")
            return await self._by_token(address, card, nonce)
        except discord.HTTPException as exc:
            if exc.code in _TOKEN_GONE:
                raise TokenGone(exc.text) from exc
            if exc.code == _MESSAGE_GONE:
                raise WayClosed(exc.text) from exc
            raise

    async def insist(self, address: Address, card: Card, *, nonce: str) -> Address:
        """As `update`, with as many tries as a final answer has. Raises `WayClosed`, and what
        discord.py raises where Discord refuses it."""
        return await _persist(lambda: self.update(address, card, nonce=nonce))

    async def sought(self, address: Address, *, nonce: str) -> Address:
        """The address with its message, where that is not known and can be found. Never raises."""
        unknown = address.message is None and (address.part > 0 or self._token_ends(address))
        if not unknown:
            return address
        try:
            return await _persist(lambda: self._look(address, nonce))
        except (WayClosed, discord.HTTPException) as exc:
            log.info("job %s: its message cannot be looked for: %r", nonce, exc)
            return address

    async def shown(self, address: Address, *, nonce: str) -> bool:
        """Whether the answer `nonce` stands where it was to go; False also where nobody can see.
        Never raises."""
        if self._token_ends(address):
            there = await self.sought(replace(address, unsure=True), nonce=nonce)
            return there.message is not None
        try:
            return await _persist(lambda: self._stands_there(address, nonce))
        except (WayClosed, discord.HTTPException) as exc:
            log.info("interaction %s: its answer cannot be looked at: %r", nonce, exc)
            return False

    async def deliver(
        self, address: Address, card: Card, *, late: str, nonce: str, again: bool = False
    ) -> Address | None:
        """Bring the final answer; where it is now, or None when no way is open.

        `late` is put above it where it is a message of its own, with the person's mention;
        `nonce` keeps it from being posted twice, also where it comes `again` after a restart.
        """
        final = _Final(card=card, late=late, nonce=nonce, again=again)
        for way in (self._to_token, self._to_channel, self._to_person):
            try:
                return await way(address, final)
            except WayClosed as exc:
                log.info("job %s: no answer by %s: %s", nonce, way.__name__[4:], exc)
            except Unsure as exc:
                log.warning("job %s: its answer may have arrived: %s", nonce, exc)
                return None
        return None

    async def tidy(self, address: Address, card: Card) -> None:
        """Change a message whose token is gone, as far as the bot may: in servers that it is a
        member of. Nobody waits for this."""
        if address.message is None or address.hidden:
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

    async def _look(self, address: Address, nonce: str) -> Address:
        """Find the message of an address that is unsure; it stays so where the bot cannot look."""
        if not address.unsure or address.message is not None or address.hidden:
            return address
        since = address.token_expires - TOKEN_LIFE
        try:
            found = await self._search.find(
                address.channel, address.guild, mark_of(nonce), since=since
            )
        except (discord.Forbidden, discord.NotFound):
            return address
        return replace(address, message=found, unsure=False)

    async def _stands_there(self, address: Address, nonce: str) -> bool:
        message = await self._webhook(address).fetch_message(
            address.message or "@original"  # type: ignore[arg-type] # as in `_by_token`
        )
        return mark_of(nonce) in marks_in(message)

    def _token_ends(self, address: Address) -> bool:
        return self._now() + TOKEN_MARGIN >= address.token_expires

    # The ways.

    async def _to_token(self, address: Address, final: _Final) -> Address:
        if self._token_ends(address):
            raise WayClosed("the token has expired")
        there = address

        async def attempt() -> Address:
            nonlocal there
            there = await self._look(there, final.nonce)
            if there.unsure and there.posts:
                raise Unsure("the connection broke while it was posted")
            try:
                return await self._by_token(there, final.card, final.nonce)
            except NETWORK_ERRORS as exc:
                if there.posts and may_have_arrived(exc):
                    there = replace(there, unsure=True)
                raise

        try:
            return await _persist(attempt)
        except discord.HTTPException as exc:
            if exc.code == _MESSAGE_GONE and not there.posts:
                anew = replace(there, message=None, part=max(1, there.part))
                return await self._to_token(anew, final)
            raise WayClosed(exc.text) from exc

    async def _by_token(self, address: Address, card: Card, nonce: str) -> Address:
        """Change the message, or "thinking" into it, which may be done twice; or post it."""
        webhook = self._webhook(address)
        view = card.layout(mark=mark_of(nonce))
        if address.posts:
            sent = await webhook.send(
                view=view,
                files=card.uploads(),
                allowed_mentions=discord.AllowedMentions.none(),
                ephemeral=address.private,
                wait=True,
            )
        else:
            sent = await webhook.edit_message(
                # discord.py wants a number, and puts whatever it is given into the path
                address.message or "@original",  # type: ignore[arg-type]
                view=view,
                attachments=card.uploads(),
                allowed_mentions=discord.AllowedMentions.none(),
            )
        return replace(address, message=sent.id, unsure=False)

    def _webhook(self, address: Address) -> discord.Webhook:
        webhook = discord.Webhook.partial(
            address.application, address.interaction_token, client=self._client
        )
        webhook.type = discord.WebhookType.application  # only these may send ephemeral messages
        return webhook

    async def _to_channel(self, address: Address, final: _Final) -> Address:
        if address.hidden:
            raise WayClosed("the answer is private, or the bot a guest")
        channel = self._client.get_partial_messageable(address.channel, guild_id=address.guild)
        return await self._post(channel, address, final)

    async def _to_person(self, address: Address, final: _Final) -> Address:
        try:
            channel = await _persist(lambda: self._client.create_dm(discord.Object(address.user)))
        except discord.HTTPException as exc:
            raise WayClosed(exc.text or repr(exc)) from exc
        there = replace(
            address, channel=channel.id, guild=None, message=None, private=False, guest=False
        )
        return await self._post(channel, there, final)

    async def _post(
        self, channel: discord.abc.Messageable, address: Address, final: _Final
    ) -> Address:
        """A message of its own, in reply to the one before, which pings nobody but the person."""
        mark = mark_of(f"late {final.nonce}")
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

        async def send() -> int:
            if final.again and (before := await self._posted_before(address, mark)) is not None:
                return before
            view, files = final.card.layout(final.late, mark), final.card.uploads()
            nonce = final.nonce[:25]
            if reference is None:
                sent = await channel.send(
                    view=view, files=files, allowed_mentions=mentions, nonce=nonce
                )
            else:
                sent = await channel.send(
                    view=view,
                    files=files,
                    allowed_mentions=mentions,
                    nonce=nonce,
                    reference=reference,
                )
            return sent.id

        try:
            message = await _persist(send)
        except discord.HTTPException as exc:
            raise WayClosed(exc.text or repr(exc)) from exc
        return replace(address, message=message, unsure=False)

    async def _posted_before(self, address: Address, mark: int) -> int | None:
        """Discord forgets nonces within minutes, so after a restart the channel is looked through,
        where the bot may."""
        since = address.token_expires - TOKEN_LIFE
        try:
            return await self._search.find(address.channel, address.guild, mark, since=since)
        except (discord.Forbidden, discord.NotFound):
            return None


def may_have_arrived(error: BaseException) -> bool:
    """Whether a request that failed so may have taken effect, and only its answer was lost."""
    if isinstance(error, discord.HTTPException):
        return error.status >= 500
    return not isinstance(error, aiohttp.ClientConnectorError)


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
