"""A ledger that cannot be used: what can be read of it all the same, with nothing changed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from bot.domain.errors import ConfigError, LedgerError
from bot.domain.finishing import OverlayRecord
from bot.domain.record import GuildSettings, JobRecord
from bot.ledger.reader import FILE, LedgerReader

T = TypeVar("T")

_BUSY_LIMIT_S = 0.5
"""Whoever asks has to be answered within three seconds."""


class UnusableLedger:
    """Fills the role of a ledger to read. The file is opened for each question and closed after
    it, so that it can be mended or put in place of another meanwhile.

    Every method raises `LedgerError` where its answer cannot be read: `reason`, or a newer one.
    """

    def __init__(self, folder: Path, reason: LedgerError, *, file: str = FILE) -> None:
        self._folder = folder
        self._file = file
        self._reason = reason

    async def blob(self, sha256: str) -> bytes | None:
        """Bytes by their hash."""
        return await self._ask(lambda ledger: ledger.blob(sha256))

    async def job(self, job_id: str) -> JobRecord | None:
        """One job."""
        return await self._ask(lambda ledger: ledger.job(job_id))

    async def job_of_message(self, message: int) -> JobRecord | None:
        """The job that a message of ours shows."""
        return await self._ask(lambda ledger: ledger.job_of_message(message))

    async def overlay(self, overlay_id: str) -> OverlayRecord | None:
        """One overlay."""
        return await self._ask(lambda ledger: ledger.overlay(overlay_id))

    async def guild_settings(self, guild: int) -> GuildSettings:
        """A server's settings."""
        return await self._ask(lambda ledger: ledger.guild_settings(guild))

    async def set_guild_settings(self, settings: GuildSettings) -> None:
        """Nothing is written. Raises the reason."""
        raise self._reason.with_traceback(None)

    async def _ask(self, question: Callable[[LedgerReader], Awaitable[T]]) -> T:
        reader = LedgerReader(
            self._folder, file=self._file, busy_limit_s=_BUSY_LIMIT_S, untouched=True
        )
        try:
            async with reader as ledger:
                return await question(ledger)
        except ConfigError as exc:  # none there, or of another version
            raise self._reason.with_traceback(None) from exc
