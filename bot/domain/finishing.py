"""Finishing: what is asked for after a render, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.export import Target
from bot.domain.job import MediaFormat, Notice, Output
from bot.domain.overlay import Overlay


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishOptions:
    """What finishing may cost. `at_once` is how many orders may wait or run; `limit_s` the longest
    time for one, `memory_limit_mib` what the process may take beyond its start, `work_side_px` the
    longer side of a picture that is worked on, `font_max_bytes` the largest font from outside;
    the process ends after `idle_limit_s` without work."""

    __pydantic_config__ = {"extra": "forbid"}

    at_once: int = 8
    limit_s: float = 30.0
    memory_limit_mib: int = 3000
    work_side_px: int = 4096
    font_max_bytes: int = 10 * 2**20
    idle_limit_s: float = 300.0

    def __post_init__(self) -> None:
        for name in ("at_once", "limit_s", "memory_limit_mib", "font_max_bytes", "idle_limit_s"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be above 0")
        if not 64 <= self.work_side_px <= 8192:
            raise ValueError("work_side_px is outside 64 to 8192")


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishSource:
    """A picture to finish, as a file, with what helps to find the product in it.

    `photo` is the photo that it was made from, if known: the product stands in it where it stands
    in the picture. `mask` belongs to that photo, or to the picture where there is none.
    """

    name: str
    data: bytes
    photo: bytes | None = None
    mask: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextOrder:
    """Set text on a picture. `font` is the file that the person uploaded, for `Typeface.OWN`."""

    source: FinishSource
    overlay: Overlay
    font: bytes | None = None
    output: Output = field(default_factory=Output)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOrder:
    """Bring a picture to what a target asks for; `label` is the target's name for people.
    `overlay` is the text to set on it then, at its new size, `font` as in `TextOrder`."""

    source: FinishSource
    target: Target
    label: str
    overlay: Overlay | None = None
    font: bytes | None = None


FinishOrder = TextOrder | ExportOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A finished file, and what the person should know about it. `rules` are the rules of a target
    that were checked and hold."""

    data: bytes
    format: MediaFormat
    width: int
    height: int
    notices: tuple[Notice, ...] = ()
    rules: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlayRecord:
    """An overlay as the ledger keeps it, so that its text can be edited and its picture exported
    later.

    `id` is unguessable (32 hexadecimal digits) and stands in buttons. `guild` is None in direct
    messages, `private` says that nobody else saw it. `picture_sha256` is the picture without the
    text; the others are as in `FinishSource` and `TextOrder`. `source_owner` is whose picture it
    is, where a person set text on somebody else's. `job_id` and `picture` (from 0) are the job that
    made the picture, None for one that was uploaded.
    """

    id: str
    owner: int
    guild: int | None
    channel: int
    private: bool
    made_at: datetime
    overlay: Overlay
    name: str
    picture_sha256: str
    photo_sha256: str | None = None
    mask_sha256: str | None = None
    font_sha256: str | None = None
    source_owner: int | None = None
    job_id: str | None = None
    picture: int = 0

    @property
    def blobs(self) -> tuple[str, ...]:
        """Everything that has to be kept for it."""
        named = (self.picture_sha256, self.photo_sha256, self.mask_sha256, self.font_sha256)
        return tuple(dict.fromkeys(sha256 for sha256 in named if sha256 is not None))
