"""The roles that other layers fill."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.errand import Errand
from bot.domain.errors import BotError
from bot.domain.faq import Answer
from bot.domain.finishing import ExportOrder, Finished, OverlayRecord, TextOrder
from bot.domain.job import Job, JobEvent, RenderResult, RenderTask
from bot.domain.limits import Scope
from bot.domain.photo import Photo
from bot.domain.record import Address, GuildSettings, JobRecord, StoredResult


class Watch(Protocol):
    """How an engine reports, and hears that it should stop."""

    def step(self, step: int, steps: int, previews: Sequence[bytes | None] = ()) -> None:
        """Report that `step` of `steps` is done; `previews` holds a small JPEG per task.

        Raises `JobCancelled` when every task of the pass was cancelled: let it through.
        """
        ...

    def check(self) -> None:
        """Raise `JobCancelled` when every task of the pass was cancelled. Cheap; call it often."""
        ...


class Engine(Protocol):
    """Turns tasks into pictures. Knows no Discord and no queue; lives in the worker process."""

    def render(self, tasks: Sequence[RenderTask], watch: Watch) -> list[RenderResult | BotError]:
        """Render compatible tasks (same `batch_key`; or one task) in one pass where it can.

        Returns one entry per task, in order. Raises `BotError` when the pass as a whole failed,
        `JobCancelled` when it was cancelled.
        """
        ...

    def close(self) -> None:
        """Free what is held."""
        ...


class Ticket(Protocol):
    """A submitted job."""

    @property
    def job_id(self) -> str:
        """The job's id."""
        ...

    def events(self) -> AsyncIterator[JobEvent]:
        """The job's events from now on, the latest known state first; ends after the last one.

        May be called more than once; each iterator sees every event from its start on, except
        that states which a slow reader missed are merged into the newest.
        """
        ...

    async def result(self) -> RenderResult:
        """Wait for the end. Raises `BotError` on failure and `JobCancelled` on cancellation."""
        ...

    def cancel(self) -> None:
        """Cancel this job, waiting or running, and no other. Does nothing once it has ended."""
        ...


class Executor(Protocol):
    """Owns the engine's process and the queue before it."""

    def submit(self, job: Job, *, admitted: bool = False) -> Ticket:
        """Queue a job. Raises `UsageError` when the queue is full, unless the job was `admitted`
        before, and when it is closing. What can be read again does not stay in memory while it
        waits, however many jobs there are."""
        ...

    def check_room(self, coming: int = 0) -> None:
        """Raise what `submit` would once so many more jobs have come: where the queue is full or
        closing."""
        ...


class Advisor(Protocol):
    """Answers free questions from the FAQ."""

    async def find(self, question: str, locale: str | None = None) -> tuple[Answer, ...]:
        """The best one to three entries, the best first; none where nothing fits. Answers come in
        the language of `locale`, else in that of the question."""
        ...

    def spoken(self, question: str) -> str:
        """The language of a question, English if in doubt."""
        ...


class PhotoReader(Protocol):
    """Turns bytes from outside into a photo, whatever they are."""

    async def read(self, data: bytes, *, name: str) -> Photo:
        """Decode a photo. Raises `PhotoError` with one sentence."""
        ...

    async def read_mask(self, data: bytes, *, name: str, width: int, height: int) -> Photo:
        """Decode a mask for a photo of that size, as mode "L". Raises `PhotoError`."""
        ...


class Finisher(Protocol):
    """Sets text on pictures and brings them to the sizes of shops, whatever the files are."""

    async def add_text(self, order: TextOrder) -> Finished:
        """Set text on a picture. Raises `BotError` with one sentence."""
        ...

    async def export(self, order: ExportOrder) -> Finished:
        """Bring a picture to what a target asks for. Raises `BotError` that names the rule where
        the target does not take it."""
        ...


