"""Fakes and small values around the diffusion engine."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from bot.domain.edit import Command, Edit, EngineName, Fidelity, Strength, Words
from bot.domain.errors import BotError, JobCancelled
from bot.domain.job import Picture, RenderResult, RenderTask
from bot.domain.model import Family, Model
from bot.domain.options import DiffusionOptions, EngineOptions
from bot.domain.photo import Photo
from bot.engines.arrays import Mask, Rgb
from bot.engines.diffusion.engine import DiffusionEngine
from tests.engines.diffusion.stage import a_picture
from tests.engines.diffusion.tiny import tiny_model

FolderOf = Callable[[Family], Path]


class FakeCutouts:
    """Finds the product in the middle of every photo, with a soft edge of 4 pixels."""

    def __init__(self, *, trusted: bool = True, failing: Sequence[str] = ()) -> None:
        self._trusted = trusted
        self._failing = failing
        self.asked: list[str] = []

    def mask(self, task: RenderTask) -> Mask:
        self.asked.append(task.job_id)
        if task.job_id in self._failing:
            raise BotError("mask_unusable", "This mask cannot be used.")
        return a_mask(task.photo.height, task.photo.width, trusted=self._trusted)


class FakeWatch:
    """Keeps what was reported; cancels once `cancel_after` steps were."""

    def __init__(self, cancel_after: int | None = None) -> None:
        self._cancel_after = cancel_after
        self.steps: list[tuple[int, int]] = []
        self.previews: list[list[bytes | None]] = []

    def step(self, step: int, steps: int, previews: Sequence[bytes | None] = ()) -> None:
        self.steps.append((step, steps))
        self.previews.append(list(previews))
        self.check()

    def check(self) -> None:
        if self._cancel_after is not None and len(self.steps) >= self._cancel_after:
            raise JobCancelled


def a_mask(height: int, width: int, *, trusted: bool = True) -> Mask:
    y, x = np.mgrid[0:height, 0:width]
    top, left = height // 4, width // 4
    inside = np.minimum(np.minimum(y - top, 3 * top - y), np.minimum(x - left, 3 * left - x))
    alpha = np.clip(inside / 4.0, 0.0, 1.0).astype(np.float32)
    return Mask(alpha=alpha, core=inside >= 6, confidence=0.9, trusted=trusted, method="attached")


def a_photo(height: int = 64, width: int = 64, seed: int = 0) -> Photo:
    pixels = a_picture(seed, (height, width)).tobytes()
    digest = hashlib.sha256(pixels).hexdigest()
    return Photo(
        name="photo.png", sha256=digest, width=width, height=height, mode="RGB", pixels=pixels
    )


def an_edit(model: Model, **changes: Any) -> Edit:
    """A new background by a model; `changes` replaces fields."""
    edit = Edit(
        command=Command.BACKGROUND,
        preset=None,
        engine=EngineName.DIFFUSION,
        seed=7,
        strength=Strength(product=0.0, scene=0.9),
        fidelity=Fidelity.EXACT,
        words=Words(
            keep=("keep the logo unchanged",),
            change="replace the background with a beach",
            avoid=("distorted logo", "people"),
        ),
        source_sha256="",
        model=model.name,
        steps=model.steps,
        guidance_scale=model.guidance_scale,
    )
    return replace(edit, **changes)


def a_task(photo: Photo, *edits: Edit, job_id: str = "job", **changes: Any) -> RenderTask:
    edits = tuple(replace(edit, source_sha256=photo.sha256) for edit in edits)
    return RenderTask(job_id=job_id, photo=photo, edits=edits, **changes)


def a_tiny_model(family: Family, folder_of: FolderOf, **changes: Any) -> Model:
    return replace(tiny_model(family), folder=folder_of(family), **changes)


def an_engine(
    *models: Model, cutouts: FakeCutouts | None = None, **options: Any
) -> DiffusionEngine:
    """An engine on the CPU that knows these models."""
    return DiffusionEngine(
        EngineOptions(device="cpu", models=models, diffusion=DiffusionOptions(**options)),
        cutouts or FakeCutouts(),
    )


def pictures_of(outcome: RenderResult | BotError) -> list[Rgb]:
    """The decoded pictures of a result."""
    assert isinstance(outcome, RenderResult), outcome
    return [pixels_of(picture) for picture in outcome.pictures]


def pixels_of(picture: Picture) -> Rgb:
    return np.asarray(Image.open(io.BytesIO(picture.data)).convert("RGB"))


def pixels_of_photo(photo: Photo) -> Rgb:
    flat = np.frombuffer(photo.pixels, np.uint8)
    return flat.reshape(photo.height, photo.width, 3)
