"""Errands: what people asked for, from the moment it came to the jobs that it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.access import Visitor
from bot.domain.catalog import EditRequest
from bot.domain.job import Notice
from bot.domain.overlay import Overlay
from bot.domain.record import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that a person attached, where Discord keeps it. `size_bytes` is what it says."""

    name: str
    url: str
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEdits:
    """One edit for each photo, all with the same settings and `seed`, where these name none."""

    request: EditRequest
    photos: tuple[Upload, ...]
    seed: int
    mask: Upload | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An edit that was made before, asked for again: with other words, dials or seed, or, where
    `picture` is given, with that result as its photo. Without a `request` all else stays as it was,
    engine and model too. `notices` say what is different."""

    job_id: str
    seed: int
    request: EditRequest | None = None
    picture: int | None = None
    choose_engine: bool = False
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """A picture to be finished: `overlay` is the text to set on it, else it is exported for
    `target`. The picture is one of three: a `photo` that was uploaded, with its `mask`; a result of
    a job, counted from 0; or the one below an earlier text. `font` is a file for the new text;
    `new_id` is what the picture with text will be known by, unguessable."""

    __pydantic_config__ = {"extra": "forbid"}  # else what is kept of a change would do for this

    photo: Upload | None = None
    mask: Upload | None = None
    job_id: str | None = None
    picture: int = 0
    overlay_id: str | None = None
    overlay: Overlay | None = None
    font: Upload | None = None
    new_id: str = ""
    target: str = ""


Work = NewEdits | Change | Finish
"""What can be done after a restart as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What somebody asked for with one interaction, and where it is answered.

    `work` can be done after a restart as well; None is a page or a file that was asked for, which
    nobody waits for so long. `few_answers`: Discord takes only a few messages for it, as the app is
    not installed on the server.
    """

    interaction: int
    address: Address
    visitor: Visitor
    asked_at: datetime
    few_answers: bool = False
    work: Work | None = None
