"""What the monitoring port says of a bot that stays closed, since its ledger cannot be used."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.errors import LedgerError
from bot.domain.options import MonitoringOptions
from bot.ops.health import Readiness
from bot.ops.http import Monitoring
from bot.ops.metrics import PrometheusMeter


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


def closed_monitoring(options: MonitoringOptions, reason: LedgerError) -> Monitoring:
    """The port of a bot that lives and is not ready."""
    parts = ClosedParts(reason=reason)
    return Monitoring(options, PrometheusMeter(parts), Readiness(parts, parts, parts))
