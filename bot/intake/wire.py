"""What the photo reader and its child process say to each other.

The child parses hostile files, so nothing that it says is unpickled: it answers with a line of
JSON and, where there is a photo, its pixels as they are.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from bot.domain.errors import PhotoError
from bot.domain.photo import Photo

_HEAD_LIMIT = 64 * 2**10
_DETAIL_LIMIT = 4000
_MODES = ("RGB", "RGBA", "L")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPhoto:
    """Decode a photo."""

    data: bytes
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMask:
    """Decode a mask for a photo of that size."""

    data: bytes
    name: str
    width: int
    height: int


Request = ReadPhoto | ReadMask


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The child's answer: a photo, or the error for the person. `worn` says that the child could
    not give back the memory that it used and should be replaced."""

    outcome: Photo | PhotoError
    worn: bool


def send_answer(pipe: Connection, answer: Answer) -> None:
    """Child's side. Raises OSError where the parent is gone."""
    match answer.outcome:
        case Photo() as photo:
            head = {
                "worn": answer.worn,
                "name": photo.name,
                "sha256": photo.sha256,
                "width": photo.width,
                "height": photo.height,
                "mode": photo.mode,
                "reduced_from": photo.reduced_from,
            }
            pipe.send_bytes(json.dumps(head).encode())
            pipe.send_bytes(photo.pixels)
        case PhotoError() as error:
            head = {
                "worn": answer.worn,
                "code": error.code,
                "reply": error.reply,
                "detail": error.detail[:_DETAIL_LIMIT],
            }
            pipe.send_bytes(json.dumps(head).encode())


def receive_answer(pipe: Connection, max_pixel_bytes: int) -> Answer:
    """Parent's side; blocks.

    Raises EOFError or OSError where the child is gone or says more than it may, and KeyError,
    TypeError or ValueError where what it says makes no sense.
    """
    head: dict[str, Any] = json.loads(pipe.recv_bytes(_HEAD_LIMIT))  # Any: checked by its use
    worn = bool(head.pop("worn"))
    if "code" in head:
        error = PhotoError(str(head["code"]), str(head["reply"]), str(head["detail"]))
        return Answer(outcome=error, worn=worn)
    if head["mode"] not in _MODES:
        raise ValueError(f"mode {head['mode']!r}")
    photo = Photo(
        name=str(head["name"]),
        sha256=str(head["sha256"]),
        width=int(head["width"]),
        height=int(head["height"]),
        mode=head["mode"],
        pixels=pipe.recv_bytes(max_pixel_bytes),
        reduced_from=_size_or_none(head["reduced_from"]),
    )
    return Answer(outcome=photo, worn=worn)


def _size_or_none(value: Any) -> tuple[int, int] | None:  # Any: JSON
    if value is None:
        return None
    width, height = value
    return int(width), int(height)