class LedgerToRead(Protocol):
    """What happened to every job, to be looked at. Every method may raise `LedgerError`."""

    async def blob(self, sha256: str) -> bytes | None:
        """Bytes by their hash; None when they were never kept, or removed since."""
        ...

    async def job(self, job_id: str) -> JobRecord | None:
        """One job."""
        ...

    async def job_of_message(self, message: int) -> JobRecord | None:
        """The job that a message of ours shows."""
        ...

    async def overlay(self, overlay_id: str) -> OverlayRecord | None:
        """One overlay; None when it was never kept, or removed since."""
        ...

    async def guild_settings(self, guild: int) -> GuildSettings:
        """A server's settings; defaults where none were made."""
        ...


class Ledger(LedgerToRead, Protocol):
    """What happened to every job, on disk. A change is written before it is acted on.

    Bytes of sources and results are blobs, kept by the SHA-256 of their bytes in hexadecimal.
    A job that has ended does not change its state again: of two ends, the first one written holds.
    Every method may raise `LedgerError`.
    """

    async def put_blob(self, data: bytes) -> str:
        """Keep bytes; their hash. The same bytes are kept once."""
        ...

    async def accept(self, record: JobRecord) -> bool:
        """Write a new job, whose blobs were put before; False when its interaction has one for
        this part already, and nothing is written."""
        ...

    async def accepted(self, interaction: int, part: int) -> bool:
        """Whether that photo of an interaction has a job."""
        ...

    async def note_errands(self, errands: Sequence[Errand]) -> None:
        """Write down what came, before it is acknowledged."""
        ...

    async def errand_done(self, interaction: int) -> None:
        """The errand has become jobs, or was answered."""
        ...

    async def errands(self) -> list[Errand]:
        """What came and is not done, the oldest first."""
        ...

    async def start(self, job_id: str) -> None:
        """The job runs: its attempts go up by one."""
        ...

    async def requeue(self, job_id: str, *, forgive: bool = False) -> None:
        """The job waits again, after a restart or a drain. `forgive` takes the attempt back: it
        was not the job's fault that it was interrupted."""
        ...

    async def finish(self, job_id: str, result: StoredResult) -> None:
        """The job is done; its pictures were put before."""
        ...

    async def fail(self, job_id: str, code: str, reply: str) -> None:
        """The job ended without a result."""
        ...

    async def cancel(self, job_id: str) -> bool:
        """The job is cancelled; False when it had ended already."""
        ...

    async def address(self, job_id: str, address: Address) -> None:
        """Where the job is answered has changed, such as its message now being known."""
        ...

    async def answered(self, job_id: str) -> None:
        """The final answer was delivered."""
        ...

    async def unfinished(self) -> list[JobRecord]:
        """Jobs that wait or run, the oldest first."""
        ...

    async def unanswered(self) -> list[JobRecord]:
        """Jobs that ended and whose answer was not delivered, the oldest first."""
        ...

    async def last_tip(self, owner: int) -> str | None:
        """The id of the tip under the person's newest result; None where there is none."""
        ...

    async def addresses(self, owner: int) -> list[Address]:
        """Where a person has messages of ours, the newest first, as far as these are known."""
        ...

    async def forget(self, owner: int) -> int:
        """Remove a person's jobs now, with photos, results and words; how many there were. Only
        counts are kept. Their photos go also where other people's jobs were made from them."""
        ...

    async def under_way(self, scope: Scope, id_: int) -> int:
        """How many jobs of a person or a server have not ended."""
        ...

    async def images(self, scope: Scope, id_: int, since: datetime) -> int:
        """How many pictures a person or a server has asked for since then, without those of jobs
        that failed or were cancelled."""
        ...

    async def free_again(
        self, scope: Scope, id_: int, since: datetime, excess: int
    ) -> datetime | None:
        """The time until which `excess` of the pictures since then were asked for: so many are
        free once that is a day ago. None where there are not so many."""
        ...

    async def spend(self, owner: int, guild: int | None, images: int) -> None:
        """Count pictures that a person got without a job, for as long as `images` asks."""
        ...

    async def keep_overlay(self, record: OverlayRecord) -> None:
        """Write an overlay, whose blobs were put before."""
        ...

    async def note_post(self, address: Address) -> None:
        """Write down a message of ours that is no job's answer, so that `addresses` has it."""
        ...

    async def set_guild_settings(self, settings: GuildSettings) -> None:
        """Keep a server's settings."""
        ...
