"""Photos of the jobs that wait: a few are held in memory, the others are read again."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.errors import BotError
from bot.domain.job import Failed
from bot.executor import failures
from bot.executor.queue import Entry

log = logging.getLogger(__name__)


class HeldPhotos:
    """Holds the pixels of waiting jobs in up to `limit_bytes`.

    A decoded photo takes about 12 MB, so a thousand would take 12 GB. Those that come when the
    limit is reached are put away, if their job can read them again; that costs some 100 ms in its
    turn. In a short queue nothing is ever read twice.
    """

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._size_bytes = 0

    @property
    def size_bytes(self) -> int:
        """What is held now."""
        return self._size_bytes

    def take(self, entry: Entry) -> None:
        """Hold a job's photo, or put it away."""
        size_bytes = entry.job.task.size_bytes
        fits = self._size_bytes + size_bytes <= self._limit_bytes
        if fits or entry.job.read_again is None:
            self._count(entry, size_bytes)
        else:
            entry.job = replace(entry.job, task=entry.job.task.put_away())

    def let_go(self, entry: Entry) -> None:
        """A job has ended: its photo is not needed any more."""
        self._count(entry, 0)

    async def fetch(self, entries: Sequence[Entry]) -> list[Failed | None]:
        """Read again what was put away of these jobs, so that they can be rendered; why that is
        not possible, for each, or None."""
        reading = (self._fetch_one(entry) for entry in entries)
        outcomes = await asyncio.gather(*reading, return_exceptions=True)
        return [_failure(outcome) for outcome in outcomes]

    async def _fetch_one(self, entry: Entry) -> None:
        job = entry.job
        if job.task.photo.pixels or job.read_again is None:
            return
        task = await job.read_again()
        if not entry.ticket.ended:  # else nobody would let go of it
            entry.job = replace(job, task=task)
            self._count(entry, task.size_bytes)

    def _count(self, entry: Entry, size_bytes: int) -> None:
        self._size_bytes += size_bytes - entry.held_bytes
        entry.held_bytes = size_bytes


def _failure(outcome: BaseException | None) -> Failed | None:
    match outcome:
        case None:
            return None
        case BotError(code=code, reply=reply, detail=detail):
            return Failed(code=code, reply=reply, detail=detail)
        case _:
            reference = secrets.token_hex(3)
            log.error("a photo was not read again, code %s", reference, exc_info=outcome)
            return failures.supervision_failed(reference)
