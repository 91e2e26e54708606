"""Original files, handed out one by one to whoever asks."""

from __future__ import annotations

import discord
from discord import ui

from bot.domain.record import JobRecord
from bot.front.card import Card, boxed
from bot.front.pictures import Pictures
from bot.front.presses import Press, Verb
from bot.front.voice import Voice

_ROW = 5


class Originals:
    """Pictures as they are kept, with the edit written into them."""

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures

    def offer(self, record: JobRecord, voice: Voice) -> Card:
        """A button for each of several pictures; each file then comes in a message of its own, so
        that large ones fit."""
        buttons = [
            ui.Button[ui.LayoutView](
                label=voice.say("button.download", number=number + 1),
                style=discord.ButtonStyle.secondary,
                custom_id=Press(verb=Verb.ORIGINAL, job_id=record.id, picture=number).custom_id,
            )
            for number in range(len(record.edits))
        ]
        rows = [
            ui.ActionRow[ui.LayoutView](*buttons[start : start + _ROW])
            for start in range(0, len(buttons), _ROW)
        ]
        text: ui.TextDisplay[ui.LayoutView] = ui.TextDisplay(
            voice.count("reply.originals", len(buttons))
        )
        return boxed(text, *rows)

    async def card(
        self, record: JobRecord, picture: int, voice: Voice, *, limit_bytes: int
    ) -> Card:
        """One file. Raises `UsageError` where it was removed."""
        file, is_original = await self._pictures.original(record, picture, limit_bytes=limit_bytes)
        said = "reply.originals.one" if is_original else "reply.original_too_large"
        return Card(parts=(ui.TextDisplay(voice.say(said)), ui.File(file.url)), files=(file,))
