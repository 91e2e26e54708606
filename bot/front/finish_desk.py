"""Finishing in Discord: what buttons, forms and commands lead to. Answers first, then works."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import discord

from bot.domain.errand import Finish, Upload
from bot.domain.errors import Refusal, UsageError
from bot.domain.finishing import OverlayRecord
from bot.domain.overlay import Overlay, Typeface
from bot.domain.texts import Texts
from bot.front.acknowledge import acknowledge_quietly, answer_at_once, show_form, tell
from bot.front.desk import Desk
from bot.front.finish_cards import FinishCards
from bot.front.finish_presses import FinishPress, FinishVerb, read_finish_press
from bot.front.finish_work import FinishWork
from bot.front.forms import file_of, read_form
from bot.front.reception import Reception
from bot.front.text_form import FONT, font_form, read_text_form, text_form
from bot.front.verbs import Verbs
from bot.front.visitors import visitor_of
from bot.front.voice import Voice
from bot.services.access import check_overlay
from bot.services.finishing import Finishing


class FinishDesk:
    """Sets text on pictures and exports them for whoever asks."""

    def __init__(
        self,
        *,
        texts: Texts,
        finishing: Finishing,
        desk: Desk,
        work: FinishWork,
        reception: Reception,
    ) -> None:
        self._texts = texts
        self._finishing = finishing
        self._desk = desk
        self._work = work
        self._reception = reception
        self._cards = FinishCards(texts)
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
        await self._set(interaction, Finish(photo=photo, mask=mask, overlay=overlay, font=font))

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
        await self._take(interaction, Finish(photo=photo, mask=mask, target=target))

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
        await self._set(interaction, Finish(overlay_id=record.id, overlay=overlay, font=font))

    async def _set_text(self, interaction: discord.Interaction, press: FinishPress) -> None:
        overlay = read_text_form(read_form(interaction))
        await self._set(interaction, replace(await self._of(interaction, press), overlay=overlay))

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
        await self._take(interaction, replace(await self._of(interaction, press), target=target))

    async def _drop(self, interaction: discord.Interaction, press: FinishPress) -> None:
        record = await self._finishing.overlay(press.id)
        if interaction.user.id != record.owner:
            raise Refusal("not_yours", "Only the person who asked for this edit can do that.")
        await acknowledge_quietly(interaction)
        with contextlib.suppress(discord.NotFound):  # somebody was faster
            await answer_at_once(interaction, interaction.delete_original_response)

    # What is taken.

    async def _set(self, interaction: discord.Interaction, work: Finish) -> None:
        """Have text set on a picture. Raises `BotError`."""
        if work.overlay is not None:
            self._desk.check_text(interaction, work.overlay.text)
        await self._take(interaction, replace(work, new_id=uuid.uuid4().hex))

    async def _take(self, interaction: discord.Interaction, work: Finish) -> None:
        """Note and acknowledge what was asked for, and have it done, after a restart if need be.
        Raises `BotError`, such as a `Refusal` where they ask for too much."""
        settings = await self._desk.settings(interaction)
        async with (
            self._desk.finishing(interaction),
            self._reception.taking(interaction, private=settings.private, work=work) as errand,
        ):
            await self._work.carry_out(errand, work)

    async def _overlay(self, interaction: discord.Interaction, press: FinishPress) -> OverlayRecord:
        """The overlay that was pressed. Raises `UsageError` where it is gone, and `Refusal` where
        this person may not use it."""
        record = await self._finishing.overlay(press.id)
        check_overlay(record, visitor_of(interaction))
        return record

    async def _of(self, interaction: discord.Interaction, press: FinishPress) -> Finish:
        """The picture that a press is about. Raises as `_overlay` does."""
        if press.verb in (FinishVerb.EDIT_TEXT, FinishVerb.TARGET_TEXT):
            record = await self._overlay(interaction, press)
            return Finish(overlay_id=record.id)
        return Finish(job_id=press.id, picture=press.picture)

    def _voice(self, interaction: discord.Interaction) -> Voice:
        return Voice(texts=self._texts, locale=interaction.locale.value)
