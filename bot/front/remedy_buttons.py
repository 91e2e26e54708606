"""Presses of remedies and of "Find the strength": a new job in one click, for whoever presses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import discord

from bot.domain.catalog import Catalog
from bot.domain.errand import Change
from bot.domain.one_picture import made_of
from bot.domain.remedies import Complaint, remedy_for
from bot.domain.texts import Texts
from bot.front.acknowledge import tell
from bot.front.card import note
from bot.front.desk import Desk, new_seed
from bot.front.presses import Press, Verb, read_press
from bot.front.remedy_rows import FIXES
from bot.services.recorded import RecordedJobs

_COMPLAINTS = {verb: complaint for complaint, verb in FIXES.items()}


class RemedyButtons:
    """Answers what `RemedyRows` offers. All that is needed stands in the `custom_id` and in the
    ledger, so that it works after a restart."""

    def __init__(self, *, texts: Texts, catalog: Catalog, jobs: RecordedJobs, desk: Desk) -> None:
        self._texts = texts
        self._catalog = catalog
        self._jobs = jobs
        self._desk = desk

    async def respond(self, interaction: discord.Interaction, custom_id: str) -> bool:
        """Answer a press; False if it is none of these. Raises `BotError`."""
        press = read_press(custom_id)
        if press is None:
            return False
        if press.verb is Verb.LADDER:
            await self._climb(interaction, press)
        elif press.verb is Verb.WRONG:
            await self._cure(interaction, press, _chosen(interaction))
        elif press.verb in _COMPLAINTS:
            await self._cure(interaction, press, _COMPLAINTS[press.verb])
        else:
            return False
        return True

    async def _cure(
        self, interaction: discord.Interaction, press: Press, complaint: Complaint
    ) -> None:
        """Start the remedy and say what it changes; where there is none, say what would help."""
        record = await self._jobs.record(press.job_id)
        remedy = remedy_for(complaint, made_of(record, press.picture), self._catalog)
        if remedy.request is None:
            locale = interaction.locale.value
            advice = (self._texts.notice(locale, n.code, n.text) for n in remedy.advice)
            await tell(interaction, note(" ".join(advice)))
            return
        change = Change(
            job_id=record.id,
            request=remedy.request,
            seed=new_seed(),
            notices=(*remedy.changes, *remedy.advice),
        )
        await self._desk.change(interaction, change)

    async def _climb(self, interaction: discord.Interaction, press: Press) -> None:
        """Five strengths of one picture, in one job."""
        record = await self._jobs.record(press.job_id)
        made = made_of(record, press.picture)
        ladder = self._catalog.ladder(made.edit.command, made.edit.fidelity)
        request = replace(made.request, images=None, ladder=ladder)
        await self._desk.change(
            interaction, Change(job_id=record.id, request=request, seed=new_seed())
        )


def _chosen(interaction: discord.Interaction) -> Complaint:
    """The complaint that was picked from the list."""
    data: Mapping[str, Any] = interaction.data or {}  # as Discord sends it
    return Complaint(data["values"][0])
