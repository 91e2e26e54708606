"""How long jobs are expected to take: running averages of what they took."""

from __future__ import annotations

from bot.domain.edit import EngineName
from bot.domain.job import RenderTask
from bot.domain.strength_search import MOST_RENDERS

_WEIGHT = 0.3
"""Of the newest measurement in a running average: about the last five count."""
_PRIOR_S = {EngineName.STUDIO: 2.0, EngineName.DIFFUSION: 20.0}
"""For a picture, before one was measured: what DESIGN 5 promises; a large model on one GPU."""

_Kind = tuple[EngineName, str | None, str | None]


class Durations:
    """Seconds per picture by engine, model and command."""

    def __init__(self) -> None:
        self._picture_s: dict[_Kind, float] = {}

    def expect_s(self, task: RenderTask) -> float:
        """Expected seconds for a task: as its command took on its model, else as other commands
        took on it, else a guess for the engine."""
        edit = task.edits[0]
        picture_s = self._picture_s.get((edit.engine, edit.model, edit.command))
        if picture_s is None:
            picture_s = self._picture_s.get((edit.engine, edit.model, None))
        if picture_s is None:
            picture_s = _PRIOR_S[edit.engine]
        return picture_s * _renders(task)

    def learn(self, task: RenderTask, seconds: float) -> None:
        """A task took `seconds`: its share of the pass, where several ran together."""
        edit = task.edits[0]
        for command in (edit.command, None):
            kind = (edit.engine, edit.model, command)
            newest = seconds / _renders(task)
            before = self._picture_s.get(kind, newest)
            self._picture_s[kind] = before + _WEIGHT * (newest - before)


def _renders(task: RenderTask) -> int:
    """Pictures that are rendered for a task, of which a search for the strength takes the most."""
    return len(task.edits) * (MOST_RENDERS if task.auto_strength else 1)
