"""A toy engine whose process ends while it is built."""

from __future__ import annotations

import os
from typing import NoReturn


def build(options: object) -> NoReturn:
    os._exit(4)
