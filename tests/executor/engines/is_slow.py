"""A toy engine with a hundred steps a second and no end. Its preview is its pid."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Sequence
from typing import NoReturn

from bot.domain.job import RenderTask
from bot.domain.ports import Watch

STEPS = 10**6


class IsSlow:
    def render(self, tasks: Sequence[RenderTask], watch: Watch) -> NoReturn:
        preview = str(os.getpid()).encode()
        for step in itertools.count(1):
            watch.step(step, STEPS, [preview] * len(tasks))
            time.sleep(0.01)
        raise AssertionError("counted to the end")

    def close(self) -> None:
        pass


def build(options: object) -> IsSlow:
    return IsSlow()
