"""Cards of a job under way: waiting and running."""

from __future__ import annotations

from dataclasses import replace

import discord
from discord import ui

from bot.domain.clock import Clock, now_utc
from bot.domain.job import Running, Waiting
from bot.domain.record import JobRecord
from bot.domain.remedy_words import is_change, say_changes
from bot.domain.texts import Texts
from bot.front.card import Card, NamedFile, boxed, gallery, note, when
from bot.front.presses import Press, Verb
from bot.front.voice import Voice

_BAR_CELLS = 12
_NOTICES = 4


class LiveCards:
    """Makes the cards that a job's message shows until it ends."""

    def __init__(self, texts: Texts, *, now: Clock = now_utc) -> None:
        self._texts = texts
        self._now = now

    def accepted(self, locale: str) -> Card:
        """The photo is being looked at; there is no job yet."""
        return note(self._texts.say(locale, "reply.accepted"))

    def moved(self, locale: str) -> Card:
        """The answer is in another message, below."""
        return note(self._texts.say(locale, "reply.moved"))

    def beside_a_stray(self, answer: Card, locale: str) -> Card:
        """An answer, below a sentence about the live message that may stand above it for ever."""
        lead: ui.TextDisplay[ui.LayoutView] = ui.TextDisplay(
            f"-# {self._texts.say(locale, 'reply.stray')}"
        )
        return replace(answer, parts=(lead, *answer.parts))

    def card(self, record: JobRecord, event: Waiting | Running, *, resumed: bool = False) -> Card:
        """How the job goes, with a button that cancels it and no other. `resumed` says that it
        was begun before a restart."""
        voice = Voice(texts=self._texts, locale=record.address.locale)
        match event:
            case Waiting():
                lines, shown = [self._waiting(event, voice)], []
            case Running():
                lines = self._running(event, voice)
                preview = event.preview
                shown = [NamedFile(name="preview.jpg", data=preview)] if preview else []
        lines = voice.photo_of(record.address) + lines
        if changes := say_changes(record.notices, self._texts, voice.locale):
            lines.append(f"-# {voice.say('remedy.changed', changes=changes)}")
        if resumed:
            lines.append(f"-# {voice.say('reply.resumed')}")
        lines += self._told(record, voice)
        text: ui.TextDisplay[ui.LayoutView] = ui.TextDisplay("\n".join(lines))
        row = _cancel_row(record, voice)
        return boxed(gallery(shown), text, row, files=shown) if shown else boxed(text, row)

    def _told(self, record: JobRecord, voice: Voice) -> list[str]:
        """What is known of the photo and the plan before anything is rendered."""
        told = [
            self._texts.notice(voice.locale, each.code, each.text)
            for each in [n for n in record.notices if not is_change(n)][:_NOTICES]
        ]
        return [f"-# {voice.say('result.notice', text=text[:400])}" for text in told]

    def _waiting(self, event: Waiting, voice: Voice) -> str:
        place = voice.count("reply.queue_place", event.place)
        if event.eta_s is None:
            return place
        return f"{place} {voice.say('reply.starts', time=when(self._now(), event.eta_s))}"

    def _running(self, event: Running, voice: Voice) -> list[str]:
        lines = [_bar(event.step, event.steps)]
        if event.step:
            lines.append(voice.say("reply.running", step=event.step, steps=event.steps))
        else:
            lines.append(voice.say("reply.starting"))
        if event.eta_s is not None:
            lines.append(voice.say("reply.ready", time=when(self._now(), event.eta_s)))
        return lines


def _cancel_row(record: JobRecord, voice: Voice) -> ui.ActionRow[ui.LayoutView]:
    press = Press(verb=Verb.CANCEL, job_id=record.id)
    return ui.ActionRow(
        ui.Button(
            label=voice.say("button.cancel"),
            style=discord.ButtonStyle.secondary,
            custom_id=press.custom_id,
        )
    )


def _bar(step: int, steps: int) -> str:
    """ "▰▰▰▱▱▱ 50 %"; the last step still leaves the encoding to be done."""
    share = min(step / steps, 1.0) if steps else 0.0
    filled = round(share * _BAR_CELLS)
    return f"{'▰' * filled}{'▱' * (_BAR_CELLS - filled)} {share:.0%}".replace("%", " %")
