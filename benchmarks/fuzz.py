"""Photo intake under files that were damaged at random, for as long as it is told.

Run as `python -m benchmarks.fuzz --minutes 10`. Hypothesis damages the sample photos, saved in
every format that is read; each file goes through the photo reader of the running bot, with the
shipped limits, in its child. Prints what was tried and what became of it. Where anything but a
photo or a sentence came out, the file is kept in `build/fuzz/` and the exit status is 1.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import hashlib
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from PIL import Image

from bot.domain.errors import PhotoError
from bot.domain.photo import IntakeLimits
from bot.intake.guard import GuardedReader
from bot.intake.refusals import CODES
from tests.intake.mutations import Damaged, RealFile, damaged, real_files

SAMPLES = Path(__file__).parents[1] / "samples"
KEPT = Path("build") / "fuzz"
SIDE_PX = 192
"""Samples are reduced to this: what hurts is in the structure of a file, and more can be tried."""

IN_A_ROUND = 500
ENDED_CHILD = {"photo_timeout", "photo_too_costly"}
FAULTS = {"photo_reader_down"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What became of one file: "a photo", the code of a refusal, or an error that should not be.
    `peak_mib` is the most memory that the child had."""

    outcome: str
    seconds: float
    peak_mib: float

    @property
    def is_fault(self) -> bool:
        """Whether this may not happen."""
        return self.outcome in FAULTS or self.outcome not in CODES | {"a photo"}


@dataclass(slots=True, kw_only=True)
class Tally:
    """What became of many files."""

    outcomes: Counter[str] = field(default_factory=Counter)
    worst_s: float = 0.0
    worst_mib: float = 0.0

    def add(self, cost: Cost) -> None:
        """Count one more."""
        self.outcomes[cost.outcome] += 1
        self.worst_s = max(self.worst_s, cost.seconds)
        self.worst_mib = max(self.worst_mib, cost.peak_mib)

    def row(self, name: str) -> str:
        """One line of the table."""
        read = self.outcomes["a photo"]
        ended = sum(self.outcomes[code] for code in ENDED_CHILD)
        refused = self.outcomes.total() - read - ended
        common = Counter({k: n for k, n in self.outcomes.items() if k != "a photo"}).most_common(3)
        return (
            f"{name:16} {self.outcomes.total():7} {read:7} {refused:8} {ended:7}"
            f" {self.worst_s:8.2f} {self.worst_mib:6.0f}  "
            + ", ".join(f"{count} {code.removeprefix('photo_')}" for code, count in common)
        )


HEADER = (
    f"{'':16} {'tried':>7} {'read':>7} {'refused':>8} {'stopped':>7} {'worst s':>8} {'MiB':>6}"
    "  most common refusals"
)


class Fuzzer:
    """Feeds damaged files to one reader until the time is up."""

    def __init__(
        self, runner: asyncio.Runner, reader: GuardedReader, files: Sequence[RealFile]
    ) -> None:
        self._runner = runner
        self._reader = reader
        self._files = files
        self.by_damage: dict[str, Tally] = {}
        self.by_format: dict[str, Tally] = {}
        self.all = Tally()
        self.faults = 0

    def run(self, until: Callable[[], bool], first_seed: int) -> None:
        """Try round after round until `until()` is true."""
        number = first_seed
        while not until():
            self._round(number, until)
            number += 1

    def _round(self, number: int, until: Callable[[], bool]) -> None:
        @seed(number)
        @settings(
            max_examples=IN_A_ROUND,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(damaged(self._files))
        def try_each(file: Damaged) -> None:
            if not until():
                self._note(file, self._runner.run(cost_of(self._reader, file.data)))

        try_each()

    def _note(self, file: Damaged, cost: Cost) -> None:
        for tallies, name in ((self.by_damage, file.damage), (self.by_format, file.format)):
            tallies.setdefault(name, Tally()).add(cost)
        self.all.add(cost)
        if cost.is_fault:
            self.faults += 1
            KEPT.mkdir(parents=True, exist_ok=True)
            name = hashlib.sha256(file.data).hexdigest()[:16]
            (KEPT / name).write_bytes(file.data)
            print(f"{cost.outcome}: kept as {KEPT / name}", file=sys.stderr)


async def cost_of(reader: GuardedReader, data: bytes) -> Cost:
    """Read one file, whatever comes of it."""
    await reader.warm_up()
    child = _child_pid()
    _forget_peak(child)
    started = time.perf_counter()
    try:
        await reader.read(data, name="fuzz")
        outcome = "a photo"
    except PhotoError as exc:
        outcome = exc.code
    except Exception as exc:  # noqa: BLE001 -- what is looked for
        outcome = repr(exc)
    seconds = time.perf_counter() - started
    return Cost(outcome=outcome, seconds=seconds, peak_mib=_peak_mib(child))


def sample_files() -> list[RealFile]:
    """The sample photos, small, in every format."""
    found: list[RealFile] = []
    for path in sorted(SAMPLES.glob("*.jpg")):
        with Image.open(path) as image:
            picture = image.convert("RGB")
        picture.thumbnail((SIDE_PX, SIDE_PX))
        found += real_files(picture)
    return found


def _child_pid() -> int | None:
    children = [c for c in multiprocessing.active_children() if c.name == "photo-reader"]
    return children[-1].pid if children else None


def _forget_peak(pid: int | None) -> None:
    """Have the kernel count the most memory anew (proc(5), clear_refs)."""
    with contextlib.suppress(OSError):
        Path(f"/proc/{pid}/clear_refs").write_text("5", "ascii")


def _peak_mib(pid: int | None) -> float:
    """The most memory since then; 0 where the child has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    except OSError:
        return 0.0
    found = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
    return int(found[0]) / 1024 if found else 0.0


def _print(fuzzer: Fuzzer, minutes: float) -> None:
    print(f"{minutes:g} minutes; limits as shipped\n\n{HEADER}")
    for tallies in (fuzzer.by_damage, fuzzer.by_format):
        for name in sorted(tallies):
            print(tallies[name].row(name))
        print()
    print(fuzzer.all.row("all"))
    print(f"neither a photo nor a sentence: {fuzzer.faults}")


def main(arguments: Iterable[str] | None = None) -> int:
    """Fuzz, print the tables; 1 where something came out that may not."""
    parser = argparse.ArgumentParser(prog="benchmarks.fuzz")
    parser.add_argument("--minutes", type=float, default=10.0, metavar="N", help="how long; 10")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of the first round; 0")
    options = parser.parse_args(list(arguments) if arguments is not None else None)
    end = time.monotonic() + 60 * options.minutes
    files = sample_files()
    with asyncio.Runner() as runner:
        reader = GuardedReader(IntakeLimits())
        fuzzer = Fuzzer(runner, reader, files)
        fuzzer.run(lambda: time.monotonic() >= end, options.seed)
        sound = [runner.run(cost_of(reader, file.data)) for file in files]
        runner.run(reader.close())
    _print(fuzzer, options.minutes)
    unread = [cost.outcome for cost in sound if cost.outcome != "a photo"]
    if unread:
        print(f"afterwards, sound files were not read: {unread}")
    return 1 if fuzzer.faults or unread else 0


if __name__ == "__main__":
    sys.exit(main())
