"""Measures the executor: event-loop lag, hand-over, queueing, start-up and memory.

Run as `python -m benchmarks.executor`. Prints tables and asserts nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import os
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot.domain.edit import Command, Edit, EngineName, Fidelity, Strength, Words
from bot.domain.job import Job, Picture, RenderResult, RenderTask, Running
from bot.domain.options import ExecutorOptions
from bot.domain.photo import Photo
from bot.domain.ports import Ticket, Watch
from bot.executor.process import ProcessExecutor
from bot.executor.spec import EngineSpec

ROOT = Path(__file__).parents[1]
TICK_S = 0.005
RENDER_S = 6.0
STEP_S = 0.1
PREVIEW_BYTES = 12_000  # a JPEG with a side of 256 pixels
PNG_BYTES = 1_500_000  # a photo of 1024 x 1024 pixels
BURN = Words(change="burn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Burning:
    """How a job burns cores in OpenCV: so many, for so long."""

    threads: int = 1
    render_s: float = RENDER_S


class BusyEngine:
    """Burns cores, with a step and a preview every 100 ms; hands back at once what is not to be
    burnt."""

    def __init__(self, burning: Burning) -> None:
        self._burning = burning
        self._png = os.urandom(PNG_BYTES)
        self._preview = os.urandom(PREVIEW_BYTES)

    def render(self, tasks: Sequence[RenderTask], watch: Watch) -> list[RenderResult]:
        """Render, or not, and answer with bytes of a usual size."""
        if tasks[0].edits[0].words == BURN:
            for step, steps in burn(self._burning):
                watch.step(step, steps, [self._preview] * len(tasks))
        return [self._result(task) for task in tasks]

    def close(self) -> None:
        """Nothing is held."""

    def _result(self, task: RenderTask) -> RenderResult:
        edit = task.edits[0]
        picture = Picture(edit=edit, data=self._png, format="png", width=1024, height=1024)
        return RenderResult(
            job_id=task.job_id,
            engine=edit.engine,
            model=None,
            steps=None,
            strength=edit.strength,
            fidelity=edit.fidelity,
            positive="",
            negative="",
            pictures=(picture,),
            mask=None,
        )


def burn(burning: Burning) -> Iterator[tuple[int, int]]:
    """Keep cores busy, and yield step and steps after every 100 ms."""
    import cv2
    import numpy as np

    cv2.setNumThreads(burning.threads)
    picture = np.random.default_rng(0).random((1024, 1024, 3), dtype=np.float32)
    steps = round(burning.render_s / STEP_S)
    for step in range(steps):
        until = time.monotonic() + STEP_S
        while time.monotonic() < until:
            cv2.GaussianBlur(picture, (0, 0), 5, dst=picture)
        yield step + 1, steps


def build(burning: Burning) -> BusyEngine:
    """The factory that the worker calls."""
    return BusyEngine(burning)


def a_job(job_id: str, photo: Photo, *, words: Words | None = None, owner: str = "bench") -> Job:
    """A job with one studio edit of `photo`."""
    edit = Edit(
        command=Command.BACKGROUND,
        preset=None,
        engine=EngineName.STUDIO,
        seed=1,
        strength=Strength(product=0.0, scene=0.95),
        fidelity=Fidelity.EXACT,
        words=words or Words(),
        source_sha256=photo.sha256,
    )
    return Job(owner=owner, task=RenderTask(job_id=job_id, photo=photo, edits=(edit,)))


def a_photo(side: int) -> Photo:
    """A photo of noise."""
    pixels = os.urandom(3 * side * side)
    digest = hashlib.sha256(pixels).hexdigest()
    return Photo(name="noise", sha256=digest, width=side, height=side, mode="RGB", pixels=pixels)


@asynccontextmanager
async def warm_executor(
    burning: Burning = Burning(), *, max_waiting: int = 200, held_mib: int = 256
) -> AsyncIterator[ProcessExecutor]:
    """An executor whose worker has rendered once."""
    spec = EngineSpec(factory="benchmarks.executor:build", options=burning)
    options = ExecutorOptions(max_waiting=max_waiting, held_mib=held_mib)
    async with ProcessExecutor(spec, options, log_level="WARNING") as executor:
        await executor.submit(a_job("warm", a_photo(64))).result()
        yield executor


async def ticks_during(work: Awaitable[object]) -> tuple[list[float], list[float]]:
    """A 5 ms ticker while `work` goes on: how late each tick came, and how much CPU the event
    loop's thread had used since the tick before; both in ms, ascending.

    Other programs on the machine add to the first and not to the second.
    """
    task = asyncio.ensure_future(work)
    lags, costs = [], []
    while not task.done():
        due, used = time.perf_counter() + TICK_S, time.thread_time()
        await asyncio.sleep(TICK_S)
        lags.append(1000.0 * (time.perf_counter() - due))
        costs.append(1000.0 * (time.thread_time() - used))
    await task
    return sorted(lags), sorted(costs)


async def follow(ticket: Ticket) -> None:
    """Read a job's events to the end, as the front does."""
    async for _ in ticket.events():
        pass


