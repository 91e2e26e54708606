"""Soak: `python -m benchmarks.soak --rounds 200`, or `--minutes 30` with faults in place of kills.

The real bot runs in a process of its own against the sandbox, on loopback. The last line says what
became of every job that Discord saw acknowledged; the exit status is 1 where one was lost or
answered twice.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
import time

from benchmarks.soak.faults import run_minutes
from benchmarks.soak.kills import Report, run_rounds


def main() -> int:
    """Soak as the arguments say."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200, metavar="N", help="kills")
    parser.add_argument("--minutes", type=float, metavar="N", help="faults, and no kills")
    parser.add_argument("--seed", type=int, metavar="N", help="the same seed, the same orders")
    parser.add_argument("--verbose", action="store_true", help="log all that the bot says")
    options = parser.parse_args()
    seed = secrets.randbelow(2**31) if options.seed is None else options.seed
    print(f"seed {seed}", flush=True)
    started = time.monotonic()

    def report(line: str) -> None:
        print(f"{time.monotonic() - started:7.0f} s  {line}", flush=True)

    if options.minutes is not None:
        return _trouble(options.minutes, seed, report, verbose=options.verbose)
    return _kill(options.rounds, seed, report, verbose=options.verbose)


def _trouble(minutes: float, seed: int, report: Report, *, verbose: bool) -> int:
    end = asyncio.run(run_minutes(minutes, seed=seed, report=report, quiet=not verbose))
    tally = end.tally
    print(", ".join(f"{kind} {hits}" for kind, hits in sorted(end.troubles.items())))
    print(f"{tally.pictures} answered with pictures, {tally.sentences} with a sentence")
    print(
        f"minutes {minutes:g} jobs {tally.jobs} losses {tally.losses} twins {tally.twins} "
        f"memory {end.memory_mib:.0f} MiB growth {end.growth:.1%} "
        f"longest heartbeat gap {1000 * end.longest_gap_s:.0f} ms"
    )
    return 0 if tally.losses == tally.twins == 0 else 1


def _kill(rounds: int, seed: int, report: Report, *, verbose: bool) -> int:
    tally = asyncio.run(run_rounds(rounds, seed=seed, report=report, quiet=not verbose))
    print(f"{tally.pictures} answered with pictures, {tally.sentences} with a sentence")
    print(f"rounds {rounds} jobs {tally.jobs} losses {tally.losses} twins {tally.twins}")
    return 0 if tally.losses == tally.twins == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
