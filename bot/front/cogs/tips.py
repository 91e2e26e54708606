"""/tips: answers to questions, from the FAQ."""

from __future__ import annotations

import asyncio
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice, Range

from bot.domain.faq import Faq, FaqEntry
from bot.domain.ports import Advisor
from bot.domain.texts import Texts
from bot.front.acknowledge import tell_soon
from bot.front.answer_cards import AnswerCards
from bot.front.card import Card
from bot.front.choices import LONGEST, MOST
from bot.front.wording import worded

QUESTION_LIMIT = 300

PATIENCE_S = 1.0
"""Seconds that somebody who types waits for what is found; Discord gives up after three."""


class TipsCommand:
    """Answers whoever asks, and shows it to nobody else."""

    def __init__(
        self,
        *,
        texts: Texts,
        faq: Faq,
        advisor: Advisor,
        cards: AnswerCards,
    ) -> None:
        self._texts = texts
        self._faq = faq
        self._advisor = advisor
        self._cards = cards

    def command(self) -> app_commands.Command[Any, ..., None]:
        """/tips."""
        made: app_commands.Command[Any, ..., None] = app_commands.Command(
            name=worded(self._texts, "command.tips.name"),
            description=worded(self._texts, "command.tips.description"),
            callback=self.answer,
        )
        made.autocomplete("question")(self.suggest)
        described = worded(self._texts, "option.question.description")
        return app_commands.describe(question=described)(made)

    async def answer(
        self, interaction: discord.Interaction, question: Range[str, 1, QUESTION_LIMIT]
    ) -> None:
        """Answer a question that was picked from the list, or asked in own words."""
        await tell_soon(interaction, self._answer(question, interaction.locale.value))

    async def _answer(self, question: str, locale: str) -> Card:
        picked = self._faq.entry(question)
        if picked is not None:
            return self._cards.entry(picked.in_language(locale))
        return self._cards.answers(await self._advisor.find(question, locale), locale)

    async def suggest(self, interaction: discord.Interaction, typed: str) -> list[Choice[str]]:
        """Questions of the FAQ that fit what was typed, in the person's language."""
        locale = interaction.locale.value
        fitting = await self._fitting(typed, locale)
        return [
            Choice(name=entry.in_language(locale).question[:LONGEST], value=entry.id)
            for entry in fitting[:MOST]
        ]

    async def _fitting(self, typed: str, locale: str) -> list[FaqEntry]:
        """All entries for nothing typed; else those that are found in time, then those whose
        question holds every word."""
        words = typed.casefold().split()
        named = [
            entry
            for entry in self._faq.entries
            if all(word in entry.in_language(locale).question.casefold() for word in words)
        ]
        found = await self._found_soon(typed, locale)
        by_id = {entry.id: entry for entry in [*found, *named]}
        return list(by_id.values())

    async def _found_soon(self, typed: str, locale: str) -> list[FaqEntry]:
        """What is found within `PATIENCE_S`; the first question takes longest."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                return [answer.entry for answer in await self._advisor.find(typed, locale)]
        except TimeoutError:
            return []
