"""Retention: for how long a server's edits are kept, and how much room they may take."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from bot.domain.names import check_name

DIRECT_MESSAGES: Final = 0
"""Stands for the server of edits that came by direct message; no server of Discord has this id."""

_MIB = 2**20
_LONGEST_DAYS = 36500


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """Bounds for one server. Jobs that ended more than `days` ago go, words and figures included;
    photos and results beyond `max_bytes` go, those of the longest ended jobs first."""

    days: float
    max_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerKeep:
    """What differs for one server; None: as for all."""

    __pydantic_config__ = {"extra": "forbid"}

    keep_days: float | None = None
    keep_mib: int | None = None

    def __post_init__(self) -> None:
        _check(self.keep_days, self.keep_mib)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerOptions:
    """Where the ledger is and what it keeps. `folder` None: the data folder. `keep_days` and
    `keep_mib` hold for each server by itself, and for all direct messages together; `total_mib`
    for everything. `servers` has what differs, by a server's id."""

    __pydantic_config__ = {"extra": "forbid"}

    folder: str | None = None
    file: str = "ledger.sqlite3"
    keep_days: float = 30.0
    keep_mib: int = 5 * 1024
    total_mib: int = 50 * 1024
    servers: dict[int, ServerKeep] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check(self.keep_days, self.keep_mib)
        if self.total_mib < 0:
            raise ValueError("total_mib must be 0 or more")
        check_name(self.file)

    @property
    def total_bytes(self) -> int:
        """`total_mib` in bytes."""
        return self.total_mib * _MIB

    def keep(self, guild: int) -> Keep:
        """The bounds of a server, or of `DIRECT_MESSAGES`."""
        own = self.servers.get(guild, ServerKeep())
        days = self.keep_days if own.keep_days is None else own.keep_days
        mib = self.keep_mib if own.keep_mib is None else own.keep_mib
        return Keep(days=days, max_bytes=mib * _MIB)


def _check(days: float | None, mib: int | None) -> None:
    if days is not None and not 0 < days <= _LONGEST_DAYS:  # which is how NaN is refused too
        raise ValueError(f"keep_days {days} is outside 0 to {_LONGEST_DAYS}")
    if mib is not None and mib < 0:
        raise ValueError("keep_mib must be 0 or more")
