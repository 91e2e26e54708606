"""Executors with toy engines, jobs for them, and ways to wait for what happens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.domain.edit import EngineName, Words
from bot.domain.job import Job, JobEvent, RenderTask, Running
from bot.domain.options import ExecutorOptions
from bot.domain.ports import Ticket
from bot.executor.process import ProcessExecutor
from bot.executor.spec import EngineSpec, Grace
from tests.fakes import a_photo, an_edit

ENGINES = Path(__file__).parent / "engines"
QUICK = Grace(cancel_s=1.0, stop_s=2.0, backoff_s=0.01, longest_backoff_s=0.05)
_LIMIT_S = 30.0


def an_executor(
    engine: str = "by_words", *, given: object = None, grace: Grace = QUICK, **options: Any
) -> ProcessExecutor:
    """An executor with the toy engine of that name, built with `given`."""
    spec = EngineSpec(factory=f"tests.executor.engines.{engine}:build", options=given)
    return ProcessExecutor(spec, ExecutorOptions(**options), log_level="ERROR", grace=grace)


def a_job(
    job_id: str,
    behaviour: str = "renders",
    *,
    owner: str = "ann",
    preset: str | None = None,
    pictures: int = 1,
    model: str | None = None,
    **changes: Any,
) -> Job:
    """A job for `by_words`, which is that toy engine; with a model it can share a pass."""
    edit = an_edit(words=Words(change=behaviour), preset=preset)
    if model is not None:
        edit = an_edit(
            words=Words(change=behaviour),
            engine=EngineName.DIFFUSION,
            model=model,
            steps=4,
            guidance_scale=1.0,
            recipe=None,
        )
    fields: dict[str, Any] = {"photo": a_photo(16, 12), "edits": (edit,) * pictures}
    return Job(owner=owner, task=RenderTask(job_id=job_id, **{**fields, **changes}))


async def the_end(ticket: Ticket) -> JobEvent:
    """The event that ends a ticket."""
    return await the_first(ticket, lambda event: False)


async def the_first(ticket: Ticket, fits: Callable[[JobEvent], bool]) -> JobEvent:
    """The first event that fits, or else the last one."""
    async with asyncio.timeout(_LIMIT_S):
        async for event in ticket.events():
            newest = event
            if fits(event):
                break
    return newest


async def the_first_step(ticket: Ticket) -> Running:
    """Wait until the worker has told of a step, so that the job surely runs in it."""
    event = await the_first(ticket, lambda event: isinstance(event, Running) and event.step > 0)
    assert isinstance(event, Running), event
    return event
