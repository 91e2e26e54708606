"""Better words: what the prompt doctor would say instead, used in one press."""

from __future__ import annotations

from dataclasses import replace

import discord

from bot.domain.advice import curable
from bot.domain.catalog import Catalog, EditRequest
from bot.domain.doctor import examine
from bot.domain.edit import EngineName
from bot.domain.errand import Change
from bot.domain.errors import UsageError
from bot.domain.one_picture import alone, made_of
from bot.front.desk import Desk
from bot.front.presses import Verb, read_press
from bot.services.recorded import RecordedJobs


class BetterWords:
    """Answers the press: the same photo and seed, with the better words."""

    def __init__(self, *, catalog: Catalog, jobs: RecordedJobs, desk: Desk) -> None:
        self._catalog = catalog
        self._jobs = jobs
        self._desk = desk

    async def respond(self, interaction: discord.Interaction, custom_id: str) -> bool:
        """Run the edit with the better words; False if it is another press. Raises `BotError`."""
        press = read_press(custom_id)
        if press is None or press.verb is not Verb.BETTER_WORDS:
            return False
        record = await self._jobs.record(press.job_id)
        asked = alone(record, press.picture)
        better = self._better(asked, record.edits[0].engine, press.item)
        if better == asked:
            raise UsageError(
                "words_are_fine", "There is nothing to improve in these words any more."
            )
        seed = made_of(record, press.picture).edit.seed
        change = Change(job_id=record.id, request=replace(better, seed=seed), seed=seed)
        await self._desk.change(interaction, change)
        return True

    def _better(self, asked: EditRequest, engine: EngineName, item: int | None) -> EditRequest:
        """The request with one finding put right, or all; the same where it is not found any more,
        since the catalog may have been loaded anew."""
        found = examine(asked, self._catalog, engine=engine)
        if item is None:
            return found.better
        findings = curable(found.advice)
        if item >= len(findings):
            return asked
        return examine(asked, self._catalog, engine=engine, only=findings[item]).better
