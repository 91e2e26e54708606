"""Jobs: edits of one photo with an owner, and what comes back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.domain.edit import Edit, EngineName, Fidelity, Strength
from bot.domain.photo import Photo
from bot.domain.receipt import Receipt

MediaFormat = Literal["png", "jpeg", "webp"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """How pictures are encoded. `quality` (1 to 100) is used by JPEG and WebP."""

    __pydantic_config__ = {"extra": "forbid"}

    format: MediaFormat = "png"
    quality: int = 92
    save_mask: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.quality <= 100:
            raise ValueError(f"quality {self.quality} is outside 1 to 100")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that a person should know about a result; `code` is for programs."""

    code: str
    text: str


def fell_back(reason: str) -> Notice:
    """What people are told where `auto` took the studio engine, since a model cannot be used."""
    return Notice(
        code="engine_fallback",
        text=f"The studio engine made this, since the model could not be used: {reason}",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallback:
    """The edits that the studio engine makes where a model turns out not to load, at most as many
    as were planned for the model, and what the person should know about them."""

    edits: tuple[Edit, ...]
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderTask:
    """What an engine is given: one photo and the edits of it, all of one engine and model.

    `mask` is a photo in mode "L" of the source's size, 255 where the product is, if the person
    attached one. `fallback` is there where `auto` chose the engine, so that the studio engine may
    render instead. With `auto_strength` the edits are made at the highest strength that keeps the
    product, whatever theirs is.
    """

    job_id: str
    photo: Photo
    edits: tuple[Edit, ...]
    mask: Photo | None = None
    output: Output = field(default_factory=Output)
    fallback: Fallback | None = None
    auto_strength: bool = False

    def __post_init__(self) -> None:
        if not self.edits:
            raise ValueError("a task has at least one edit")
        if len({(edit.engine, edit.model) for edit in self.edits}) > 1:
            raise ValueError("the edits of one task share engine and model")

    @property
    def size_bytes(self) -> int:
        """What the pixels of photo and mask take; 0 while they are put away."""
        return len(self.photo.pixels) + (len(self.mask.pixels) if self.mask is not None else 0)

    def put_away(self) -> RenderTask:
        """The task without its pixels, as it can wait for hours."""
        mask = self.mask.put_away() if self.mask is not None else None
        return replace(self, photo=self.photo.put_away(), mask=mask)

    @property
    def batch_key(self) -> tuple[object, ...] | None:
        """Tasks with the same key may be rendered in one pass; None: this task runs alone."""
        edit = self.edits[0]
        if edit.engine is not EngineName.DIFFUSION or self.auto_strength:
            return None
        return (edit.model, edit.steps, edit.guidance_scale, self.photo.width, self.photo.height)


ReadAgain = Callable[[], Awaitable[RenderTask]]
"""Reads the photo of a task once more. Raises `BotError` where it is gone or cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A task with its owner. `owner` is whoever the queue is fair to (a user id, or "cli").

    With `read_again` the pixels need not stay in memory while the job waits; it gives the same task
    as it was.
    """

    owner: str
    task: RenderTask
    read_again: ReadAgain | None = None

    @property
    def id(self) -> str:
        """The job's id, unique per executor."""
        return self.task.job_id


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskReport:
    """Which pixels were taken for the product. `coverage` is their share of the picture and
    `confidence` runs from 0 to 1; `method` names the cut-out. `png` is the mask as a PNG in mode
    "L" where the task asked for it, 255 exactly in the core that `exact` keeps."""

    coverage: float
    confidence: float
    method: str
    png: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One finished picture: encoded bytes with the edit written into them, the strength that was
    really used, and what was measured of it."""

    edit: Edit
    data: bytes
    format: MediaFormat
    width: int
    height: int
    strength: Strength | None = None
    receipt: Receipt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderResult:
    """What an engine gives back for one task.

    `strength` and `fidelity` are what was really done: they differ from the edit's where a mask
    could not be trusted. `render_s` is the engine's time for the task's pictures in seconds, its
    share of the batch where several tasks ran together, mask included, loading excluded.
    `memory_retries` counts the passes that were tried again for this task since memory ran out.
    """

    job_id: str
    engine: EngineName
    model: str | None
    steps: int | None
    strength: Strength
    fidelity: Fidelity
    positive: str
    negative: str
    pictures: tuple[Picture, ...]
    mask: MaskReport | None
    warnings: tuple[Notice, ...] = ()
    render_s: float = 0.0
    memory_retries: int = 0


SHUTTING_DOWN = "shutting_down"
"""Code of `Failed`, and of what `Executor.submit` raises, when the executor closes: the job itself
is sound and can be queued again after a restart."""

QUEUE_FULL = "queue_full"
"""Code of what `Executor.submit` raises when too many jobs wait."""


# What a ticket's stream of events can hold, in this order; the last three end it.


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The job waits at `place` (1 is next); `eta_s` is the expected wait until it starts, in
    seconds, or None while nothing is known about durations."""

    place: int
    eta_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """The job runs. `preview` is a small JPEG where the engine can show one; `eta_s` the expected
    time until the end, in seconds, or None."""

    step: int
    steps: int
    preview: bytes | None = None
    eta_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The job ended well."""

    result: RenderResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The job ended without a result; `code` and `reply` as in `BotError`."""

    code: str
    reply: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled:
    """The job was cancelled."""


JobEvent = Waiting | Running | Done | Failed | Cancelled
