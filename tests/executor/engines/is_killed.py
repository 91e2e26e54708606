"""A toy engine that is killed in the middle of a job, as the kernel does when memory is full."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence

from bot.domain.job import RenderResult, RenderTask
from bot.domain.ports import Watch


class IsKilled:
    def render(self, tasks: Sequence[RenderTask], watch: Watch) -> list[RenderResult]:
        watch.step(1, 4)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("outlived SIGKILL")

    def close(self) -> None:
        pass


def build(options: object) -> IsKilled:
    return IsKilled()
