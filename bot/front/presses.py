"""What stands in a button: what it does, to which job, and which of its pictures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """What a press asks for."""

    CANCEL = "cancel"
    AGAIN = "again"
    KEEP_MORE = "keep"
    CHANGE_MORE = "change"
    EDIT_WORDS = "words"
    USE_RESULT = "use"
    PICK = "pick"
    ORIGINALS = "originals"
    ORIGINAL = "original"
    DELETE = "delete"
    DELIVER = "deliver"
    WRONG = "wrong"
    FIX_PRODUCT = "fixproduct"
    FIX_NOTHING = "fixnothing"
    FIX_IGNORED = "fixignored"
    FIX_CUT_OUT = "fixcutout"
    FIX_TEXT = "fixtext"
    LADDER = "ladder"
    BETTER_WORDS = "better"


_CUSTOM_ID = re.compile(
    r"restage:(?P<verb>[a-z]+):(?P<job_id>[0-9a-f]{32})(?::(?P<picture>[0-9]))?"
    r"(?::i(?P<item>[0-9]))?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A press of a button, or a form that one opened.

    All of it stands in the `custom_id`, so that what was shown before a restart works after it.
    `picture` counts from 0; None means all pictures of the job. `item` counts from 0, too, where a
    press is about one of several things, such as one finding of the prompt doctor.
    """

    verb: Verb
    job_id: str
    picture: int | None = None
    item: int | None = None

    @property
    def custom_id(self) -> str:
        """`restage:again:<job>[:<picture>][:i<item>]`; at most 60 characters."""
        picture = "" if self.picture is None else f":{self.picture}"
        item = "" if self.item is None else f":i{self.item}"
        return f"restage:{self.verb}:{self.job_id}{picture}{item}"


def read_press(custom_id: str) -> Press | None:
    """The press in a `custom_id`; None for one that is not ours."""
    found = _CUSTOM_ID.fullmatch(custom_id)
    if found is None or found["verb"] not in set(Verb):
        return None
    picture, item = found["picture"], found["item"]
    return Press(
        verb=Verb(found["verb"]),
        job_id=found["job_id"],
        picture=int(picture) if picture is not None else None,
        item=int(item) if item is not None else None,
    )
