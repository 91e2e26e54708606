"""Progress on a terminal; silence anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from bot.domain.job import JobEvent, Running, Waiting
from bot.domain.ports import Ticket


class Watcher(Protocol):
    """Follows one photo's ticket to its end."""

    async def follow(self, photo: Path, ticket: Ticket) -> None:
        """Return when the ticket has ended, however it ended."""
        ...


class Quiet:
    """Waits without showing anything."""

    async def follow(self, photo: Path, ticket: Ticket) -> None:
        """Wait for the last event."""
        async for _ in ticket.events():
            pass


class Bars:
    """A bar for each photo, on stderr."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    async def follow(self, photo: Path, ticket: Ticket) -> None:
        """Show the ticket's events until the last one."""
        bar = self._progress.add_task(photo.name, total=1, state="waiting")
        try:
            async for event in ticket.events():
                self._show(bar, event)
        finally:
            self._progress.remove_task(bar)

    def _show(self, bar: TaskID, event: JobEvent) -> None:
        match event:
            case Waiting(place=place):
                self._progress.update(bar, state=f"place {place} in the queue")
            case Running(step=step, steps=steps):
                state = f"step {step} of {steps}"
                self._progress.update(bar, completed=step, total=steps, state=state)
            case _:
                self._progress.update(bar, state="done")


@contextmanager
def watching() -> Iterator[Watcher]:
    """Bars where stderr is a terminal, else nothing."""
    if not sys.stderr.isatty():
        yield Quiet()
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[state]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield Bars(progress)
