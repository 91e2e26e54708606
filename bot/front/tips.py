"""Tips: one sentence of help under a result."""

from __future__ import annotations

from bot.domain.edit import Command
from bot.domain.faq import Faq
from bot.front.voice import Voice


class Tips:
    """Takes tips from the FAQ."""

    def __init__(self, faq: Faq) -> None:
        self._faq = faq

    def text(self, command: Command, voice: Voice) -> str:
        """The tip for a command, empty where there is none."""
        entry = self._faq.tip_for(command)
        if entry is None:
            return ""
        words = entry.in_language(voice.locale)
        return voice.say("result.tip", question=words.question, answer=words.answer)
