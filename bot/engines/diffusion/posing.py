"""Posing: everything that a picture needs before its pass, and which pictures go together."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from bot.engines.diffusion.adapter import Prompt
from bot.engines.diffusion.canvas import Canvas
from bot.engines.diffusion.embeds import length_of
from bot.engines.diffusion.frame import Frame
from bot.engines.diffusion.passes import Setup, Shot
from bot.engines.diffusion.strength_map import cells_of
from bot.engines.diffusion.warm import WarmModel


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Posed:
    """A picture, ready for its pass. Pictures with the same `key` can share one."""

    frame: Frame
    canvas: Canvas
    setup: Setup
    shot: Shot
    key: Hashable


def pose(warm: WarmModel, frame: Frame, positive: str, negative: str) -> Posed:
    """Make a frame ready: photo placed and encoded, words encoded, steps planned."""
    edit = frame.edit
    canvas = warm.canvas(*frame.size)
    placed = canvas.place(frame.source)
    photo = (edit.source_sha256, canvas)
    guidance_scale = warm.guidance_scale(edit)
    prompt = Prompt(
        positive=positive,
        negative=negative,
        guided=warm.adapter.is_guided(guidance_scale),
        reference=warm.reference(placed),
    )
    embeds = warm.embeds(prompt, photo)
    source = warm.source(placed, photo)
    grid = (source.shape[-2], source.shape[-1])
    steps = edit.steps or warm.model.steps
    plan = warm.adapter.schedule(canvas.filled, steps).plan(*frame.levels, steps)
    shot = Shot(
        source=source,
        cells=cells_of(canvas.place_plane(frame.strengths()), grid),
        embeds=embeds,
        seed=edit.seed,
        plan=plan,
    )
    setup = Setup(
        plan=plan,
        guidance_scale=guidance_scale,
        size=canvas.filled,
        reference=prompt.reference,
    )
    key = (
        canvas.filled,
        plan.steps,
        guidance_scale,
        length_of(embeds),
        photo if warm.adapter.is_editor else None,
        (positive, negative) if warm.adapter.shares_words else None,
    )
    return Posed(frame=frame, canvas=canvas, setup=setup, shot=shot, key=key)


def batches(posed: Sequence[Posed], most: int) -> Iterator[list[Posed]]:
    """The pictures in passes of at most `most`, as even as can be, in order."""
    groups: dict[Hashable, list[Posed]] = {}
    for each in posed:
        groups.setdefault(each.key, []).append(each)
    for group in groups.values():
        passes = math.ceil(len(group) / most)
        bounds = [number * len(group) // passes for number in range(passes + 1)]
        for start, end in zip(bounds, bounds[1:], strict=False):
            yield group[start:end]
