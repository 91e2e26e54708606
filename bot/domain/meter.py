"""The meter: what is counted while the bot runs."""

from __future__ import annotations

from typing import Protocol

from bot.domain.record import JobRecord


class Meter(Protocol):
    """Is told what happens. Never raises, and never takes long."""

    def job_waits(self, record: JobRecord) -> None:
        """A job was accepted, or taken up again, and waits."""
        ...

    def job_runs(self, record: JobRecord, waited_s: float) -> None:
        """A job that waited runs, so many seconds after it was accepted."""
        ...

    def job_over(self, record: JobRecord, *, ran: bool) -> None:
        """A job is not under way any more: it has ended as the record says, or waits for the next
        start where its state is waiting. `ran`: `job_runs` was told of it."""
        ...

    def gateway_came_back(self) -> None:
        """The connection to Discord was lost, and is there again."""
        ...

    def rate_limited(self, wait_s: float) -> None:
        """Discord asked to wait so many seconds before a request is sent again."""
        ...


class Unmetered:
    """Fills the Meter role where nobody counts."""

    def job_waits(self, record: JobRecord) -> None:
        """Nothing is counted."""

    def job_runs(self, record: JobRecord, waited_s: float) -> None:
        """Nothing is counted."""

    def job_over(self, record: JobRecord, *, ran: bool) -> None:
        """Nothing is counted."""

    def gateway_came_back(self) -> None:
        """Nothing is counted."""

    def rate_limited(self, wait_s: float) -> None:
        """Nothing is counted."""
