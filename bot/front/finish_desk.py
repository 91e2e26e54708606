"""Finishing in Discord: what buttons, forms and commands lead to. Answers first, then works."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import discord

from bot.domain.errand import Upload
from bot.domain.errors import Refusal, UsageError
from bot.domain.finishing import FinishSource, OverlayRecord
from bot.domain.overlay import Overlay, Typeface
from bot.domain.record import Address
from bot.domain.texts import Texts
from bot.front.acknowledge import acknowledge_quietly, answer_at_once, show_form, tell
from bot.front.attachments import AttachmentFetcher
from bot.front.desk import Desk
from bot.front.finish_cards import FinishCards
from bot.front.finish_presses import FinishPress, FinishVerb, read_finish_press
from bot.front.fitting import fit_gallery
from bot.front.forms import file_of, read_form
from bot.front.pictures import REQUEST_LIMIT_BYTES
from bot.front.posts import Posts
from bot.front.reception import Reception
from bot.front.text_form import FONT, font_form, read_text_form, text_form
from bot.front.turns import Turns
from bot.front.verbs import Verbs
from bot.front.visitors import visitor_of
from bot.front.voice import Voice
from bot.services.access import check_overlay
from bot.services.finishing import Base, Finishing, Person

AT_HAND, OF_EACH = 4, 2
"""Pictures fetched and finished at a time, in all and of one person: each may be a file of 25 MiB.
"""

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


class FinishDesk:
    """Sets text on pictures and exports them for whoever asks."""

    def __init__(
        self,
        *,
        texts: Texts,
        finishing: Finishing,
        desk: Desk,
        fetcher: AttachmentFetcher,
        posts: Posts,
        reception: Reception,
    ) -> None:
        self._texts = texts
        self._finishing = finishing
        self._desk = desk
        self._fetcher = fetcher
        self._posts = posts
        self._reception = reception
        self._cards = FinishCards(texts)
        self._at_hand = Turns(in_all=AT_HAND, each=OF_EACH)
        self._verbs = Verbs(
            read_finish_press,
            pressed={
                FinishVerb.TEXT: self._ask_text,
                FinishVerb.EDIT_TEXT: self._ask_new_text,
                FinishVerb.OWN_FONT: self._ask_font,
                FinishVerb.EXPORT: self._offer_targets,
                FinishVerb.EXPORT_TEXT: self._offer_targets,
                FinishVerb.TARGET: self._take_target,
                FinishVerb.TARGET_TEXT: self._take_target,
                FinishVerb.DROP: self._drop,
            },
            filled_in={
                FinishVerb.TEXT: self._set_text,
                FinishVerb.EDIT_TEXT: self._set_text,
                FinishVerb.OWN_FONT: self._set_font,
            },
        )

    async def respond(self, interaction: discord.Interaction, custom_id: str) -> bool:
        """Answer a press, or a form that one opened; False if it is none of these. Raises
        `BotError`."""
        return await self._verbs.respond(interaction, custom_id)

    # Commands.

    async def overlay(
        self,
        interaction: discord.Interaction,
        overlay: Overlay,
        photo: Upload,
        *,
        mask: Upload | None,
        font: Upload | None,
    ) -> None:
        """Set text on an uploaded picture. Raises `BotError`."""
        if overlay.typeface is Typeface.OWN and font is None:
            raise UsageError("font_missing", "Please attach the font that the text should be in.")
        self._desk.check_text(interaction, overlay.text)
        async with self._taking(interaction) as address:
            base = Base(
                source=await self._fetched(photo, mask),
                font=await self._file(font) if font is not None else None,
            )
            await self._deliver_text(interaction, address, base, overlay)

    async def export(
        self,
        interaction: discord.Interaction,
        target: str,
        photo: Upload,
        *,
        mask: Upload | None,
    ) -> None:
        """Export an uploaded picture. Raises `BotError`."""
        self._finishing.targets.find(target)
        async with self._taking(interaction) as address:
            base = Base(source=await self._fetched(photo, mask))
            await self._deliver_export(interaction, address, base, target)

    # Buttons, lists and forms.

    async def _ask_text(self, interaction: discord.Interaction, press: FinishPress) -> None:
        form = text_form(press.custom_id, self._voice(interaction), None, own_font=False)
        await show_form(interaction, form)

    async def _ask_new_text(self, interaction: discord.Interaction, press: FinishPress) -> None:
        record = await self._overlay(interaction, press)
        form = text_form(
            press.custom_id,
            self._voice(interaction),
            record.overlay,
            own_font=record.font_sha256 is not None,
        )
        await show_form(interaction, form)

    async def _ask_font(self, interaction: discord.Interaction, press: FinishPress) -> None:
        await self._overlay(interaction, press)
        await show_form(interaction, font_form(press.custom_id, self._voice(interaction)))

    async def _set_font(self, interaction: discord.Interaction, press: FinishPress) -> None:
        """The same text in the font of the form."""
        font = file_of(interaction, FONT)
        if font is None:
            raise UsageError("font_missing", "Please attach the font that the text should be in.")
        record = await self._overlay(interaction, press)
        overlay = replace(record.overlay, typeface=Typeface.OWN)
        async with self._taking(interaction) as address:
            base = await self._finishing.of_overlay(record)
            base = replace(base, font=await self._file(font))
            await self._deliver_text(interaction, address, base, overlay)

    async def _set_text(self, interaction: discord.Interaction, press: FinishPress) -> None:
        overlay = read_text_form(read_form(interaction))
        self._desk.check_text(interaction, overlay.text)
        async with self._taking(interaction) as address:
            base = await self._base(interaction, press)
            await self._deliver_text(interaction, address, base, overlay)

    async def _offer_targets(self, interaction: discord.Interaction, press: FinishPress) -> None:
        of_text = press.verb is FinishVerb.EXPORT_TEXT
        if of_text:
            await self._overlay(interaction, press)
        verb = FinishVerb.TARGET_TEXT if of_text else FinishVerb.TARGET
        choice = FinishPress(verb=verb, id=press.id, picture=press.picture)
        voice = self._voice(interaction)
        await tell(interaction, self._cards.targets(self._finishing.targets, choice, voice))

    async def _take_target(self, interaction: discord.Interaction, press: FinishPress) -> None:
        data: Mapping[str, Any] = interaction.data or {}  # as Discord sends it
        target = next(iter(data.get("values") or ()), "")
        async with self._taking(interaction) as address:
            base = await self._base(interaction, press)
            await self._deliver_export(interaction, address, base, target, press)

    async def _drop(self, interaction: discord.Interaction, press: FinishPress) -> None:
        record = await self._finishing.overlay(press.id)
        if interaction.user.id != record.owner:
            raise Refusal("not_yours", "Only the person who asked for this edit can do that.")
        await acknowledge_quietly(interaction)
        with contextlib.suppress(discord.NotFound):  # somebody was faster
            await answer_at_once(interaction, interaction.delete_original_response)

    # The work.

    @asynccontextmanager
    async def _taking(self, interaction: discord.Interaction) -> AsyncIterator[Address]:
        """Note and acknowledge what was asked for, and wait for room to do it in this block. After
        a restart in between the person is told so. Raises `Refusal` where they ask for too much."""
        settings = await self._desk.settings(interaction)
        async with (
            self._desk.finishing(interaction),
            self._reception.taking(interaction, private=settings.private) as errand,
            self._at_hand.turn(errand.address.user),
        ):
            yield errand.address

    async def _overlay(self, interaction: discord.Interaction, press: FinishPress) -> OverlayRecord:
        """The overlay that was pressed. Raises `UsageError` where it is gone, and `Refusal` where
        this person may not use it."""
        record = await self._finishing.overlay(press.id)
        check_overlay(record, visitor_of(interaction))
        return record

    async def _base(self, interaction: discord.Interaction, press: FinishPress) -> Base:
        if press.verb in (FinishVerb.EDIT_TEXT, FinishVerb.TARGET_TEXT):
            return await self._finishing.of_overlay(await self._overlay(interaction, press))
        return await self._finishing.of_result(press.id, press.picture)

    async def _deliver_text(
        self, interaction: discord.Interaction, address: Address, base: Base, overlay: Overlay
    ) -> None:
        person = Person(
            id=address.user,
            guild=address.guild,
            channel=address.channel,
            private=address.private,
        )
        record, finished = await self._finishing.add_text(base, overlay, person)
        (fitted,) = await asyncio.to_thread(
            fit_gallery,
            [finished.data],
            limit_bytes=address.size_limit_bytes,
            total_bytes=REQUEST_LIMIT_BYTES,
        )
        card = self._cards.with_text(record, finished, fitted, self._voice(interaction))
        await self._posts.deliver(address, card, late="", nonce=str(interaction.id))

    async def _deliver_export(
        self,
        interaction: discord.Interaction,
        address: Address,
        base: Base,
        name: str,
        press: FinishPress | None = None,
    ) -> None:
        """Export and answer; `press` is what it was asked for by, where it was no command."""
        voice = self._voice(interaction)
        target = self._finishing.targets.find(name)
        label = target.in_language(voice.locale).label
        limit_bytes = min(address.size_limit_bytes, REQUEST_LIMIT_BYTES)
        finished = await self._finishing.export(base, target, label=label, limit_bytes=limit_bytes)
        stem = _UNSAFE.sub("-", base.source.name.rpartition(".")[0] or base.source.name)[:40]
        card = self._cards.exported(target, finished, stem or "picture", voice, of=press)
        await self._posts.deliver(address, card, late="", nonce=str(interaction.id))

    async def _fetched(self, photo: Upload, mask: Upload | None) -> FinishSource:
        return FinishSource(
            name=photo.name,
            data=await self._file(photo),
            mask=await self._file(mask) if mask is not None else None,
        )

    async def _file(self, upload: Upload) -> bytes:
        return await self._fetcher.fetch(upload.url, claimed_bytes=upload.size_bytes)

    def _voice(self, interaction: discord.Interaction) -> Voice:
        return Voice(texts=self._texts, locale=interaction.locale.value)
