"""A toy engine that writes megabytes to stdout and stderr, above and below Python."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from bot.domain.job import RenderResult, RenderTask
from bot.domain.ports import Watch
from tests.executor.engines.renders import Renders

_LINE = b"x" * 1023 + b"\n"


class Floods(Renders):
    def render(self, tasks: Sequence[RenderTask], watch: Watch) -> list[RenderResult]:
        for _ in range(2048):
            os.write(1, _LINE)
            os.write(2, _LINE)
            sys.stdout.write(_LINE.decode())
        for step in range(20_000):
            watch.step(step, 20_000, [b"preview"] * len(tasks))
        return super().render(tasks, watch)


def build(options: object) -> Floods:
    return Floods()
