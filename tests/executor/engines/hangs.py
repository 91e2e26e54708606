"""A toy engine that falls silent for ever, and hears no cancellation. Its preview is its pid."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from bot.domain.job import RenderResult, RenderTask
from bot.domain.ports import Watch


class Hangs:
    def render(self, tasks: Sequence[RenderTask], watch: Watch) -> list[RenderResult]:
        watch.step(1, 4, [str(os.getpid()).encode()] * len(tasks))
        re.match(r"(a+)+b", "a" * 60)  # in C, for years, without letting another thread run
        raise AssertionError("the pattern was matched")

    def close(self) -> None:
        pass


def build(options: object) -> Hangs:
    return Hangs()
