"""Advisor: the finder of the running bot, which holds up nobody else."""

from __future__ import annotations

import asyncio
from threading import Lock

from bot.domain.faq import Answer, Faq
from bot.search.finder import QuestionFinder, spoken_language


class FaqAdvisor:
    """Fills the Advisor role in a thread.

    Learning the FAQ takes most of a second, and memory: it is done once, when the first question
    comes, so that the bot starts without it and misses no heartbeat meanwhile.
    """

    def __init__(self, faq: Faq) -> None:
        self._faq = faq
        self._finder: QuestionFinder | None = None
        self._turn = Lock()

    async def find(self, question: str, locale: str | None = None) -> tuple[Answer, ...]:
        """As `QuestionFinder.find`."""
        return await asyncio.to_thread(self._find, question, locale)

    def spoken(self, question: str) -> str:
        """As `spoken_language`."""
        return spoken_language(question)

    def _find(self, question: str, locale: str | None) -> tuple[Answer, ...]:
        with self._turn:
            if self._finder is None:
                self._finder = QuestionFinder(self._faq)
            return self._finder.find(question, locale)
