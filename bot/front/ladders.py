"""Ladders: five strengths of one picture on one contact sheet, and a button to go on from each."""

from __future__ import annotations

import asyncio

import discord
from discord import ui

from bot.domain.errors import UsageError
from bot.domain.receipt_words import receipt_line
from bot.domain.record import JobRecord, StoredResult
from bot.domain.texts import Texts
from bot.front.card import MAX_TEXT, Card, NamedFile, boxed, gallery
from bot.front.pictures import upright_jpeg
from bot.front.presses import Press, Verb
from bot.front.result_cards import ResultCards
from bot.front.tips import Tips
from bot.front.voice import Voice
from bot.services.recorded import RecordedJobs
from bot.sheets.ladder import draw_ladder, rung_of, strength_title


class Ladders:
    """Makes the card of a job that shows several strengths."""

    def __init__(self, *, jobs: RecordedJobs, texts: Texts, cards: ResultCards, tips: Tips) -> None:
        self._jobs = jobs
        self._texts = texts
        self._cards = cards
        self._tips = tips

    async def card(self, record: JobRecord, result: StoredResult, voice: Voice) -> Card:
        """The sheet, each strength with its receipt in words, and what can be done next. Raises
        `UsageError` where the pictures were removed."""
        sheet = NamedFile(
            name=f"restage-{record.id[:8]}-ladder.jpg",
            data=await self._sheet(record, result, voice),
            description=voice.say("ladder.described"),
        )
        text = "\n".join([self._cards.headline(result, voice), *self._lines(result, voice)])
        return boxed(
            gallery([sheet]),
            ui.TextDisplay(text[:MAX_TEXT]),
            _choices(record, result, voice),
            _files(record, voice),
            files=[sheet],
        )

    async def _sheet(self, record: JobRecord, result: StoredResult, voice: Voice) -> bytes:
        rungs = [
            rung_of(
                await self._jobs.picture(record.id, number),
                made.edit,
                made.receipt,
                texts=self._texts,
                locale=voice.locale,
            )
            for number, made in enumerate(result.pictures)
        ]
        photo = await self._photo(record)
        title = voice.say("ladder.photo")
        return await asyncio.to_thread(draw_ladder, photo, rungs, photo_title=title)

    async def _photo(self, record: JobRecord) -> bytes | None:
        try:
            source = await self._jobs.source(record.id)
        except UsageError:
            return None
        return await asyncio.to_thread(upright_jpeg, source)

    def _lines(self, result: StoredResult, voice: Voice) -> list[str]:
        """What the receipt says of each strength, then what there is to know."""
        lines = [
            voice.say(
                "ladder.rung",
                strength=strength_title(made.edit),
                receipt=receipt_line(made.receipt, made.edit, self._texts, voice.locale),
            )
            for made in result.pictures
            if made.receipt is not None
        ]
        told = (self._texts.notice(voice.locale, n.code, n.text) for n in result.warnings)
        lines += [f"-# {voice.say('result.notice', text=text[:400])}" for text in told]
        if tip := self._tips.text(result.tip, voice):
            lines.append(f"-# {tip}")
        return lines


def _choices(record: JobRecord, result: StoredResult, voice: Voice) -> ui.ActionRow[ui.LayoutView]:
    """A button for each strength, which brings that picture large, with buttons of its own."""
    return ui.ActionRow(
        *(
            ui.Button(
                label=voice.say("button.continue", strength=strength_title(made.edit)),
                style=discord.ButtonStyle.primary,
                custom_id=Press(verb=Verb.PICK, job_id=record.id, picture=number).custom_id,
            )
            for number, made in enumerate(result.pictures)
        )
    )


def _files(record: JobRecord, voice: Voice) -> ui.ActionRow[ui.LayoutView]:
    known = {
        Verb.ORIGINALS: ("button.originals", discord.ButtonStyle.secondary),
        Verb.DELETE: ("button.delete", discord.ButtonStyle.danger),
    }
    return ui.ActionRow(
        *(
            ui.Button(
                label=voice.say(key),
                style=style,
                custom_id=Press(verb=verb, job_id=record.id).custom_id,
            )
            for verb, (key, style) in known.items()
        )
    )
