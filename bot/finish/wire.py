"""What the finisher and its child process say to each other.

The child parses pictures and fonts from outside, so nothing that it says is unpickled: it answers
with a line of JSON and, where there is a picture, its file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, get_args

from bot.domain.errors import BotError, PhotoError, UsageError
from bot.domain.finishing import Finished
from bot.domain.job import MediaFormat, Notice

_HEAD_LIMIT = 256 * 2**10
_DETAIL_LIMIT = 4000
MAX_FILE_BYTES = 256 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The child's answer: a file, or the error for the person. `worn` says that the child could not
    give back the memory that it used and should be replaced."""

    outcome: Finished | BotError
    worn: bool


def send_answer(pipe: Connection, answer: Answer) -> None:
    """Child's side. Raises OSError where the parent is gone."""
    match answer.outcome:
        case Finished() as done:
            head: dict[str, Any] = {  # Any: JSON
                "worn": answer.worn,
                "format": done.format,
                "width": done.width,
                "height": done.height,
                "notices": _as_json(done.notices),
                "rules": _as_json(done.rules),
            }
            pipe.send_bytes(json.dumps(head).encode())
            pipe.send_bytes(done.data)
        case BotError() as error:
            head = {
                "worn": answer.worn,
                "photo": isinstance(error, PhotoError),
                "code": error.code,
                "reply": error.reply,
                "detail": error.detail[:_DETAIL_LIMIT],
            }
            pipe.send_bytes(json.dumps(head).encode())


def receive_answer(pipe: Connection) -> Answer:
    """Parent's side; blocks.

    Raises EOFError or OSError where the child is gone or says more than it may, and KeyError,
    TypeError or ValueError where what it says makes no sense.
    """
    head: dict[str, Any] = json.loads(pipe.recv_bytes(_HEAD_LIMIT))  # Any: checked by its use
    worn = bool(head["worn"])
    if "code" in head:
        kind = PhotoError if head["photo"] else UsageError
        error = kind(str(head["code"]), str(head["reply"]), str(head["detail"]))
        return Answer(outcome=error, worn=worn)
    if head["format"] not in get_args(MediaFormat):
        raise ValueError(f"format {head['format']!r}")
    done = Finished(
        data=pipe.recv_bytes(MAX_FILE_BYTES),
        format=head["format"],
        width=int(head["width"]),
        height=int(head["height"]),
        notices=_notices(head["notices"]),
        rules=_notices(head["rules"]),
    )
    return Answer(outcome=done, worn=worn)


def _as_json(notices: tuple[Notice, ...]) -> list[list[str]]:
    return [[notice.code, notice.text] for notice in notices]


def _notices(rows: list[list[str]]) -> tuple[Notice, ...]:
    return tuple(Notice(code=str(code), text=str(text)) for code, text in rows)
