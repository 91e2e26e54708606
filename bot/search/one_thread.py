"""One thread: algebra that is done once, at the start, leaves no threads and buffers behind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

_THREADS = "OPENBLAS_NUM_THREADS"


@contextmanager
def one_thread() -> Iterator[None]:
    """Import numpy for the first time in this block, and its OpenBLAS does with one thread.

    OpenBLAS reads the environment when it is loaded, and keeps a buffer for each of its threads
    from then on. The environment is as before afterwards: child processes are not concerned.
    """
    before = os.environ.get(_THREADS)
    os.environ[_THREADS] = before or "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_THREADS]
