"""A session: one render call on a warm model, tasks in, results out."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

import torch
from torch import Tensor

from bot.domain.errors import BotError, JobCancelled, ModelError, RenderError
from bot.domain.job import RenderResult, RenderTask
from bot.domain.options import DiffusionOptions
from bot.domain.ports import Watch
from bot.domain.receipt_limits import ReceiptLimits
from bot.engines.arrays import Mask, Rgb
from bot.engines.diffusion.album import Album, wants_mask
from bot.engines.diffusion.memory import render_with_ladder
from bot.engines.diffusion.passes import denoise
from bot.engines.diffusion.posing import Posed, batches, pose
from bot.engines.diffusion.progress import Progress
from bot.engines.diffusion.strength_map import OnStep
from bot.engines.diffusion.warm import WarmModel
from bot.engines.encode import encode_preview

log = logging.getLogger(__name__)


class MaskMaker(Protocol):
    """Finds the product of a task's photo."""

    def mask(self, task: RenderTask) -> Mask:
        """The mask, of the photo's size."""
        ...


class Session:
    """Renders tasks in as few passes as their sizes, strengths and words allow. A task that fails
    does not stop the others; a cancellation stops all."""

    def __init__(
        self,
        warm: WarmModel,
        tasks: Sequence[RenderTask],
        *,
        cutouts: MaskMaker,
        watch: Watch,
        options: DiffusionOptions,
        limits: ReceiptLimits,
    ) -> None:
        self._warm = warm
        self._tasks = tasks
        self._cutouts = cutouts
        self._watch = watch
        self._options = options
        self._limits = limits
        self._albums: dict[int, Album] = {}
        self._errors: dict[int, BotError] = {}
        self._progress = Progress(watch, tasks=len(tasks), steps=0)

    def run(self) -> list[RenderResult | BotError]:
        """Render everything. Raises `JobCancelled`."""
        posed = [each for place in range(len(self._tasks)) for each in self._pose(place)]
        planned = list(batches(posed, self._options.max_batch))
        steps = sum(batch[0].setup.plan.steps for batch in planned)
        self._progress = Progress(self._watch, tasks=len(self._tasks), steps=steps)
        self._progress.begin()
        for batch in planned:
            self._render(batch)
        return [self._outcome(place) for place in range(len(self._tasks))]

    def _pose(self, place: int) -> list[Posed]:
        """What has to be rendered for one task; pictures in which nothing may change are done."""
        posed: list[Posed] = []
        started = time.monotonic()
        with self._keeping_error(place):
            task = self._tasks[place]
            album = Album(
                task,
                self._warm.model,
                self._mask(task),
                place=place,
                negates=self._warm.negates,
                too_long=self._warm.too_long,
                limits=self._limits,
            )
            self._albums[place] = album
            for frame in album.frames():
                self._watch.check()
                if frame.strengths().any():
                    posed.append(pose(self._warm, frame, *album.words(frame.edit)))
                else:
                    album.add(frame, frame.source, steps=0)
            album.seconds += time.monotonic() - started
        return posed if place not in self._errors else []

    def _mask(self, task: RenderTask) -> Mask | None:
        """The product's mask, which the receipt measures by; None where it cannot be made and no
        edit depends on it."""
        try:
            return self._cutouts.mask(task)
        except ModelError:
            if wants_mask(task):
                raise
            log.warning("job %s is measured without a mask", task.job_id, exc_info=True)
            return None

    def _render(self, batch: Sequence[Posed]) -> None:
        """One pass, or as many as memory asks for, and the finished pictures into their albums."""
        batch = [each for each in batch if each.frame.place not in self._errors]
        if not batch:
            return
        started = time.monotonic()
        steps, place = batch[0].setup.plan.steps, batch[0].frame.place
        canvases: list[Rgb] = []
        with self._keeping_error(*(each.frame.place for each in batch)):
            canvases = render_with_ladder(
                batch, self._shoot, self._warm.tile, on_shortage=self._albums[place].note_shortage
            )
        for posed, canvas in zip(batch, canvases, strict=False):
            place = posed.frame.place
            with self._keeping_error(place):
                self._watch.check()
                self._warm.check(canvas)
                self._albums[place].add(posed.frame, posed.canvas.take(canvas), steps=steps)
        share = (time.monotonic() - started) / len(batch)
        for posed in batch:
            self._albums[posed.frame.place].seconds += share

    def _shoot(self, batch: Sequence[Posed]) -> list[Rgb]:
        """The rendered canvases of one pass."""
        setup = batch[0].setup
        shots = [each.shot for each in batch]
        latents = denoise(self._warm.adapter, shots, setup, self._reporter(batch))
        if not bool(torch.isfinite(latents).all()):
            raise RenderError(
                "render_not_finite",
                "The model gave no picture, as happens where its numbers overflow; set dtype to "
                "bfloat16 or float32 in settings.yaml.",
            )
        self._watch.check()
        canvases = self._warm.decode(latents)
        self._progress.finish(setup.plan.steps)
        return canvases

    def _reporter(self, batch: Sequence[Posed]) -> OnStep:
        """What the pass calls after each step: reports it, every so often with a preview of the
        first picture of each task."""
        steps = batch[0].setup.plan.steps
        every = self._options.preview_every
        firsts: dict[int, int] = {}
        for number, each in enumerate(batch):
            firsts.setdefault(each.frame.place, number)

        def on_step(done: int, heading: Callable[[], Tensor]) -> None:
            previews: dict[int, bytes] = {}
            if every and done % every == 0:
                latents = heading()
                for place, number in firsts.items():
                    painted = self._warm.paint(latents[number : number + 1])
                    previews[place] = encode_preview(batch[number].canvas.crop(painted))
            self._progress.step(done, steps, previews)

        return on_step

    def _outcome(self, place: int) -> RenderResult | BotError:
        error = self._errors.get(place)
        return error if error is not None else self._albums[place].close()

    @contextmanager
    def _keeping_error(self, *places: int) -> Iterator[None]:
        """What goes wrong inside is the outcome of these tasks; a cancellation goes on."""
        try:
            yield
        except JobCancelled:
            raise
        except BotError as exc:
            self._errors |= dict.fromkeys(places, exc)
