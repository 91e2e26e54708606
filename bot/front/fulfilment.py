"""Fulfilment: turns errands into jobs, now or after a restart."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace

import discord

from bot.domain.access import Visitor
from bot.domain.clock import now_utc
from bot.domain.errand import Change, Errand, Finish, NewEdits, Upload
from bot.domain.errors import BotError, UsageError
from bot.domain.job import Output
from bot.domain.record import Address
from bot.front.apology import Apology
from bot.front.attachments import AttachmentFetcher
from bot.front.conversation import Conversations
from bot.front.finish_work import FinishWork
from bot.front.live_cards import LiveCards
from bot.front.messenger import Messenger, WayClosed
from bot.front.servers import Servers
from bot.services.admission import Admission
from bot.services.engine_choice import EngineChoice
from bot.services.errands import Errands
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

Settle = Callable[[], None]
"""Called for each photo once it is in the ledger, or never will be."""


class Fulfilment:
    """Fetches photos and queues their edits, each photo of each errand once."""

    def __init__(
        self,
        *,
        jobs: RecordedJobs,
        servers: Servers,
        fetcher: AttachmentFetcher,
        admission: Admission,
        output: Output,
        conversations: Conversations,
        messenger: Messenger,
        finish_work: FinishWork,
        live_cards: LiveCards,
        apology: Apology,
        errands: Errands,
    ) -> None:
        self._jobs = jobs
        self._servers = servers
        self._fetcher = fetcher
        self._admission = admission
        self._output = output
        self._conversations = conversations
        self._messenger = messenger
        self._finish_work = finish_work
        self._live_cards = live_cards
        self._apology = apology
        self._errands = errands
        self._at_hand = asyncio.Semaphore(AT_HAND)

    async def carry_out(self, errand: Errand, *, settle: Settle = lambda: None) -> None:
        """Do what an errand asks for. Raises `BotError`."""
        match errand.work:
            case NewEdits():
                await self._edit(errand, errand.work, settle)
            case Change():
                await self._change(errand, errand.work)
            case Finish():
                await self._finish_work.carry_out(errand, errand.work)
            case None:
                raise UsageError(
                    "interrupted",
                    "Restage was restarted before it could answer; please send the command again.",
                )

    async def left(self) -> list[Errand]:
        """What the last run took and left undone. To be asked before anything new can come."""
        return await self._errands.left()

    async def resume(self, left: Sequence[Errand]) -> None:
        """Do what the last run left undone, all at once; what cannot be done is told."""
        await asyncio.gather(*(self._resume(errand) for errand in left))

    async def _resume(self, errand: Errand) -> None:
        log.info("interaction %s is taken up again after a restart", errand.interaction)
        address = replace(errand.address, unsure=not errand.address.hidden)
        try:
            async with self._admission.resumed(errand) as hold:
                if not await self._answered(errand):
                    await self.carry_out(replace(errand, address=address), settle=hold.settle)
        except Exception as exc:  # noqa: BLE001 -- the border where errors become replies
            await self._apology.send(address, exc, about=str(errand.interaction))
        await self._errands.close(errand.interaction)

    async def _answered(self, errand: Errand) -> bool:
        """Whether the person has, or may have, the answer already. Jobs know that by themselves:
        for each photo there is one."""
        if isinstance(errand.work, NewEdits | Change):
            return False
        if await self._messenger.shown(errand.address, nonce=str(errand.interaction)):
            return True
        if errand.address.unsure:
            log.warning("interaction %s: its answer may have arrived", errand.interaction)
        return errand.address.unsure and errand.address.token_expires <= now_utc()

    async def _change(self, errand: Errand, change: Change) -> None:
        if await self._jobs.accepted(errand.interaction, 0):
            return
        choice = await self._engine(errand.visitor) if change.choose_engine else None
        async with self._at_hand:
            live = await self._jobs.again(
                change.job_id,
                interaction=errand.interaction,
                address=errand.address,
                seed=change.seed,
                request=change.request,
                picture=change.picture,
                choice=choice,
                notices=change.notices,
            )
        self._begin(live)

    async def _edit(self, errand: Errand, work: NewEdits, settle: Settle) -> None:
        """Every photo has a message of its own, and one that cannot be edited stops no other."""
        choice = await self._engine(errand.visitor)

        async def take(there: Address) -> None:
            try:
                await self._take(errand, work, choice, there)
            finally:
                settle()

        if len(work.photos) == 1:
            await take(errand.address)
            return
        first = await self._take_first_place(errand, parts=len(work.photos))
        places = self._places(errand, first, parts=len(work.photos))
        await asyncio.gather(*(self._or_tell(take(there), there, errand) for there in places))

    async def _take(
        self, errand: Errand, work: NewEdits, choice: EngineChoice, there: Address
    ) -> None:
        """The job of one photo, unless there is one already."""
        if await self._jobs.accepted(errand.interaction, there.part):
            return
        async with self._at_hand:
            order = Order(
                owner=str(there.user),
                source=await self._fetch(work.photos[there.part], work.mask),
                request=work.request,
                choice=choice,
                seed=work.seed,
                output=self._output,
            )
            live = await self._jobs.submit(
                order, interaction=errand.interaction, address=there, part=there.part
            )
        self._begin(live)

    async def _take_first_place(self, errand: Errand, *, parts: int) -> Address:
        """Put something in the place of "thinking", which Discord would else give to the message
        of whichever photo comes first. Where that fails, nothing is answered by the token."""
        address = replace(errand.address, parts=parts)
        if await self._jobs.accepted(errand.interaction, 0):  # it has that place already
            return address
        card = self._live_cards.accepted(address.locale)
        try:
            return await self._messenger.insist(address, card, nonce=str(errand.interaction))
        except (WayClosed, discord.HTTPException) as exc:
            log.info("the first of several messages could not be shown: %r", exc)
            return replace(address, token_expires=errand.asked_at)

    def _places(self, errand: Errand, first: Address, *, parts: int) -> list[Address]:
        """Where each photo is answered. An app that only the person has installed may send few
        messages; what is over comes directly."""
        anew = replace(first, message=None, unsure=errand.address.unsure)
        others = [replace(anew, part=part) for part in range(1, parts)]
        most = FOLLOW_UPS if errand.few_answers else parts
        over = [replace(there, token_expires=errand.asked_at) for there in others[most:]]
        return [first, *others[:most], *over]

    async def _or_tell(
        self, work: Coroutine[object, object, None], there: Address, errand: Errand
    ) -> None:
        try:
            await work
        except BotError as exc:
            await self._apology.send(there, exc, about=f"{errand.interaction}.{there.part}")

    async def _engine(self, visitor: Visitor) -> EngineChoice:
        return await self._admission.engine(await self._servers.settings(visitor.server), visitor)

    async def _fetch(self, photo: Upload, mask: Upload | None) -> Source:
        data = await self._fetcher.fetch(photo.url, claimed_bytes=photo.size_bytes)
        if mask is None:
            return Source(name=photo.name, data=data)
        painted = await self._fetcher.fetch(mask.url, claimed_bytes=mask.size_bytes)
        return Source(name=photo.name, data=data, mask_name=mask.name, mask_data=painted)

    def _begin(self, live: object) -> None:
        if isinstance(live, Live):
            self._conversations.follow(live)
