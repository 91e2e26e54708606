"""/queue: what waits and runs, and answers that found no way."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands, ui

from bot.domain.clock import Clock, now_utc
from bot.domain.job import Running, Waiting
from bot.domain.ports import Ledger
from bot.domain.record import JobRecord, JobState
from bot.domain.texts import Texts
from bot.front.card import MAX_TEXT, Card, boxed, when
from bot.front.conversation import Conversations
from bot.front.messenger import Messenger
from bot.front.presses import Press, Verb
from bot.front.reception import Reception
from bot.front.result_cards import ResultCards
from bot.front.voice import Voice
from bot.front.wording import worded

_LINES = 15
_BUTTONS = 5
_LONGEST_LABEL = 80


class QueueCommand:
    """Shows the queue to whoever asks, and to nobody else."""

    def __init__(
        self,
        *,
        texts: Texts,
        ledger: Ledger,
        conversations: Conversations,
        messenger: Messenger,
        reception: Reception,
        cards: ResultCards,
        now: Clock = now_utc,
    ) -> None:
        self._texts = texts
        self._ledger = ledger
        self._conversations = conversations
        self._messenger = messenger
        self._reception = reception
        self._cards = cards
        self._now = now

    def command(self) -> app_commands.Command[Any, ..., None]:
        """/queue."""
        return app_commands.Command(
            name=worded(self._texts, "command.queue.name"),
            description=worded(self._texts, "command.queue.description"),
            callback=self.show,
        )

    async def show(self, interaction: discord.Interaction) -> None:
        """Answer with the queue as it is now."""
        async with self._reception.taking(interaction, private=True) as errand:
            address = errand.address
            voice = Voice(texts=self._texts, locale=address.locale)
            jobs = await self._ledger.unfinished()
            ended = await self._ledger.unanswered()
            own = [record for record in ended if record.owner == address.user]
            stuck = [r for r in own if not self._conversations.answering(r.id)]
            card = self._card(jobs, stuck, user=address.user, guild=address.guild, voice=voice)
            await self._messenger.deliver(address, card, late="", nonce=str(interaction.id))

    def _card(
        self,
        jobs: list[JobRecord],
        stuck: list[JobRecord],
        *,
        user: int,
        guild: int | None,
        voice: Voice,
    ) -> Card:
        running = sum(r.state is JobState.RUNNING for r in jobs)
        parts = [f"## {voice.say('queue.title')}"]
        if jobs:
            waiting = len(jobs) - running
            parts.append(voice.say("queue.summary", running=running, waiting=waiting))
        else:
            parts.append(voice.say("queue.empty"))
        seen = [record for record in jobs if _may_see(record, user, guild)]
        seen.sort(key=self._order)
        parts += [self._line(record, user, voice) for record in seen[:_LINES]]
        if len(seen) > _LINES:
            parts.append(voice.count("queue.more", len(seen) - _LINES))
        if not stuck:
            return boxed(ui.TextDisplay("\n".join(parts)[:MAX_TEXT]))
        parts.append(voice.count("queue.undelivered", len(stuck)))
        return boxed(ui.TextDisplay("\n".join(parts)[:MAX_TEXT]), self._deliver_row(stuck, voice))

    def _deliver_row(self, stuck: list[JobRecord], voice: Voice) -> ui.ActionRow[ui.LayoutView]:
        return ui.ActionRow(
            *(
                ui.Button[ui.LayoutView](
                    label=deliver_label(record, voice),
                    style=discord.ButtonStyle.primary,
                    custom_id=Press(verb=Verb.DELIVER, job_id=record.id).custom_id,
                )
                for record in stuck[:_BUTTONS]
            )
        )

    def _order(self, record: JobRecord) -> tuple[int, int]:
        """What runs comes first, then by place; what was not told yet comes last."""
        match self._conversations.latest.get(record.id):
            case Running():
                return (0, 0)
            case Waiting(place=place):
                return (1, place)
            case _:
                return (2, 0)

    def _line(self, record: JobRecord, user: int, voice: Voice) -> str:
        fields = {
            "command": f"/{record.request.command}",
            "preset": self._cards.label_of(record.edits[0], voice),
        }
        match self._conversations.latest.get(record.id):
            case Running(step=step, steps=steps, eta_s=None):
                line = voice.say("queue.running_unknown", **fields, step=step, steps=steps)
            case Running(step=step, steps=steps, eta_s=float(eta_s)):
                time = when(self._now(), eta_s)
                line = voice.say("queue.running", **fields, step=step, steps=steps, time=time)
            case Waiting(place=place, eta_s=float(eta_s)):
                time = when(self._now(), eta_s)
                line = voice.say("queue.waiting", **fields, place=place, time=time)
            case Waiting(place=place):
                line = voice.say("queue.waiting_unknown", **fields, place=place)
            case _:
                line = voice.say("queue.waiting_unknown", **fields, place="–")
        return voice.say("queue.yours", line=line) if record.owner == user else line


def _may_see(record: JobRecord, user: int, guild: int | None) -> bool:
    """One's own jobs, and those of the server that are answered in public."""
    public = not record.address.private and guild is not None and record.address.guild == guild
    return record.owner == user or public


def deliver_label(record: JobRecord, voice: Voice) -> str:
    """Which answer a button brings."""
    begin = f"{voice.say('queue.deliver')}: "
    return begin + voice.label(record.source_name, _LONGEST_LABEL - len(begin))
