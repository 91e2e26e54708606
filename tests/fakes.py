"""One fake per role, and makers of small values for tests."""

from __future__ import annotations

import hashlib
from typing import Any

from bot.domain.edit import Command, Edit, EngineName, Fidelity, Strength, Words
from bot.domain.job import RenderTask
from bot.domain.photo import Photo
from bot.domain.recipe import Backdrop, BackdropKind


def a_photo(width: int = 64, height: int = 48, **changes: Any) -> Photo:
    """A photo of a red square on white; `changes` replaces fields."""
    row = bytearray()
    for y in range(height):
        for x in range(width):
            inside = width // 4 <= x < 3 * width // 4 and height // 4 <= y < 3 * height // 4
            row += bytes((200, 30, 30)) if inside else bytes((250, 250, 250))
    pixels = bytes(row)
    fields: dict[str, Any] = {
        "name": "square.png",
        "sha256": hashlib.sha256(pixels).hexdigest(),
        "width": width,
        "height": height,
        "mode": "RGB",
        "pixels": pixels,
    }
    return Photo(**{**fields, **changes})


def an_edit(**changes: Any) -> Edit:
    """A studio edit for a new background; `changes` replaces fields."""
    fields: dict[str, Any] = {
        "command": Command.BACKGROUND,
        "preset": "marble",
        "engine": EngineName.STUDIO,
        "seed": 7,
        "strength": Strength(product=0.0, scene=0.95),
        "fidelity": Fidelity.EXACT,
        "words": Words(keep=("keep the logo",), change="a marble counter", avoid=("blur",)),
        "source_sha256": a_photo().sha256,
        "recipe": Backdrop(backdrop=BackdropKind.MARBLE),
    }
    return Edit(**{**fields, **changes})


def a_task(job_id: str = "job-1", **changes: Any) -> RenderTask:
    """A task with one edit of the small photo; `changes` replaces fields."""
    fields: dict[str, Any] = {"job_id": job_id, "photo": a_photo(), "edits": (an_edit(),)}
    return RenderTask(**{**fields, **changes})
