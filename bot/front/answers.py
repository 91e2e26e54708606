"""Answers: the card of a job that has ended, pictures and all."""

from __future__ import annotations

from bot.domain.record import JobRecord, JobState
from bot.domain.texts import Texts
from bot.front.card import Card
from bot.front.ladders import Ladders
from bot.front.pictures import Pictures
from bot.front.result_cards import ResultCards
from bot.front.voice import Voice


class Answers:
    """Makes what a person is waiting for."""

    def __init__(
        self, *, texts: Texts, pictures: Pictures, cards: ResultCards, ladders: Ladders
    ) -> None:
        self._texts = texts
        self._pictures = pictures
        self._cards = cards
        self._ladders = ladders

    async def card(self, record: JobRecord) -> Card:
        """How the job ended, in its owner's language. Raises `UsageError` where its pictures were
        removed."""
        if record.state is JobState.DONE:
            address = record.address
            return await self.result(
                record, locale=address.locale, limit_bytes=address.size_limit_bytes
            )
        if record.state is JobState.CANCELLED:
            return self._cards.cancelled(record)
        return self._cards.failed(record)

    async def result(
        self, record: JobRecord, *, locale: str, limit_bytes: int, picture: int | None = None
    ) -> Card:
        """A result with all its pictures, or with one of them, for whoever wants to see it. Raises
        `UsageError` where it was removed."""
        if record.result is None:
            return self._cards.failed(record)
        voice = Voice(texts=self._texts, locale=locale)
        if picture is None and len(record.result.pictures) > 1 and record.request.ladder:
            return await self._ladders.card(record, record.result, voice)
        shown = await self._pictures.shown(
            record, record.result, voice, limit_bytes=limit_bytes, picture=picture
        )
        return self._cards.done(
            record,
            record.result,
            shown.files,
            smaller=shown.smaller,
            picture=picture,
            locale=locale,
        )

    def late(self, record: JobRecord) -> str:
        """What stands above an answer that is a message of its own."""
        done = record.state is JobState.DONE
        return self._texts.say(
            record.address.locale,
            "reply.late" if done else "reply.late_failed",
            mention=f"<@{record.address.user}>",
        )
