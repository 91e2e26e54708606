"""Remedies under a result: against what the receipt says is wrong, and whatever else may be."""

from __future__ import annotations

import discord
from discord import ui

from bot.domain.catalog import Catalog
from bot.domain.one_picture import Made, made_of
from bot.domain.record import JobRecord
from bot.domain.remedies import Complaint, Remedy, remedy_for, suspected
from bot.domain.remedy_words import say_changes
from bot.domain.texts import Texts, one_line
from bot.front.presses import Press, Verb
from bot.front.voice import Voice

FIXES = {
    Complaint.PRODUCT_CHANGED: Verb.FIX_PRODUCT,
    Complaint.NOTHING_CHANGED: Verb.FIX_NOTHING,
    Complaint.PROMPT_IGNORED: Verb.FIX_IGNORED,
    Complaint.CUT_OUT: Verb.FIX_CUT_OUT,
    Complaint.TEXT_GARBLED: Verb.FIX_TEXT,
}
"""The button of each complaint."""

_LONGEST_LABEL, _LONGEST_DESCRIPTION = 80, 100


class RemedyRows:
    """Offers the remedies of one picture, each with what it will do."""

    def __init__(self, *, texts: Texts, catalog: Catalog) -> None:
        self._texts = texts
        self._catalog = catalog

    def advised(
        self, record: JobRecord, picture: int, voice: Voice
    ) -> list[ui.Button[ui.LayoutView]]:
        """The button against what the receipt says is wrong; none where nothing is, or nothing
        can be done about it. `picture` counts from 0."""
        made = made_of(record, picture)
        complaint = self._likely(made)
        if complaint is None:
            return []
        press = Press(verb=FIXES[complaint], job_id=record.id, picture=_which(record, picture))
        return [self._button(complaint, made, press, voice)]

    def complaints(
        self, record: JobRecord, picture: int, voice: Voice
    ) -> ui.ActionRow[ui.LayoutView]:
        """The list of all that may be wrong. `picture` counts from 0."""
        wrong = Press(verb=Verb.WRONG, job_id=record.id, picture=_which(record, picture))
        return ui.ActionRow(self._list(wrong.custom_id, made_of(record, picture), voice))

    def _likely(self, made: Made) -> Complaint | None:
        """What is wrong by the receipt, where something can be done about it."""
        complaint = suspected(made)
        if complaint is None or self._remedy(complaint, made).request is None:
            return None
        return complaint

    def _button(
        self, complaint: Complaint, made: Made, press: Press, voice: Voice
    ) -> ui.Button[ui.LayoutView]:
        label = voice.say(
            "remedy.button",
            complaint=voice.say(f"remedy.{complaint}"),
            changes=self._changes(self._remedy(complaint, made), voice),
        )
        return ui.Button(
            label=one_line(label, _LONGEST_LABEL),
            style=discord.ButtonStyle.primary,
            custom_id=press.custom_id,
        )

    def _list(self, custom_id: str, made: Made, voice: Voice) -> ui.Select[ui.LayoutView]:
        return ui.Select(
            custom_id=custom_id,
            placeholder=voice.say("remedy.placeholder"),
            options=[self._option(complaint, made, voice) for complaint in Complaint],
        )

    def _option(self, complaint: Complaint, made: Made, voice: Voice) -> discord.SelectOption:
        """A complaint with what will be done, or else with the advice that will be given."""
        remedy = self._remedy(complaint, made)
        said = self._changes(remedy, voice)
        if not said:
            first = remedy.advice[0]
            said = self._texts.notice(voice.locale, first.code, first.text)
        return discord.SelectOption(
            label=voice.say(f"remedy.{complaint}"),
            value=str(complaint),
            description=one_line(said, _LONGEST_DESCRIPTION),
        )

    def _remedy(self, complaint: Complaint, made: Made) -> Remedy:
        return remedy_for(complaint, made, self._catalog)

    def _changes(self, remedy: Remedy, voice: Voice) -> str:
        return say_changes(remedy.changes, self._texts, voice.locale)


def _which(record: JobRecord, picture: int) -> int | None:
    """The picture as a button names it: not at all where there is only one."""
    return picture if len(record.edits) > 1 else None
