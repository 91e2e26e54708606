"""Finishing work: sets text or exports for an errand, and brings what came of it, now or after a
restart."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

from bot.domain.errand import Errand, Finish, Upload
from bot.domain.finishing import FinishSource
from bot.domain.overlay import Overlay
from bot.domain.record import Address
from bot.domain.texts import Texts
from bot.front.attachments import AttachmentFetcher
from bot.front.card import Card
from bot.front.finish_cards import FinishCards
from bot.front.finish_presses import FinishPress, FinishVerb
from bot.front.fitting import fit_gallery
from bot.front.pictures import REQUEST_LIMIT_BYTES
from bot.front.posts import Posts
from bot.front.turns import Turns
from bot.front.voice import Voice
from bot.services.errands import Errands
from bot.services.finishing import Base, Finishing, Person

AT_HAND, OF_EACH = 4, 2
"""Pictures fetched and finished at a time, in all and of one person: each may be a file of 25 MiB.
"""

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


class FinishWork:
    """Does what an errand of finishing asks for. What is done twice shows the same: a picture with
    text has its id from the errand, and changing a message changes nothing the second time."""

    def __init__(
        self,
        *,
        texts: Texts,
        finishing: Finishing,
        fetcher: AttachmentFetcher,
        posts: Posts,
        errands: Errands,
    ) -> None:
        self._texts = texts
        self._finishing = finishing
        self._fetcher = fetcher
        self._posts = posts
        self._errands = errands
        self._cards = FinishCards(texts)
        self._at_hand = Turns(in_all=AT_HAND, each=OF_EACH)

    async def carry_out(self, errand: Errand, work: Finish) -> None:
        """Wait for the person's turn, finish the picture and bring it. Raises `BotError`."""
        async with self._at_hand.turn(errand.address.user):
            base = await self._base(work)
            if work.overlay is not None:
                card = await self._with_text(errand.address, base, work.overlay, work.new_id)
            else:
                card = await self._exported(errand.address, base, work)
            await self._bring(errand, card)

    async def _bring(self, errand: Errand, card: Card) -> None:
        """An answer that the bot could not find again is brought at most once, which is written
        down before."""
        address = errand.address
        if address.hidden:
            await self._errands.note(replace(errand, address=replace(address, unsure=True)))
        nonce = str(errand.interaction)
        await self._posts.deliver(address, card, late="", nonce=nonce, again=address.unsure)

    async def _base(self, work: Finish) -> Base:
        """The picture, with a newly uploaded font where there is one."""
        if work.overlay_id is not None:
            base = await self._finishing.of_overlay(await self._finishing.overlay(work.overlay_id))
        elif work.job_id is not None:
            base = await self._finishing.of_result(work.job_id, work.picture)
        else:
            base = Base(source=await self._uploaded(work))
        if work.font is None:
            return base
        return replace(base, font=await self._file(work.font))

    async def _uploaded(self, work: Finish) -> FinishSource:
        if work.photo is None:
            raise ValueError("finishing needs a picture")
        return FinishSource(
            name=work.photo.name,
            data=await self._file(work.photo),
            mask=await self._file(work.mask) if work.mask is not None else None,
        )

    async def _file(self, upload: Upload) -> bytes:
        return await self._fetcher.fetch(upload.url, claimed_bytes=upload.size_bytes)

    async def _with_text(self, address: Address, base: Base, overlay: Overlay, new_id: str) -> Card:
        person = Person(
            id=address.user,
            guild=address.guild,
            channel=address.channel,
            private=address.private,
        )
        record, finished = await self._finishing.add_text(base, overlay, person, new_id=new_id)
        (fitted,) = await asyncio.to_thread(
            fit_gallery,
            [finished.data],
            limit_bytes=address.size_limit_bytes,
            total_bytes=REQUEST_LIMIT_BYTES,
        )
        return self._cards.with_text(record, finished, fitted, self._voice(address))

    async def _exported(self, address: Address, base: Base, work: Finish) -> Card:
        voice = self._voice(address)
        target = self._finishing.targets.find(work.target)
        label = target.in_language(voice.locale).label
        limit_bytes = min(address.size_limit_bytes, REQUEST_LIMIT_BYTES)
        finished = await self._finishing.export(base, target, label=label, limit_bytes=limit_bytes)
        stem = _UNSAFE.sub("-", base.source.name.rpartition(".")[0] or base.source.name)[:40]
        return self._cards.exported(target, finished, stem or "picture", voice, of=_way_back(work))

    def _voice(self, address: Address) -> Voice:
        return Voice(texts=self._texts, locale=address.locale)


def _way_back(work: Finish) -> FinishPress | None:
    """The press that asks for the same picture in another size; None for what was uploaded."""
    if work.overlay_id is not None:
        return FinishPress(verb=FinishVerb.EXPORT_TEXT, id=work.overlay_id)
    if work.job_id is not None:
        return FinishPress(verb=FinishVerb.EXPORT, id=work.job_id, picture=work.picture)
    return None
