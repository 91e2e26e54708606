"""The desk: takes an order from an interaction, from acknowledgement to queue."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import get_args

import discord

from bot.domain.access import Visitor
from bot.domain.catalog import Catalog, EditRequest, check_request
from bot.domain.errors import BotError
from bot.domain.job import Output
from bot.domain.record import Address, GuildSettings
from bot.front.acknowledge import acknowledge
from bot.front.apology import Apology
from bot.front.attachments import AttachmentFetcher
from bot.front.conversation import Conversations
from bot.front.live_cards import LiveCards
from bot.front.messenger import Messenger, WayClosed
from bot.front.servers import Servers
from bot.front.visitors import visitor_of
from bot.services.admission import Admission
from bot.services.engine_choice import Asked, EngineChoice
from bot.services.jobs import Order, Source
from bot.services.live import Live
from bot.services.recorded import RecordedJobs

log = logging.getLogger(__name__)

FOLLOW_UPS = 5
"""Messages beside the first one that Discord takes for an interaction of an app which the person
alone has installed."""


AT_HAND = 6
"""Photos on their way from Discord to the queue at a time: each is a file of up to 25 MiB and,
while it is read, pixels. A thousand commands at once take no more memory than these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that a person attached, where Discord keeps it. `size_bytes` is what it says."""

    name: str
    url: str
    size_bytes: int


def upload_of(attachment: discord.Attachment) -> Upload:
    """The file of a slash command's option or of a message."""
    return Upload(name=attachment.filename, url=attachment.url, size_bytes=attachment.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An edit that was made before, asked for again: with other words, dials or seed, or, where
    `picture` is given, with that result as its photo. Without a `seed` it is a new one; without a
    `request` all else stays as it was, engine and model too."""

    job_id: str
    request: EditRequest | None = None
    seed: int | None = None
    picture: int | None = None
    choose_engine: bool = False


class Desk:
    """Admits what people ask for. Answers first, then works."""

    def __init__(
        self,
        *,
        catalog: Catalog,
        jobs: RecordedJobs,
        servers: Servers,
        fetcher: AttachmentFetcher,
        admission: Admission,
        output: Output,
        conversations: Conversations,
        messenger: Messenger,
        live_cards: LiveCards,
        apology: Apology,
    ) -> None:
        self._catalog = catalog
        self._jobs = jobs
        self._servers = servers
        self._fetcher = fetcher
        self._admission = admission
        self._output = output
        self._conversations = conversations
        self._messenger = messenger
        self._live_cards = live_cards
        self._apology = apology
        self._at_hand = asyncio.Semaphore(AT_HAND)

    async def settings(self, interaction: discord.Interaction) -> GuildSettings:
        """The settings that hold where somebody asks."""
        return await self._servers.settings(interaction.guild_id)

    async def edit(
        self,
        interaction: discord.Interaction,
        request: EditRequest,
        photos: Sequence[Upload],
        mask: Upload | None = None,
    ) -> None:
        """Edit each photo with the same settings. Raises `BotError`."""
        settings, visitor = await self.settings(interaction), visitor_of(interaction)
        request = self.complete(request, settings)
        self._admission.check_request(request, visitor)
        async with self._admission.room(request, visitor, photos=len(photos)) as room:
            address = await acknowledge(interaction, private=settings.private)
            choice = await self._engine(settings, visitor)
            seed = new_seed()
            if len(photos) > 1:
                first = replace(address, parts=len(photos))
                address = await self._take_first_place(first, interaction)

            async def take(part: int, photo: Upload, there: Address) -> None:
                try:
                    async with self._at_hand:
                        order = Order(
                            owner=str(there.user),
                            source=await self._fetch(photo, mask),
                            request=request,
                            choice=choice,
                            seed=seed,
                            output=self._output,
                        )
                        live = await self._jobs.submit(
                            order, interaction=interaction.id, address=there, part=part
                        )
                finally:
                    room.settle()
                self._begin(live)

            if len(photos) == 1:
                await take(0, photos[0], address)
                return
            await self._take_each(photos, address, take, interaction)

    async def change(self, interaction: discord.Interaction, change: Change) -> None:
        """Make an earlier edit again, changed. Raises `BotError`."""
        settings, visitor = await self.settings(interaction), visitor_of(interaction)
        before = await self._jobs.record(change.job_id)
        request = change.request
        if request is not None:
            request = self.complete(request, settings)
        asked = request or before.request
        self._admission.check_request(asked, visitor)
        if not change.choose_engine:
            self._admission.check_repeat(before, visitor)
        async with self._admission.room(asked, visitor):
            address = await acknowledge(interaction, private=settings.private)
            choice = await self._engine(settings, visitor) if change.choose_engine else None
            async with self._at_hand:
                live = await self._jobs.again(
                    change.job_id,
                    interaction=interaction.id,
                    address=address,
                    seed=change.seed if change.seed is not None else new_seed(),
                    request=request,
                    picture=change.picture,
                    choice=choice,
                )
        self._begin(live)

    async def _engine(self, settings: GuildSettings, visitor: Visitor) -> EngineChoice:
        asked = settings.engine
        known = next((name for name in get_args(Asked) if name == asked), None)
        return await self._admission.engine(known, visitor)

    def complete(self, request: EditRequest, settings: GuildSettings) -> EditRequest:
        """The request with the server's usual preset, checked. Raises `UsageError`.

        Own words without a preset are left alone: the studio engine takes the preset from them.
        """
        usual = settings.presets.get(request.command)
        if usual in self._catalog.presets[request.command] and not (
            request.preset or request.prompt
        ):
            request = replace(request, preset=usual)
        self._catalog.preset(request.command, request.preset)
        check_request(request, self._catalog.commands[request.command])
        return request

    def _begin(self, live: object) -> None:
        if isinstance(live, Live):
            self._conversations.follow(live)

    async def _take_first_place(
        self, address: Address, interaction: discord.Interaction
    ) -> Address:
        """Put something in the place of "thinking", which Discord would else give to the message
        of whichever photo comes first. Where that fails, nothing is answered by the token."""
        card = self._live_cards.accepted(address.locale)
        try:
            return await self._messenger.insist(address, card, nonce=str(interaction.id))
        except (WayClosed, discord.HTTPException) as exc:
            log.info("the first of several messages could not be shown: %r", exc)
            return replace(address, token_expires=interaction.created_at)

    async def _take_each(
        self,
        photos: Sequence[Upload],
        address: Address,
        take: Callable[[int, Upload, Address], Awaitable[None]],
        interaction: discord.Interaction,
    ) -> None:
        """Every photo has a message of its own, and one that cannot be edited stops no other.

        An app that only the person has installed may send few messages; what is over comes
        directly.
        """
        few = not interaction.is_guild_integration()
        follow_ups = FOLLOW_UPS if few else len(photos)
        asked_at = interaction.created_at

        async def one(part: int, photo: Upload) -> None:
            there = address if part == 0 else replace(address, message=None, part=part)
            if part > follow_ups:
                there = replace(there, token_expires=asked_at)
            try:
                await take(part, photo, there)
            except BotError as exc:
                await self._apology.send(there, exc, about=f"{interaction.id}.{part}")

        await asyncio.gather(*(one(part, photo) for part, photo in enumerate(photos)))

    async def _fetch(self, photo: Upload, mask: Upload | None) -> Source:
        data = await self._fetcher.fetch(photo.url, claimed_bytes=photo.size_bytes)
        if mask is None:
            return Source(name=photo.name, data=data)
        painted = await self._fetcher.fetch(mask.url, claimed_bytes=mask.size_bytes)
        return Source(name=photo.name, data=data, mask_name=mask.name, mask_data=painted)


def new_seed() -> int:
    """A seed that nobody asked for."""
    return secrets.randbelow(2**32)
