"""What keeps a worker from outliving or outgrowing the bot. Called in the worker."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import sys
from pathlib import Path

log = logging.getLogger(__name__)

_PR_SET_PDEATHSIG = 1
_OOM_SCORE_ADJ = 500
"""Added to the worker's badness, -1000 to 1000: enough that the kernel takes it before the bot."""


def die_with_parent(parent_pid: int) -> None:
    """Have the kernel kill this process as soon as the bot is gone (Linux).

    A worker that is busy in C code notices nothing else. The signal comes when the *thread* that
    started this process ends, so the bot starts workers in its event loop's thread. Elsewhere the
    end of the pipe has to do (`bot.executor.orders`).
    """
    if not sys.platform.startswith("linux"):
        return
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL) != 0:
        log.warning("the worker may outlive the bot: %s", os.strerror(ctypes.get_errno()))
    if os.getppid() != parent_pid:  # the bot died before the kernel was told
        os._exit(1)


def leave_signals_to_the_bot() -> None:
    """Go on where all processes of the bot are told to stop, as a terminal does with Ctrl-C and
    systemd with SIGTERM: the bot lets the picture under way come to its end, then ends this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


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


def send_stray_output_to_stderr() -> None:
    """Turn this process's stdout into stderr: the bot's stdout is for answers alone."""
    os.dup2(2, 1)
