"""What a child process does to itself before it does anything else."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import sys

log = logging.getLogger(__name__)

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # glibc's malloc.h
_MMAP_THRESHOLD_BYTES = 256 * 2**10


def die_with(parent_pid: int) -> None:
    """Have the kernel kill this process when the parent dies, at once and even while it is busy
    in C code (Linux). Elsewhere the end of the pipe has to do, after the work at hand.

    The signal comes when the *thread* that started this process ends, so start it from one that
    lives as long as the parent.
    """
    if sys.platform != "linux":
        return
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL) != 0:
        log.warning("a child may outlive the bot: %s", os.strerror(ctypes.get_errno()))
    if os.getppid() != parent_pid:  # it died before the kernel was told
        os._exit(1)


def leave_signals_to_the_parent() -> None:
    """Go on where a terminal's Ctrl-C or a service's SIGTERM reaches every process of the bot: the
    parent lets the work at hand come to its end, then ends this one."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def keep_libraries_quiet() -> None:
    """Let what C libraries print go nowhere: a file from outside can choose the words, and they
    would stand among the lines of the log. Python's own stderr stays where it is."""
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1, encoding="utf-8", errors="backslashreplace")
    with open(os.devnull, "wb") as nothing:
        for descriptor in (1, 2):
            os.dup2(nothing.fileno(), descriptor)


def address_space_bytes() -> int:
    """Size of this process's address space, 0 where the system does not say."""
    if sys.platform != "linux":
        return 0
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def bound_memory(limit_bytes: int) -> None:
    """Refuse memory beyond `limit_bytes` of address space, and leave no core files.

    glibc is told to map big blocks one by one, so that they go back when they are freed, and to
    keep one arena, as each thread of a codec would reserve 64 MiB for its own.
    """
    if sys.platform != "linux":
        return
    import resource

    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        libc.mallopt(_M_MMAP_THRESHOLD, _MMAP_THRESHOLD_BYTES)
        libc.mallopt(_M_ARENA_MAX, 1)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        limit_bytes = min(limit_bytes, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit_bytes, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
