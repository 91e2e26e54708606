"""Each benchmark runs, at the smallest size that it has, so that none rots unseen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import QUICK

ROOT = Path(__file__).parents[1]
GUARD = 'if __name__ == "__main__":'


@pytest.mark.slow
@pytest.mark.parametrize("name", QUICK)
def test_a_benchmark_runs_to_its_end(name: str) -> None:
    command = [sys.executable, "-m", "benchmarks", name, "--quick"]
    one_thread = {**os.environ, "OMP_NUM_THREADS": "1"}  # more only hinder each other in small sums
    done = subprocess.run(
        command, cwd=ROOT, env=one_thread, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_benchmark_is_listed() -> None:
    runnable = {
        path.stem
        for path in (ROOT / "benchmarks").glob("*.py")
        if GUARD in path.read_text("utf-8") and path.stem != "__main__"
    }
    assert runnable == set(QUICK)
