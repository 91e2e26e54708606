"""The studio engine: edits to pictures on any CPU, in seconds, without weights."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import Protocol

from bot import __version__
from bot.domain.edit import Edit, EngineName, Fidelity
from bot.domain.errors import BotError
from bot.domain.job import Notice, Picture, RenderResult, RenderTask
from bot.domain.ports import Watch
from bot.domain.receipt_limits import ReceiptLimits
from bot.domain.recipe import Backdrop, Finish, StyleFilter
from bot.engines.arrays import Mask, Rgb, rgb_of
from bot.engines.cutout.advice import what_would_help
from bot.engines.encode import Stamp, encode_mask, encode_preview
from bot.engines.exact import enlarged_mask, put_back_product
from bot.engines.finishing import finish_picture
from bot.engines.receipt.ocr import reader_for
from bot.engines.receipt.reference import Reference
from bot.engines.studio.composite import place_on_backdrop
from bot.engines.studio.filters import draw
from bot.engines.studio.recolour import repaint
from bot.engines.studio.refine import refine
from bot.engines.studio.relight import relight
from bot.engines.treatment import Treatment, print_put_back, report_of, treat


class MaskMaker(Protocol):
    """Finds the product of a task's photo."""

    def mask(self, task: RenderTask) -> Mask:
        """The mask, of the photo's size."""
        ...


class StudioEngine:
    """Fills the Engine role; renders the edits of a task one after the other."""

    def __init__(self, cutouts: MaskMaker, limits: ReceiptLimits | None = None) -> None:
        self._cutouts = cutouts
        self._limits = limits or ReceiptLimits()

    def render(self, tasks: Sequence[RenderTask], watch: Watch) -> list[RenderResult | BotError]:
        """Render each task; one that fails does not stop the others."""
        outcomes: list[RenderResult | BotError] = []
        for task in tasks:
            try:
                outcomes.append(self._render_task(task, watch))
            except BotError as exc:
                if exc.code == "cancelled":
                    raise
                outcomes.append(exc)
        return outcomes

    def close(self) -> None:
        """Nothing is held."""

    def _render_task(self, task: RenderTask, watch: Watch) -> RenderResult:
        started = time.monotonic()
        steps = len(task.edits) + 1  # the mask is the first
        watch.step(0, steps)
        source = rgb_of(task.photo)
        mask = self._cutouts.mask(task)
        watch.step(1, steps)
        reference = Reference.of(source, mask, reader_for(self._limits))
        advice = what_would_help(mask)
        treatments = [treat(edit, mask, advice) for edit in task.edits]
        pictures: list[Picture] = []
        notices = dict.fromkeys(treatments[0].notices)
        planned = zip(task.edits, treatments, strict=True)
        for number, (edit, treatment) in enumerate(planned, start=2):
            rendered, said = _render_edit(source, edit, treatment, mask)
            notices.update(dict.fromkeys((*treatment.notices, *said)))
            if _lifts_print(edit) and not said and reference.photo_print.any():
                notices[print_put_back()] = None
            picture = finish_picture(
                rendered,
                reference,
                edit=edit,
                output=task.output,
                stamp=_stamp(treatment),
                limits=self._limits,
            )
            pictures.append(picture)
            watch.step(number, steps, [encode_preview(rendered)] if number < steps else ())
        return RenderResult(
            job_id=task.job_id,
            engine=EngineName.STUDIO,
            model=None,
            steps=None,
            strength=treatments[0].strength,
            fidelity=treatments[0].fidelity,
            positive="",
            negative="",
            pictures=tuple(pictures),
            mask=report_of(mask, encode_mask(mask) if task.output.save_mask else None),
            warnings=tuple(notices),
            render_s=time.monotonic() - started,
        )


def _render_edit(
    source: Rgb, edit: Edit, treatment: Treatment, found: Mask
) -> tuple[Rgb, tuple[Notice, ...]]:
    """One picture, and what to say about it."""
    strength, mask = treatment.strength, treatment.mask
    if edit.paint is not None:
        return repaint(source, found, edit.paint, strength=strength.product, seed=edit.seed)
    guide = found if found.trusted else None
    match edit.recipe:
        case Backdrop() as backdrop:
            return _render_scene(source, backdrop, edit, treatment), ()
        case StyleFilter() as recipe:
            render = partial(draw, source, guide, recipe, seed=edit.seed)
        case Finish() as recipe:
            render = partial(refine, source, guide, recipe, seed=edit.seed)
        case _:
            raise TypeError(f"the studio engine has no recipe for {edit.command}")
    rendered = render(strength=strength.scene)
    if mask is None:
        return rendered, ()
    exact = treatment.fidelity is Fidelity.EXACT
    product = render(strength=0.0 if exact else strength.product)  # 0: the source, maybe enlarged
    if rendered.shape != source.shape:
        mask = enlarged_mask(mask, *rendered.shape[:2])
    return put_back_product(rendered, product, mask), ()


def _lifts_print(edit: Edit) -> bool:
    """Whether print is taken off before an edit and laid over its result."""
    return edit.paint is not None or isinstance(edit.recipe, StyleFilter)


def _render_scene(source: Rgb, backdrop: Backdrop, edit: Edit, treatment: Treatment) -> Rgb:
    if treatment.mask is None:
        return relight(source, backdrop, seed=edit.seed, strength=treatment.strength.scene)
    return place_on_backdrop(
        source,
        treatment.mask,
        backdrop,
        seed=edit.seed,
        strength=treatment.strength.scene,
        product_strength=treatment.strength.product,
        fidelity=treatment.fidelity,
    )


def _stamp(treatment: Treatment) -> Stamp:
    return Stamp(
        engine=EngineName.STUDIO,
        model=None,
        licence=None,
        version=__version__,
        strength=treatment.strength,
        fidelity=treatment.fidelity,
    )
