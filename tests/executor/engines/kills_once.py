"""A toy engine that ends its first worker and works in the next; `options` is a file to mark it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from bot.domain.job import RenderResult, RenderTask
from bot.domain.ports import Watch
from tests.executor.engines.renders import Renders


class KillsOnce(Renders):
    def __init__(self, mark: Path) -> None:
        super().__init__()
        self._mark = mark

    def render(self, tasks: Sequence[RenderTask], watch: Watch) -> list[RenderResult]:
        if not self._mark.exists():
            self._mark.touch()
            os._exit(5)
        return super().render(tasks, watch)


def build(options: Path) -> KillsOnce:
    return KillsOnce(options)
