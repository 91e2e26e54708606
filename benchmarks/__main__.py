"""`python -m benchmarks`: every benchmark, one after the other; each can be run alone."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import time

ALL = (
    "masks", "receipt", "scenes", "filters", "faq", "intake", "executor", "discord", "diffusion",
)  # fmt: skip


def main() -> int:
    """Run each benchmark in a process of its own; 0 when all ran."""
    failed = []
    for name in ALL:
        module = f"benchmarks.{name}"
        if importlib.util.find_spec(module) is None:
            failed.append(name)
            continue
        print(f"\n== {name}: python -m {module}", flush=True)
        started = time.monotonic()
        done = subprocess.run([sys.executable, "-m", module], check=False)
        print(f"({time.monotonic() - started:.0f} s)", flush=True)
        if done.returncode != 0:
            failed.append(name)
    if failed:
        print(f"\ndid not run: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
