"""Records: what the ledger keeps of every job, so that nothing is lost and all can be shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.catalog import EditRequest
from bot.domain.edit import Command, Edit, EngineName, Fidelity, Strength
from bot.domain.job import MediaFormat, Notice, Output
from bot.domain.receipt import Receipt


class JobState(StrEnum):
    """A job's life. The last three are ends; an ended job may still wait for its answer to be
    delivered."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """True for done, failed and cancelled."""
        return self in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a job is answered.

    `interaction_token` edits the first reply until `token_expires` (15 minutes after the
    interaction); then the answer goes to the channel as a reply, or by direct message. `guild` is
    None in direct messages; `message` is the reply's message once it is known. Ids are Discord's
    snowflakes. `locale` is the person's, such as "de" or "en-US". `private` replies are ephemeral;
    a `guest` was brought along by the person and cannot write to the channel.

    It is the answer to photo number `part`, from 0, of `parts` that came together: the first takes
    the place of "thinking", the others are messages of their own. `unsure`: such a message may be
    there although it is not known, since the answer to its posting was lost. `stray`: the same of a
    message that cannot be found again, so that it may show for ever what it showed then.
    """

    user: int
    channel: int
    guild: int | None
    locale: str
    application: int
    interaction_token: str
    token_expires: datetime
    message: int | None = None
    private: bool = False
    guest: bool = False
    part: int = 0
    parts: int = 1
    unsure: bool = False
    stray: bool = False
    size_limit_bytes: int = 10 * 2**20

    @property
    def link(self) -> str | None:
        """Where Discord shows the answer's message; None where it is not known, or was shown to
        one person alone and has no place of its own."""
        if self.message is None or self.private:
            return None
        return f"https://discord.com/channels/{self.guild or '@me'}/{self.channel}/{self.message}"

    @property
    def hidden(self) -> bool:
        """Whether the answer stands where the bot reads no history, nor may write by itself."""
        return self.private or self.guest

    @property
    def posts(self) -> bool:
        """Whether the answer is a message that has yet to be posted by the token: Discord cannot
        tell one that is sent again from a new one."""
        return self.part > 0 and self.message is None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPicture:
    """One finished picture in the blob store, by the SHA-256 of its bytes in hexadecimal.
    `strength` is what was really used; None in what older programs kept."""

    sha256: str
    format: MediaFormat
    width: int
    height: int
    edit: Edit
    strength: Strength | None = None
    receipt: Receipt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredResult:
    """What a job ended with; `RenderResult` with its pictures in the blob store. `tip` is the id
    of the FAQ entry that the reply shows, whenever it is shown."""

    engine: EngineName
    model: str | None
    steps: int | None
    strength: Strength
    fidelity: Fidelity
    positive: str
    negative: str
    pictures: tuple[StoredPicture, ...]
    mask_coverage: float | None
    mask_confidence: float | None
    mask_method: str | None = None
    warnings: tuple[Notice, ...] = ()
    render_s: float = 0.0
    tip: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRecord:
    """One job. `id` is unguessable (32 hexadecimal digits) and stands in buttons.

    `interaction` is the Discord interaction that it came from and `part` the photo of it, from 0:
    together they are unique, so that none counts twice. `edits`, `output` and `may_fall_back` are
    all that is needed to render it again as it was. `attempts` counts how often it began to run,
    orderly interruptions left out. `source_owner` is whose photo it is, where a person pressed a
    button under somebody else's picture; None: the owner's own.
    """

    id: str
    interaction: int
    owner: int
    request: EditRequest
    edits: tuple[Edit, ...]
    source_sha256: str
    source_name: str
    mask_sha256: str | None
    address: Address
    state: JobState
    accepted_at: datetime
    part: int = 0
    output: Output = field(default_factory=Output)
    may_fall_back: bool = False
    source_owner: int | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    answered_at: datetime | None = None
    attempts: int = 0
    notices: tuple[Notice, ...] = ()
    result: StoredResult | None = None
    error_code: str | None = None
    error_reply: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GuildSettings:
    """What those who manage a server set for it; empty tuples allow everything. `commands` are
    those that are used on the server, `diffusion_roles` the roles that the diffusion engine is for.
    """

    guild: int
    engine: str | None = None
    presets: dict[str, str] = field(default_factory=dict)
    channels: tuple[int, ...] = ()
    roles: tuple[int, ...] = ()
    private: bool = False
    commands: tuple[str, ...] = ()
    diffusion_roles: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCount:
    """How many jobs of a day (UTC) ended how, and their pictures; jobs that were removed since
    count as well. This is all that stays of a person who asked to be forgotten."""

    day: date
    command: Command
    state: JobState
    jobs: int
    pictures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a sweep removed: jobs with their words, blobs, and the bytes of these."""

    jobs: int
    blobs: int
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What came of forgetting a person: how many jobs were removed, how many messages deleted, and
    the links to those that stay, as far as is known, the newest first."""

    jobs: int
    deleted: int = 0
    staying: tuple[str, ...] = ()
