"""A toy engine that takes memory until there is none."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.job import RenderResult, RenderTask
from bot.domain.ports import Watch

_BITE = 2**26


class EatsMemory:
    def render(self, tasks: Sequence[RenderTask], watch: Watch) -> list[RenderResult]:
        eaten = []
        for _ in range(256):  # 16 GiB at most, should the limit not hold
            watch.check()
            eaten.append(bytearray(_BITE))
        raise AssertionError(f"had room for {len(eaten)} bites")

    def close(self) -> None:
        pass


def build(options: object) -> EatsMemory:
    return EatsMemory()
