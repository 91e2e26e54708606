"""A toy engine whose factory has a bug."""

from __future__ import annotations

from typing import NoReturn


def build(options: object) -> NoReturn:
    raise ZeroDivisionError("a bug of the factory")
