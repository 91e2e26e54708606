"""Soak: `python -m benchmarks.soak --rounds 200`, or `--minutes 30` with faults in place of kills.

The real bot runs in a process of its own, on loopback, against the sandbox or, with `--against
emulator`, against the independent emulator that lies beside this repository. The last line says
what became of every job that Discord saw acknowledged; the exit status is 1 where one was lost or
answered twice.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
import time

from benchmarks.soak.faults import run_minutes
from benchmarks.soak.in_emulator import open_emulator_stage
from benchmarks.soak.in_sandbox import open_sandbox_stage
from benchmarks.soak.kills import Report, run_rounds
from benchmarks.soak.verdicts import Tally


def main() -> int:
    """Soak as the arguments say."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200, metavar="N", help="kills")
    parser.add_argument("--minutes", type=float, metavar="N", help="faults, and no kills")
    parser.add_argument(
        "--against",
        choices=("sandbox", "emulator"),
        default="sandbox",
        help="what stands in for Discord (faults: the sandbox)",
    )
    parser.add_argument("--seed", type=int, metavar="N", help="the same seed, the same orders")
    parser.add_argument("--verbose", action="store_true", help="log all that the bot says")
    options = parser.parse_args()
    seed = secrets.randbelow(2**31) if options.seed is None else options.seed
    print(f"seed {seed}", flush=True)
    started = time.monotonic()

    def report(line: str) -> None:
        print(f"{time.monotonic() - started:7.0f} s  {line}", flush=True)

    if options.minutes is not None:
        if options.against != "sandbox":
            parser.error("faults are made in the sandbox; leave --against out")
        return _trouble(options.minutes, seed, report, verbose=options.verbose)
    return _kill(options, seed, report)


def _trouble(minutes: float, seed: int, report: Report, *, verbose: bool) -> int:
    end = asyncio.run(run_minutes(minutes, seed=seed, report=report, quiet=not verbose))
    tally = end.tally
    print(", ".join(f"{kind} {hits}" for kind, hits in sorted(end.troubles.items())))
    _tell(tally)
    print(
        f"minutes {minutes:g} jobs {tally.jobs} losses {tally.losses} twins {tally.twins} "
        f"memory {end.memory_mib:.0f} MiB growth {end.growth:.1%} "
        f"longest heartbeat gap {1000 * end.longest_gap_s:.0f} ms"
    )
    return _status(tally)


def _kill(options: argparse.Namespace, seed: int, report: Report) -> int:
    rounds: int = options.rounds
    opening = (
        open_emulator_stage()
        if options.against == "emulator"
        else open_sandbox_stage(quiet=not options.verbose)
    )
    tally = asyncio.run(run_rounds(rounds, opening, seed=seed, report=report))
    _tell(tally)
    print(f"rounds {rounds} jobs {tally.jobs} losses {tally.losses} twins {tally.twins}")
    return _status(tally)


def _status(tally: Tally) -> int:
    return 0 if tally.settled and tally.twins == 0 else 1


def _tell(tally: Tally) -> None:
    for line in tally.open_orders:
        print(line)
    if tally.under_way:
        print(f"{tally.under_way} jobs are still under way in the ledger")
    for sentence, count in tally.said:
        print(f"{count:7}  {sentence}")
    print(f"{tally.pictures} answered with pictures, {tally.sentences} with a sentence")


if __name__ == "__main__":
    sys.exit(main())