def print_ticks(label: str, ticks: tuple[Sequence[float], Sequence[float]]) -> None:
    """One row of quantiles."""
    cells = [values[int((len(values) - 1) * q)] for values in ticks for q in (0.5, 0.99, 1.0)]
    print(f"{label:<34}" + "".join(f"{cell:>8.2f}" for cell in cells))


async def measure_lag(render_s: float, waiting: int) -> None:
    """Event-loop lag: idle, beside a busy process that is not the bot's, with a busy worker, and
    with many who wait."""
    cores = os.cpu_count() or 1
    load = os.getloadavg()[0]
    print(f"\nEvent loop of the bot, 5 ms ticker, ms; {cores} cores, load average {load:.1f}")
    heads = ("lag p50", "p99", "max", "CPU p50", "p99", "max")
    print(" " * 34 + "".join(f"{head:>8}" for head in heads))
    print_ticks("idle", await ticks_during(asyncio.sleep(render_s)))
    photo = a_photo(2048)
    for threads in sorted({max(1, cores - 1), cores}):
        burning = Burning(threads=threads, render_s=render_s)
        print_ticks(
            f"another program on {threads} of {cores} cores",
            await ticks_during(asyncio.to_thread(burn_elsewhere, burning)),
        )
        async with warm_executor(burning) as executor:
            ticket = executor.submit(a_job("burn", photo, words=BURN))
            label = f"a job renders on {threads} of {cores} cores"
            print_ticks(label, await ticks_during(follow(ticket)))
    burning = Burning(render_s=render_s)
    async with warm_executor(burning, max_waiting=2 * waiting) as executor:
        small = a_job("pattern", a_photo(16))
        ticket = executor.submit(a_job("burn", photo, words=BURN))
        others = [
            executor.submit(replace(small, task=replace(small.task, job_id=f"job {i}")))
            for i in range(waiting)
        ]
        readers = [asyncio.create_task(follow(each)) for each in others]
        await asyncio.sleep(1.0)  # let every reader hear its first place
        print_ticks(f"a job renders, {waiting:,} wait", await ticks_during(follow(ticket)))
        for reader in readers:
            reader.cancel()
        await asyncio.gather(*readers, return_exceptions=True)


def burn_elsewhere(burning: Burning) -> None:
    """Burn in a process that has nothing to do with the bot."""
    script = f"from benchmarks.executor import *\nfor _ in burn({burning!r}): pass"
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


async def measure_hand_over(repeats: int) -> None:
    """From `submit` to the result, of a job that takes no time to render."""
    title = f"Hand-over of a job there and back, ms, median of {repeats} (wall)"
    print(f"\n{title:<62}{'median':>8}{'p95':>8}")
    async with warm_executor() as executor:
        for side in (64, 1024, 2048):
            photo = a_photo(side)
            times = []
            for i in range(repeats):
                start = time.perf_counter()
                await executor.submit(a_job(f"{side}-{i}", photo)).result()
                times.append(1000.0 * (time.perf_counter() - start))
            times.sort()
            label = f"photo {side} x {side}, PNG of {PNG_BYTES / 1e6:.1f} MB back"
            p95 = times[int(0.95 * (repeats - 1))]
            print(f"{label:<62}{statistics.median(times):>8.2f}{p95:>8.2f}")


