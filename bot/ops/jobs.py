"""What an operator does to a job: cancel it, or try it again."""

from __future__ import annotations

from typing import Protocol

from bot.domain.errors import UsageError
from bot.domain.record import Address, JobRecord, JobState


class Jobs(Protocol):
    """A ledger that may be changed."""

    async def job(self, job_id: str) -> JobRecord | None:
        """One job."""
        ...

    async def blob(self, sha256: str) -> bytes | None:
        """Bytes by their hash."""
        ...

    async def cancel(self, job_id: str) -> bool:
        """Cancel a job; False when it had ended already."""
        ...

    async def reopen(self, job_id: str) -> bool:
        """Let a job that ended without a result wait again; False for any other."""
        ...

    async def addresses(self, owner: int) -> list[Address]:
        """Where a person's jobs were answered."""
        ...

    async def forget(self, owner: int) -> int:
        """Remove all that is known of a person; how many jobs there were."""
        ...


class RunningJobs(Protocol):
    """The bot's jobs under way."""

    async def cancel(self, job_id: str) -> bool:
        """Cancel a job, in the ledger and where it runs; False when it had ended already."""
        ...

    async def take_up(self, job_id: str) -> None:
        """Queue a job that waits in the ledger, and answer it."""
        ...

    async def forget(self, owner: int) -> int:
        """Cancel a person's jobs, and remove all that is known of them; how many there were."""
        ...


class Operator:
    """Acts on jobs: through the bot where it runs (`running`), else on the ledger alone, where the
    bot finds them at its next start."""

    def __init__(self, ledger: Jobs, running: RunningJobs | None = None) -> None:
        self._ledger = ledger
        self._running = running

    async def cancel(self, job_id: str) -> str:
        """Cancel a job; what was done, in a sentence. Raises `UsageError`."""
        record = await self._known(job_id)
        where = self._running or self._ledger
        if not await where.cancel(job_id):
            raise UsageError("job_ended", f"Job {job_id} has ended already: {record.state}.")
        return f"Job {job_id} is cancelled{self._later('its owner is told')}."

    async def retry(self, job_id: str) -> str:
        """Render a job that failed or was cancelled once more, as it was planned, and answer it
        again; what was done, in a sentence. Raises `UsageError`."""
        record = await self._known(job_id)
        if record.state is JobState.DONE:
            raise UsageError("job_done", f"Job {job_id} has its pictures; there is nothing to try.")
        for sha256 in (record.source_sha256, record.mask_sha256):
            if sha256 is not None and await self._ledger.blob(sha256) is None:
                raise UsageError(
                    "job_photo_gone", f"The photo of job {job_id} is not kept any more."
                )
        if not await self._ledger.reopen(job_id):
            raise UsageError("job_not_ended", f"Job {job_id} has not ended; it is {record.state}.")
        if self._running is not None:
            await self._running.take_up(job_id)
        return f"Job {job_id} waits{self._later('it is made')}."

    async def forget(self, person: str) -> str:
        """Remove a person's photos, results and words; what was done, in a sentence, and which
        messages in Discord stay. Raises `UsageError` for anything but an id."""
        if not person.isdecimal():
            raise UsageError("person_id_wrong", f"“{person}” is no id of a person in Discord.")
        addresses = await self._ledger.addresses(int(person))
        jobs = await (self._running or self._ledger).forget(int(person))
        edits = "1 edit" if jobs == 1 else f"{jobs} edits"
        said = f"Person {person} is forgotten, with {edits}."
        links = [address.link for address in addresses if address.link is not None]
        if not links:
            return said
        return "\n".join(
            [said, "Their messages in Discord stay until somebody deletes them:", *links]
        )

    async def _known(self, job_id: str) -> JobRecord:
        record = await self._ledger.job(job_id)
        if record is None:
            raise UsageError("job_unknown", f"There is no job {job_id} in the ledger.")
        return record

    def _later(self, what: str) -> str:
        return "" if self._running is not None else f"; {what} when the bot runs again"
