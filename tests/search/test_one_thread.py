"""numpy as the bot's own process loads it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

SCRIPT = """
import os

from bot.search.one_thread import one_thread

with one_thread():
    import numpy as np

np.ones((900, 900), np.float32) @ np.ones((900, 900), np.float32)
print(len(os.listdir("/proc/self/task")), os.environ.get("OPENBLAS_NUM_THREADS"))
"""


def test_algebra_leaves_no_threads_and_the_environment_as_it_was() -> None:
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["1", "None"]
