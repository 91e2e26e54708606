"""One line of `bot.py check`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "note", "missing"]
"""ok: works; note: works, and could do more or be safer; missing: something that was asked for
cannot run, or should not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found of one subject, and what to do about it."""

    subject: str
    state: State
    text: str
    remedy: str = ""
