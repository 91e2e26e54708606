"""A toy engine whose factory refuses with a sentence of its own."""

from __future__ import annotations

from typing import NoReturn

from bot.domain.errors import ModelError


def build(options: object) -> NoReturn:
    raise ModelError("no_gpu", "There is no GPU in this machine.")
