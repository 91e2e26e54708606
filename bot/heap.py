"""The heap: memory that a long-lived process has freed goes back, instead of lying in pieces."""

from __future__ import annotations

import ctypes
import sys

_M_ARENA_MAX = -8
_M_TRIM_THRESHOLD = -1
_M_MMAP_THRESHOLD = -3
_LARGE_BYTES = 128 * 2**10
"""glibc's own thresholds before it begins to raise them after large blocks were freed."""


def keep_one_heap() -> bool:
    """Let all threads allocate from one heap, and give blocks over 128 KiB back as they are freed.

    By itself glibc (mallopt(3)) opens a heap for each thread and raises the size from which it
    gives memory back, so that a process in which now this thread holds a picture and now that one
    keeps the most that each ever held. To be called before there are threads. False where the C
    library is not glibc, which is left as it is.
    """
    if not sys.platform.startswith("linux"):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    settings = (
        (_M_ARENA_MAX, 1),
        (_M_MMAP_THRESHOLD, _LARGE_BYTES),
        (_M_TRIM_THRESHOLD, _LARGE_BYTES),
    )
    taken = [bool(mallopt(name, value)) for name, value in settings]
    return all(taken)
