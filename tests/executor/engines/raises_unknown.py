"""A toy engine with a bug."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from bot.domain.job import RenderTask
from bot.domain.ports import Watch


class RaisesUnknown:
    def render(self, tasks: Sequence[RenderTask], watch: Watch) -> NoReturn:
        raise ZeroDivisionError("a bug of the engine")

    def close(self) -> None:
        raise ZeroDivisionError("a bug in closing")


def build(options: object) -> RaisesUnknown:
    return RaisesUnknown()
