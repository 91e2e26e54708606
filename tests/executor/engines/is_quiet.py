"""A toy engine that works for a second and a half without a step, but listens."""

from __future__ import annotations

import time
from collections.abc import Sequence

from bot.domain.job import RenderResult, RenderTask
from bot.domain.ports import Watch
from tests.executor.engines.renders import Renders


class IsQuiet(Renders):
    def render(self, tasks: Sequence[RenderTask], watch: Watch) -> list[RenderResult]:
        end = time.monotonic() + 1.5
        while time.monotonic() < end:
            watch.check()
            time.sleep(0.01)
        return super().render(tasks, watch)


def build(options: object) -> IsQuiet:
    return IsQuiet()
