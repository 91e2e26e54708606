"""One fake per role, and makers of small values for tests."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from typing import Any

from bot.domain.edit import Command, Edit, EngineName, Fidelity, Strength, Words
from bot.domain.errors import PhotoError
from bot.domain.export import check_before
from bot.domain.finishing import ExportOrder, Finished, TextOrder
from bot.domain.job import (
    Done,
    Job,
    JobEvent,
    MaskReport,
    Notice,
    Picture,
    RenderResult,
    RenderTask,
    Waiting,
)
from bot.domain.model import Family, Model
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


def a_model(**changes: Any) -> Model:
    """A model of the SDXL family; `changes` replaces fields."""
    fields: dict[str, Any] = {
        "name": "a-model",
        "label": "A model",
        "repository": "owner/a-model",
        "revision": "main",
        "family": Family.SDXL,
        "licence": "MIT",
        "commercial": True,
        "steps": 20,
        "size": 1024,
        "guidance_scale": 5.0,
        "memory_gb": 8.0,
        "negative_prompt": True,
    }
    return Model(**{**fields, **changes})


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


class FakeReader:
    """Fills the PhotoReader role: every file is the small photo, except those named bad."""

    async def read(self, data: bytes, *, name: str) -> Photo:
        if name.startswith("bad"):
            raise PhotoError("photo_damaged", "This photo is damaged; send it again.")
        return a_photo(name=name, sha256=hashlib.sha256(data).hexdigest())

    async def read_mask(self, data: bytes, *, name: str, width: int, height: int) -> Photo:
        return a_photo(
            width,
            height,
            name=name,
            sha256=hashlib.sha256(data).hexdigest(),
            mode="L",
            pixels=bytes(width * height),
        )


class FakeFinisher:
    """Fills the Finisher role: keeps the orders, and gives every picture back as it is."""

    def __init__(self) -> None:
        self.texts: list[TextOrder] = []
        self.exports: list[ExportOrder] = []

    async def add_text(self, order: TextOrder) -> Finished:
        self.texts.append(order)
        notice = Notice(
            code="text_left_out", text="The fonts here cannot draw 😀, so that was left out."
        )
        told = (notice,) if "😀" in order.overlay.text else ()
        return Finished(data=order.source.data, format="png", width=64, height=48, notices=told)

    async def export(self, order: ExportOrder) -> Finished:
        self.exports.append(order)
        target = order.target
        check_before(target, has_text=order.overlay is not None, source_px=4096, label=order.label)
        rules = (Notice(code="rule_fill", text="the product fills 85 %"),)
        return Finished(
            data=order.source.data,
            format=target.format,
            width=target.width,
            height=target.height,
            rules=rules,
        )


class FakeTicket:
    """Fills the Ticket role: ends as soon as it is looked at."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.cancelled = False

    @property
    def job_id(self) -> str:
        return self.job.id

    async def events(self) -> AsyncIterator[JobEvent]:
        yield Waiting(place=1, eta_s=None)
        yield Done(result=await self.result())

    async def result(self) -> RenderResult:
        return a_result(self.job.task)

    def cancel(self) -> None:
        self.cancelled = True


class FakeExecutor:
    """Fills the Executor role: keeps what was submitted."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def submit(self, job: Job, *, admitted: bool = False) -> FakeTicket:
        self.jobs.append(job)
        return FakeTicket(job)

    def check_room(self, coming: int = 0) -> None:
        """There is always room."""


def a_result(task: RenderTask) -> RenderResult:
    """A result with one picture of three bytes per edit."""
    edit = task.edits[0]
    return RenderResult(
        job_id=task.job_id,
        engine=edit.engine,
        model=edit.model,
        steps=edit.steps,
        strength=edit.strength,
        fidelity=edit.fidelity,
        positive="",
        negative="",
        pictures=tuple(
            Picture(edit=each, data=b"PNG", format=task.output.format, width=64, height=48)
            for each in task.edits
        ),
        mask=MaskReport(coverage=0.25, confidence=0.9, method="plain", png=None),
        render_s=0.5,
    )
