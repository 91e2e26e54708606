"""Progress of one render call, over all of its passes."""

from __future__ import annotations

from bot.domain.ports import Watch


class Progress:
    """Counts executed steps for a watch. `tasks` is the number of tasks of the call, `steps` what
    its passes will take; a pass that is made again in parts adds to that."""

    def __init__(self, watch: Watch, *, tasks: int, steps: int) -> None:
        self._watch = watch
        self._tasks = tasks
        self._total = steps
        self._done = 0

    def begin(self) -> None:
        """Report that everything is ready and the first pass begins."""
        if self._total:
            self._watch.step(0, self._total)

    def step(self, done: int, steps: int, previews: dict[int, bytes]) -> None:
        """Report step `done` of a pass of `steps`; previews by the place of their task. Raises
        `JobCancelled` where everything was cancelled."""
        total = max(self._total, self._done + steps)
        shown = [previews.get(place) for place in range(self._tasks)] if previews else ()
        self._watch.step(self._done + done, total, shown)

    def finish(self, steps: int) -> None:
        """A pass of `steps` is over and will not be made again."""
        self._done += steps