async def measure_enqueueing(waiting: int) -> None:
    """CPU time of one `submit` when many wait already."""
    print("\nOne submit, microseconds of CPU, mean of 200, best of 5   one owner   one job each")
    small = a_job("pattern", a_photo(16))
    for count in (each for each in (10, 1_000, 10_000) if each <= waiting):
        costs = []
        for owners in (1, count):
            async with warm_executor(max_waiting=count + 2_000) as executor:
                blocker = executor.submit(a_job("burn", a_photo(16), words=BURN))
                async for event in blocker.events():
                    if isinstance(event, Running):
                        break
                costs.append(submit_cost(executor, small, count=count, owners=owners))
        label = f"{count:,} wait"
        print(f"{label:<54}{costs[0]:>13.1f}{costs[1]:>15.1f}")


def submit_cost(executor: ProcessExecutor, pattern: Job, *, count: int, owners: int) -> float:
    """Microseconds for a `submit` after `count` others by so many owners."""

    def jobs(prefix: str, number: int) -> list[Job]:
        return [
            Job(owner=f"{i % owners}", task=replace(pattern.task, job_id=f"{prefix}{i}"))
            for i in range(number)
        ]

    for job in jobs("waits-", count):
        executor.submit(job)
    best = float("inf")
    for attempt in range(5):
        batch = jobs(f"{attempt}-", 200)
        start = time.process_time()
        tickets = [executor.submit(job) for job in batch]
        best = min(best, (time.process_time() - start) / len(batch))
        for ticket in tickets:
            ticket.cancel()
    return 1e6 * best


START = """
import asyncio, time
{imports}

async def main():
    {opening}
    rss = next(line for line in open("/proc/self/status") if line.startswith("VmRSS"))
    ready_at = time.clock_gettime(time.CLOCK_MONOTONIC)
    print(ready_at, time.process_time(), int(rss.split()[1]) / 1024, flush=True)

if __name__ == "__main__":
    asyncio.run(main())
"""
STARTS = {
    "Python alone": ("", "pass"),
    "the executor": (
        "from bot.executor.process import ProcessExecutor\n"
        "from bot.executor.spec import EngineSpec\n"
        "from bot.domain.options import ExecutorOptions",
        "executor = ProcessExecutor(EngineSpec(), ExecutorOptions())",
    ),
    "the whole bot: configuration, reader, executor": (
        "from bot import app\nfrom bot.config.settings import read_places",
        "configuration = app.configure(read_places())\n"
        "    stack = app.open_jobs(configuration, app.engine_options(configuration))\n"
        "    await stack.__aenter__()",
    ),
    "the same, with discord.py": (
        "import discord\nfrom bot import app\nfrom bot.config.settings import read_places",
        "configuration = app.configure(read_places())\n"
        "    stack = app.open_jobs(configuration, app.engine_options(configuration))\n"
        "    await stack.__aenter__()",
    ),
}


def measure_start(runs: int) -> None:
    """From the start of a bot's process until it takes jobs, and its memory then."""
    title = f"Start of the bot, median of {runs}"
    print(f"\n{title:<50}{'seconds':>8}{'CPU s':>8}{'MiB RSS':>9}")
    for label, (imports, opening) in STARTS.items():
        script = START.format(imports=imports, opening=opening)
        starts = [start_once(script) for _ in range(runs)]
        seconds, cpu_s, size = (statistics.median(column) for column in zip(*starts, strict=True))
        print(f"{label:<50}{seconds:>8.2f}{cpu_s:>8.2f}{size:>9.1f}")


def start_once(script: str) -> tuple[float, float, float]:
    """Seconds until ready, CPU seconds until then, and MiB of memory then."""
    start = time.clock_gettime(time.CLOCK_MONOTONIC)
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    ready_at, cpu_s, size = run.stdout.split()
    return float(ready_at) - start, float(cpu_s), float(size)


async def measure(options: argparse.Namespace) -> None:
    """Everything that needs an event loop."""
    await measure_lag(options.render_s, options.waiting)
    if options.lag:
        return
    await measure_hand_over(options.repeats)
    await measure_enqueueing(options.waiting)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--render-s", type=float, default=RENDER_S, help="seconds of each row")
    parser.add_argument("--waiting", type=int, default=10_000, help="jobs that wait, at most")
    parser.add_argument("--repeats", type=int, default=50)
    parser.add_argument("--lag", action="store_true", help="only the lag of the event loop")
    options = parser.parse_args()
    asyncio.run(measure(options))
    if not options.lag:
        measure_start(max(1, options.repeats // 10))


if __name__ == "__main__":
    main()
