"""A toy engine that is, for each pass, the toy engine that a task's change phrase names.

One worker can so be shown many ways to fail. Where tasks run together, one that names anything
but `renders` takes the whole pass with it.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence

from bot.domain.errors import BotError
from bot.domain.job import RenderResult, RenderTask
from bot.domain.ports import Engine, Watch


class ByWords:
    def __init__(self) -> None:
        self._engines: dict[str, Engine] = {}

    def render(self, tasks: Sequence[RenderTask], watch: Watch) -> list[RenderResult | BotError]:
        names = [task.edits[0].words.change for task in tasks]
        name = next((name for name in names if name != "renders"), "renders")
        if name not in self._engines:
            module = importlib.import_module(f"tests.executor.engines.{name}")
            self._engines[name] = module.build(None)
        return self._engines[name].render(tasks, watch)

    def close(self) -> None:
        for engine in self._engines.values():
            engine.close()


def build(options: object) -> ByWords:
    return ByWords()
