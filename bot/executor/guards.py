"""What keeps a worker from standing in the bot's way. Called in the worker."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

log = logging.getLogger(__name__)

_OOM_SCORE_ADJ = 500
"""Added to the worker's badness, -1000 to 1000: enough that the kernel takes it before the bot."""

_NICENESS = 10
"""Added to the worker's; the bot's weight is then about nine times the worker's."""


def limit_memory(limit_mib: int | None) -> None:
    """Bound this process's address space, so that asking for more raises `MemoryError`."""
    if limit_mib is None or sys.platform == "win32":
        return
    import resource

    limit = limit_mib * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def be_killed_before_the_bot() -> None:
    """When the machine runs out of memory, the kernel takes the worker and not the bot (Linux)."""
    score = Path("/proc/self/oom_score_adj")
    try:
        if score.exists() and int(score.read_text("ascii")) < _OOM_SCORE_ADJ:
            score.write_text(str(_OOM_SCORE_ADJ), "ascii")
    except OSError as exc:  # a container may forbid it
        log.debug("the kernel may take the bot before its worker: %s", exc)


def yield_to_the_bot() -> None:
    """Let the bot have a core at once where both want one (POSIX): it needs milliseconds, and
    people see whether it answers. On a core of its own the worker is as fast as ever."""
    if hasattr(os, "nice"):
        os.nice(_NICENESS)


def send_stray_output_to_stderr() -> None:
    """Turn this process's stdout into stderr: the bot's stdout is for answers alone."""
    os.dup2(2, 1)
