"""What those who run the bot reach while it stays closed, since its ledger cannot be used."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.domain.errors import LedgerError
from bot.domain.options import MonitoringOptions
from bot.ops.control import Control
from bot.ops.health import Readiness
from bot.ops.http import Monitoring
from bot.ops.metrics import PrometheusMeter

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedParts:
    """Fills the roles that readiness and metrics look at: all is well and at rest but the ledger,
    which fails for `reason`."""

    reason: LedgerError
    connected: bool = True
    startable: bool = True
    waiting: int = 0
    restarts: int = 0
    memory_retries: int = 0

    async def try_to_write(self) -> None:
        """Raise the reason."""
        raise self.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedOperator:
    """Does nothing to any job, for `reason`."""

    reason: LedgerError

    async def cancel(self, typed: str) -> str:
        """Raise the reason."""
        raise self.reason

    async def retry(self, typed: str) -> str:
        """Raise the reason."""
        raise self.reason

    async def forget(self, typed: str) -> str:
        """Raise the reason."""
        raise self.reason


def _readiness(parts: ClosedParts) -> Readiness:
    return Readiness(parts, parts, parts, closed=True)


@asynccontextmanager
async def closed_control(folder: Path, reason: LedgerError) -> AsyncIterator[None]:
    """The control socket of a bot that says that it is closed. It does without one where the data
    folder takes none: that may be why the bot is closed."""
    readiness = _readiness(ClosedParts(reason=reason))

    async def reload() -> str:
        raise reason

    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(
                Control(folder, ClosedOperator(reason=reason), readiness, reload)
            )
        except OSError as exc:
            log.warning("the command line cannot reach the closed bot: %s", exc)
        yield


def closed_monitoring(options: MonitoringOptions, reason: LedgerError) -> Monitoring:
    """The port of a bot that lives and is not ready."""
    parts = ClosedParts(reason=reason)
    return Monitoring(options, PrometheusMeter(parts), _readiness(parts))
