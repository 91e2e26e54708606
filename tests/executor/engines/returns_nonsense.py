"""A toy engine that breaks its contract, in the way that the preset names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from bot.domain.errors import JobCancelled
from bot.domain.job import Picture, RenderTask
from bot.domain.ports import Watch
from tests.fakes import a_result


def _stops_unasked(task: RenderTask) -> object:
    raise JobCancelled


def _without_bytes(task: RenderTask) -> object:
    picture = Picture(edit=task.edits[0], data=b"", format="png", width=1, height=1)
    return [replace(a_result(task), pictures=(picture,))]


A_FUNCTION: dict[str, Any] = {"positive": print}

WAYS: dict[str, Callable[[RenderTask], object]] = {
    "nothing": lambda task: None,
    "a dict": lambda task: {"job_id": task.job_id},
    "a string per task": lambda task: ["a picture"],
    "too few": lambda task: [],
    "too many": lambda task: [a_result(task)] * 2,
    "another's": lambda task: [replace(a_result(task), job_id="another")],
    "no pictures": lambda task: [replace(a_result(task), pictures=())],
    "no bytes": _without_bytes,
    "an array": lambda task: [replace(a_result(task), render_s=np.float64(1.0))],
    "a function": lambda task: [replace(a_result(task), **A_FUNCTION)],
    "stops unasked": _stops_unasked,
}


class ReturnsNonsense:
    # As the contract forbids, it may return anything.
    def render(self, tasks: Sequence[RenderTask], watch: Watch) -> object:
        return WAYS[tasks[0].edits[0].preset or "nothing"](tasks[0])

    def close(self) -> None:
        pass


def build(options: object) -> ReturnsNonsense:
    return ReturnsNonsense()
