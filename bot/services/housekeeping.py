"""Housekeeping: what may not be kept any longer is removed, at start and once a day."""

from __future__ import annotations

import asyncio
import logging
from types import TracebackType
from typing import Protocol, Self

from bot.domain.errors import LedgerError
from bot.domain.record import Swept
from bot.domain.retention import LedgerOptions

log = logging.getLogger(__name__)

A_DAY_S = 24 * 3600.0


class Sweepable(Protocol):
    """A ledger that removes what its options do not let it keep."""

    async def sweep_by(self, options: LedgerOptions) -> Swept:
        """Remove it. Raises `LedgerError`."""
        ...


class Housekeeping:
    """An async context manager: inside of it, the ledger is swept at once and every `every_s`.

    A sweep that fails is logged, and tried again with the next one: it must not end the bot.
    """

    def __init__(
        self, ledger: Sweepable, options: LedgerOptions, *, every_s: float = A_DAY_S
    ) -> None:
        self._ledger = ledger
        self._options = options
        self._every_s = every_s
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run(), name="housekeeping")
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            await self._sweep()
            await asyncio.sleep(self._every_s)

    async def _sweep(self) -> None:
        try:
            swept = await self._ledger.sweep_by(self._options)
        except LedgerError as exc:
            log.error("what is too old was not removed: %s", exc)
            return
        log.info(
            "removed what is too old or too much: %d edits, %d files, %.1f MiB",
            swept.jobs,
            swept.blobs,
            swept.size_bytes / 2**20,
        )
