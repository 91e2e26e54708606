"""One heap for all threads of the bot's own process."""

import platform
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

SCRIPT = """
import ctypes, sys, threading

if sys.argv[1] == "one":
    from bot.heap import keep_one_heap
    assert keep_one_heap()

libc = ctypes.CDLL(None)
libc.malloc.restype = libc.fopen.restype = ctypes.c_void_p
libc.malloc.argtypes = [ctypes.c_size_t]
libc.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
libc.fclose.argtypes = [ctypes.c_void_p]
together = threading.Barrier(4)

def allocate():
    together.wait()
    libc.malloc(50_000)
    together.wait()

threads = [threading.Thread(target=allocate) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
report = libc.fopen(b"/dev/stdout", b"w")
libc.malloc_info(0, report)
libc.fclose(report)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the C library is not glibc")
def test_threads_share_one_heap() -> None:
    assert _heaps("usual") > 1
    assert _heaps("one") == 1


def _heaps(how: str) -> int:
    """How many heaps a process has in which four threads have allocated memory."""
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, how], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return run.stdout.count("<heap nr=")
