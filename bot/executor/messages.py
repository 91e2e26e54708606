"""Messages on the pipe between the bot and its worker, matched to the last case at both ends."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.job import Failed, RenderResult, RenderTask

# From the bot to the worker.


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Render these tasks in one pass. The worker is given one pass at a time."""

    tasks: tuple[RenderTask, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """Nobody waits for this job of the running pass any more."""

    job_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Cancel what runs, close the engine and exit."""


Order = Run | Cancel | Stop

# From the worker to the bot.


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """The engine is built; the worker waits for its first pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartFailed:
    """The engine could not be built. `final` says that trying again would change nothing."""

    failure: Failed
    final: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Alive:
    """The pass goes on, although there is no step to tell of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`step` of `steps` is done. `previews` has a small JPEG or None for each task of the pass, or
    is empty."""

    step: int
    steps: int
    previews: tuple[bytes | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The pass ended: one outcome per task, in order."""

    outcomes: tuple[RenderResult | Failed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PassFailed:
    """The pass failed as a whole; the worker is well."""

    failure: Failed


@dataclass(frozen=True, slots=True, kw_only=True)
class PassCancelled:
    """The pass stopped because every job of it was cancelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The worker has exited. Never sent: the bot's end of the pipe says it when the process ends.
    `exitcode` is minus the signal's number where one killed it, None where it is not known."""

    exitcode: int | None


PassEnd = Finished | PassFailed | PassCancelled
Report = Ready | StartFailed | Alive | Step | PassEnd | Gone
