"""What an engine gave back, checked before it leaves the worker."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.errors import BotError
from bot.domain.job import Failed, Picture, RenderResult, RenderTask
from bot.executor import failures


def outcomes_of(answer: object, tasks: Sequence[RenderTask]) -> tuple[RenderResult | Failed, ...]:
    """One outcome per task, in order; what is no result of its task becomes `bad_result`."""
    if not isinstance(answer, list | tuple) or len(answer) != len(tasks):
        size = f" of {len(answer)}" if isinstance(answer, list | tuple) else ""
        wrong = failures.bad_result(f"{type(answer).__name__}{size} for {len(tasks)} tasks")
        return (wrong,) * len(tasks)
    return tuple(_outcome_of(entry, task) for entry, task in zip(answer, tasks, strict=True))


def _outcome_of(entry: object, task: RenderTask) -> RenderResult | Failed:
    match entry:
        case BotError():
            return failures.from_error(entry)
        case RenderResult():
            fault = _fault_of(entry, task)
            return failures.bad_result(fault) if fault else entry
        case other:
            return failures.bad_result(f"{type(other).__name__} in place of a result")


def _fault_of(result: RenderResult, task: RenderTask) -> str | None:
    if result.job_id != task.job_id:
        return f"the result is for job {result.job_id}"
    wanted = {len(task.edits), len(task.fallback.edits) if task.fallback else len(task.edits)}
    if len(result.pictures) not in wanted:
        return f"{len(result.pictures)} pictures for {len(task.edits)} edits"
    for picture in result.pictures:
        if not isinstance(picture, Picture):
            return f"{type(picture).__name__} in place of a picture"
        if not isinstance(picture.data, bytes) or not picture.data:
            return "a picture without bytes"
    return None
