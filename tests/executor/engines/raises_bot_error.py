"""A toy engine that refuses with a sentence of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from bot.domain.errors import ModelError
from bot.domain.job import RenderTask
from bot.domain.ports import Watch


class ModelUnknown(ModelError):
    """A class of the engine's own, which the bot never imports."""


class RaisesBotError:
    def render(self, tasks: Sequence[RenderTask], watch: Watch) -> NoReturn:
        raise ModelUnknown("model_missing", "The model is not here. Pull it first.", "no folder")

    def close(self) -> None:
        pass


def build(options: object) -> RaisesBotError:
    return RaisesBotError()
