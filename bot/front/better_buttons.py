"""Buttons of the prompt doctor: one for each thing that it would say better, and one for all."""

from __future__ import annotations

from dataclasses import replace

import discord
from discord import ui

from bot.domain.advice import Advice, curable, knows_better_words
from bot.domain.catalog import Catalog
from bot.domain.cause import Ailment
from bot.domain.doctor import examine
from bot.domain.one_picture import alone
from bot.domain.record import JobRecord
from bot.front.presses import Press, Verb
from bot.front.voice import Voice

_EACH = 4
"""Findings with a button of their own: a row has five, and the last one is for all."""

_QUOTED = 38
"""Characters of the words in a button: Discord cuts a label on a phone soon after."""

_LABELS = {
    Ailment.NOTHING_SAID: "better_say",
    Ailment.VAGUE: "better_say",
    Ailment.CONTRADICTION: "better_drop",
    Ailment.WANTS_TEXT: "better_drop",
    Ailment.NEGATION: "better_avoid",
    Ailment.UNKNOWN_TO_STUDIO: "better_take",
}


def better_buttons(
    record: JobRecord, picture: int | None, catalog: Catalog, voice: Voice
) -> list[ui.Button[ui.LayoutView]]:
    """None where the doctor has nothing to put right, one where it has one thing, else at most
    five."""
    if not knows_better_words(record.notices):
        return []
    found = examine(alone(record, picture), catalog, engine=record.edits[0].engine)
    findings = curable(found.advice)
    if not findings:
        return []
    everything = Press(verb=Verb.BETTER_WORDS, job_id=record.id, picture=picture)
    if len(findings) == 1:
        return [_button(voice.say("button.better_words"), everything)]
    each = [
        _button(
            voice.say(f"button.{_LABELS[finding.ailment]}", **_words(finding, voice)),
            replace(everything, item=item),
        )
        for item, finding in enumerate(findings[:_EACH])
    ]
    return [*each, _button(voice.say("button.better_all"), everything)]


def _words(finding: Advice, voice: Voice) -> dict[str, str]:
    return {
        name: voice.label(words, _QUOTED)
        for name, words in (("said", finding.said), ("better", finding.better))
    }


def _button(label: str, press: Press) -> ui.Button[ui.LayoutView]:
    """Blue where it puts all right, grey where one of several things."""
    style = discord.ButtonStyle.primary if press.item is None else discord.ButtonStyle.secondary
    return ui.Button(label=label, style=style, custom_id=press.custom_id)
