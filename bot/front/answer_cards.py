"""Cards that answer a free question, or say honestly that there is no answer."""

from __future__ import annotations

from collections.abc import Sequence

from discord import ui

from bot.domain.faq import Answer, FaqWords
from bot.domain.texts import Texts
from bot.front.card import Card, boxed
from bot.front.voice import Voice


class AnswerCards:
    """Makes what people read who asked something."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def answers(self, found: Sequence[Answer], locale: str) -> Card:
        """The answer alone where it is sure; else up to three that may be meant, named as a guess.
        Without any, where help is to be had."""
        voice = Voice(texts=self._texts, locale=locale)
        if not found:
            return boxed(ui.TextDisplay(voice.say("tips.none")))
        if found[0].sure:
            return boxed(ui.TextDisplay(_entry(found[0].words)))
        lead = voice.say("tips.unsure")
        entries = [_entry(answer.words) for answer in found]
        return boxed(ui.TextDisplay("\n\n".join([f"-# {lead}", *entries])))

    def entry(self, words: FaqWords) -> Card:
        """A question that was picked from the list, with its answer."""
        return boxed(ui.TextDisplay(_entry(words)))

    def greeting(self, locale: str) -> Card:
        """For somebody who called and asked nothing."""
        return boxed(ui.TextDisplay(self._texts.say(locale, "tips.greeting")))


def _entry(words: FaqWords) -> str:
    return f"**{words.question}**\n{words.answer}"
