"""Time as the domain knows it: always with a time zone, handed in where it is needed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def moment(time: datetime) -> str:
    """A time as Discord shows it, counting down in the person's language: "in 3 hours"."""
    return f"<t:{int(time.timestamp())}:R>"


def now_utc() -> datetime:
    """The time by the machine's clock."""
    return datetime.now(UTC)
