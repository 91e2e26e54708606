"""When the next of somebody's jobs is expected to end, as their messages show it."""

from __future__ import annotations

from bot.domain.limits import Scope
from bot.domain.record import JobRecord
from bot.front.conversation import Conversations
from bot.services.recorded import RecordedJobs


class Expectations:
    """Looks through the jobs that are under way."""

    def __init__(self, *, jobs: RecordedJobs, conversations: Conversations) -> None:
        self._jobs = jobs
        self._conversations = conversations

    def free_in_s(self, scope: Scope, id_: int) -> float | None:
        """Seconds until the first job of a person or a server ends, or at least begins; None where
        nothing is known of it."""
        known = (
            event.eta_s
            for job_id, event in self._conversations.latest.items()
            if (live := self._jobs.live(job_id)) is not None and _is_of(live.record, scope, id_)
        )
        return min((seconds for seconds in known if seconds is not None), default=None)


def _is_of(record: JobRecord, scope: Scope, id_: int) -> bool:
    return id_ == (record.owner if scope is Scope.PERSON else record.address.guild)
