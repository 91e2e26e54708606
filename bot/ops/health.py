"""Readiness: whether the bot could take a job right now, and what is in the way where not."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.domain.errors import LedgerError

REMEMBERED_S = 5.0
"""So long a look at the ledger holds: asking often must not keep its disk busy."""

OK = "ok"
CLOSED = "none, as the bot is closed"


class Gateway(Protocol):
    """The connection to Discord."""

    @property
    def connected(self) -> bool:
        """Whether it is there now."""
        ...


class Worker(Protocol):
    """The process that renders."""

    @property
    def startable(self) -> bool:
        """False where the last start came to nothing and no worker is ready."""
        ...


class Writable(Protocol):
    """The ledger."""

    async def try_to_write(self) -> None:
        """Raise `LedgerError` where it cannot be written to."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What was found, by part: "ok", or what is wrong."""

    gateway: str
    worker: str
    ledger: str

    @property
    def ready(self) -> bool:
        """Whether nothing is wrong."""
        return self.gateway == self.worker == self.ledger == OK

    @property
    def closed(self) -> bool:
        """Whether the bot takes nothing until its ledger can be used."""
        return self.worker == CLOSED


class Readiness:
    """Looks at the three parts that every job needs; a `closed` bot has no worker."""

    def __init__(
        self,
        gateway: Gateway,
        worker: Worker,
        ledger: Writable,
        *,
        closed: bool = False,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._closed = closed
        self._gateway = gateway
        self._worker = worker
        self._ledger = ledger
        self._now = now
        self._ledger_found = OK
        self._look_again_at = float("-inf")

    async def look(self) -> Health:
        """How it is now."""
        return Health(
            gateway=OK if self._gateway.connected else "not connected to Discord",
            worker=self._look_at_worker(),
            ledger=await self._look_at_ledger(),
        )

    def _look_at_worker(self) -> str:
        if self._closed:
            return CLOSED
        return OK if self._worker.startable else "the worker does not start"

    async def _look_at_ledger(self) -> str:
        if self._now() >= self._look_again_at:
            self._look_again_at = self._now() + REMEMBERED_S
            try:
                await self._ledger.try_to_write()
                self._ledger_found = OK
            except LedgerError as exc:
                self._ledger_found = exc.code
        return self._ledger_found
