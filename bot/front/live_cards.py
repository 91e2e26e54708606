"""Cards of a job under way: waiting and running."""

from __future__ import annotations

import discord
from discord import ui

from bot.domain.clock import Clock, now_utc
from bot.domain.job import Running, Waiting
from bot.domain.record import JobRecord
from bot.domain.texts import Texts
from bot.front.card import Card, NamedFile, boxed, gallery, note, when
from bot.front.presses import Press, Verb
from bot.front.voice import Voice

_BAR_CELLS = 12


class LiveCards:
    """Makes the cards that a job's message shows until it ends."""

    def __init__(self, texts: Texts, *, now: Clock = now_utc) -> None:
        self._texts = texts
        self._now = now

    def accepted(self, locale: str) -> Card:
        """The photo is being looked at; there is no job yet."""
        return note(self._texts.say(locale, "reply.accepted"))

    def card(self, record: JobRecord, event: Waiting | Running) -> Card:
        """How the job goes, with a button that cancels it and no other."""
        voice = Voice(texts=self._texts, locale=record.address.locale)
        match event:
            case Waiting():
                return self._waiting(record, event, voice)
            case Running():
                return self._running(record, event, voice)

    def _waiting(self, record: JobRecord, event: Waiting, voice: Voice) -> Card:
        lines = [voice.count("reply.queue_place", event.place)]
        if event.eta_s is not None:
            lines.append(voice.say("reply.starts", time=when(self._now(), event.eta_s)))
        return boxed(ui.TextDisplay(" ".join(lines)), _cancel_row(record, voice))

    def _running(self, record: JobRecord, event: Running, voice: Voice) -> Card:
        lines = [_bar(event.step, event.steps)]
        if event.step:
            lines.append(voice.say("reply.running", step=event.step, steps=event.steps))
        else:
            lines.append(voice.say("reply.starting"))
        if event.eta_s is not None:
            lines.append(voice.say("reply.ready", time=when(self._now(), event.eta_s)))
        text: ui.TextDisplay[ui.LayoutView] = ui.TextDisplay("\n".join(lines))
        if event.preview is None:
            return boxed(text, _cancel_row(record, voice))
        preview = NamedFile(name="preview.jpg", data=event.preview)
        return boxed(gallery([preview]), text, _cancel_row(record, voice), files=[preview])


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
