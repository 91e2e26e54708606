"""What stands in the buttons, lists and forms of finishing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.access import CommandName


class FinishVerb(StrEnum):
    """What a press asks for: of a result (text, export, target), or of a picture that has text
    (retext, refont, reexport, retarget, drop). Exports offer a choice, the targets take it."""

    TEXT = "text"
    EXPORT = "export"
    TARGET = "target"
    EDIT_TEXT = "retext"
    OWN_FONT = "refont"
    EXPORT_TEXT = "reexport"
    TARGET_TEXT = "retarget"
    DROP = "drop"


COMMANDS: Mapping[FinishVerb, CommandName] = {
    FinishVerb.TEXT: CommandName.OVERLAY,
    FinishVerb.EDIT_TEXT: CommandName.OVERLAY,
    FinishVerb.OWN_FONT: CommandName.OVERLAY,
    FinishVerb.EXPORT: CommandName.EXPORT,
    FinishVerb.TARGET: CommandName.EXPORT,
    FinishVerb.EXPORT_TEXT: CommandName.EXPORT,
    FinishVerb.TARGET_TEXT: CommandName.EXPORT,
}
"""The command that a press stands for; dropping what is one's own stands for none."""

OF_RESULTS = frozenset({FinishVerb.TEXT, FinishVerb.EXPORT, FinishVerb.TARGET})
"""Presses whose id is a job's; that of the others is an overlay's."""

_CUSTOM_ID = re.compile(
    rf"restage:(?P<verb>{'|'.join(FinishVerb)}):(?P<id>[0-9a-f]{{32}})(?::(?P<picture>[0-9]))?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishPress:
    """A press under a result, or under a picture with text. All of it stands in the `custom_id`, so
    that it works after a restart. `id` is the job's or the overlay's; `picture` counts from 0."""

    verb: FinishVerb
    id: str
    picture: int = 0

    @property
    def custom_id(self) -> str:
        """`restage:text:<job>:<picture>`; at most 60 characters."""
        return f"restage:{self.verb}:{self.id}:{self.picture}"


def read_finish_press(custom_id: str) -> FinishPress | None:
    """The press in a `custom_id`; None for one that is not of finishing."""
    found = _CUSTOM_ID.fullmatch(custom_id)
    if found is None:
        return None
    return FinishPress(
        verb=FinishVerb(found["verb"]), id=found["id"], picture=int(found["picture"] or 0)
    )
