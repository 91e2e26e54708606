"""What the photo reader and its child process say to each other.

The child parses hostile files, so nothing that it says is unpickled: it answers with a line of
JSON and, where there is a photo, its pixels as they are.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from typing import Any

from bot.domain.errors import PhotoError
from bot.domain.photo import Photo
from bot.domain.photo_check import PhotoCheck

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
                "check": asdict(photo.check) if photo.check is not None else None,
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
        check=_check_or_none(head["check"]),
    )
    return Answer(outcome=photo, worn=worn)


def _size_or_none(value: Any) -> tuple[int, int] | None:  # Any: JSON
    if value is None:
        return None
    width, height = value
    return int(width), int(height)


def _check_or_none(value: Any) -> PhotoCheck | None:  # Any: JSON
    """The figures of a photo; what follows from them is not the child's to say."""
    if value is None:
        return None
    return PhotoCheck(
        width=int(value["width"]),
        height=int(value["height"]),
        subject_found=bool(value["subject_found"]),
        sharpness=_figure_or_none(value["sharpness"]),
        brightness=_figure(value["brightness"]),
        dark_share=_figure(value["dark_share"]),
        blown_share=_figure(value["blown_share"]),
        clipped_share=_figure(value["clipped_share"]),
        separation=_figure_or_none(value["separation"]),
        business=_figure(value["business"]),
        border_share=_figure(value["border_share"]),
        text_share=_figure(value["text_share"]),
        spread=_figure(value["spread"]),
        has_alpha=bool(value["has_alpha"]),
    )


def _figure(value: Any) -> float:  # Any: JSON
    figure = float(value)
    if not math.isfinite(figure):
        raise ValueError(f"{figure} is no figure")
    return figure


def _figure_or_none(value: Any) -> float | None:  # Any: JSON
    return None if value is None else _figure(value)
