"""Tips: one sentence of help under a result."""

from __future__ import annotations

from bot.domain.faq import Faq
from bot.front.voice import Voice


class Tips:
    """Says the answers of the FAQ as tips."""

    def __init__(self, faq: Faq) -> None:
        self._faq = faq

    def text(self, id_: str | None, voice: Voice) -> str:
        """The tip of that id, empty without one or where it has left the FAQ."""
        entry = self._faq.entry(id_) if id_ is not None else None
        if entry is None:
            return ""
        words = entry.in_language(voice.locale)
        return voice.say("result.tip", question=words.question, answer=words.answer)
