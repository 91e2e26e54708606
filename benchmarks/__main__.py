"""`python -m benchmarks [NAME...] [--quick]`: benchmarks one after the other, all by default.

Each runs in a process of its own and can be run alone: `python -m benchmarks.NAME --help`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence

QUICK: dict[str, tuple[str, ...]] = {
    "masks": ("--photos", "none", "--most", "1"),
    "trust_fit": (),
    "receipt": ("--photos", "none", "--samples", "1", "--side", "256"),
    "scenes": ("--side", "64", "--rounds", "1"),
    "filters": ("--side", "64", "--rounds", "1"),
    "faq": ("--part", "held_out"),
    "intake": ("--scale", "0.02", "--limit-s", "0.5"),
    "executor": ("--render-s", "0.3", "--waiting", "20", "--repeats", "1"),
    "limits": ("--jobs", "20", "--waiting", "2"),
    "discord": ("--jobs", "2", "--at-once", "1", "--times", "1"),
    "diffusion": ("--repeats", "1", "--side", "128", "--steps", "2"),
    "fuzz": ("--minutes", "0.03"),
    "gpu_bench": ("--tiny", "--device", "cpu", "--repeats", "1"),
}
"""Every benchmark, with the arguments that make it as small as it can be."""

NOT_BY_DEFAULT = ("fuzz", "gpu_bench")
"""`make soak` runs the one; the other wants a GPU."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks that are named; 0 when all ran."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(QUICK))
    parser.add_argument(
        "--quick", action="store_true", help="as small as can be: shows that it runs, no more"
    )
    options = parser.parse_args(arguments)
    if unknown := [name for name in options.names if name not in QUICK]:
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(QUICK)}")
    names = options.names or [name for name in QUICK if name not in NOT_BY_DEFAULT]
    failed = [name for name in names if not _run(name, QUICK[name] if options.quick else ())]
    if failed:
        print(f"\nfailed: {', '.join(failed)}")
    return 1 if failed else 0


def _run(name: str, arguments: Sequence[str]) -> bool:
    command = ["-m", f"benchmarks.{name}", *arguments]
    print(f"\n== {name}: python {' '.join(command)}", flush=True)
    started = time.monotonic()
    done = subprocess.run([sys.executable, *command], check=False)
    print(f"({time.monotonic() - started:.0f} s)", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
