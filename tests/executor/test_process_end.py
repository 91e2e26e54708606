"""Ends: of the executor, with and without patience, and of the bot without warning."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from bot.domain.errors import RenderError, UsageError
from bot.domain.job import Done, Failed, Running
from bot.executor.failures import shutting_down
from bot.executor.spec import Grace
from tests.executor.toys import a_job, an_executor, the_end, the_first_step

ROOT = Path(__file__).parents[2]


def has_ended(pid: int) -> bool:
    """True when the process is gone, or dead and not yet collected by whoever inherited it."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text("ascii")
    except FileNotFoundError:
        return True
    return status.rpartition(")")[2].split()[0] in "ZX"


def seconds_until_ended(pid: int, limit_s: float) -> float:
    """How long a process takes to be gone, in seconds; `limit_s` or more when it stays."""
    start = time.monotonic()
    while not has_ended(pid) and time.monotonic() - start < limit_s:
        time.sleep(0.005)
    return time.monotonic() - start


@pytest.mark.parametrize("behaviour", ["renders", "is_slow", "hangs"])
def test_closing_ends_every_job_and_the_worker(behaviour: str) -> None:
    async def scene() -> tuple[list[object], list[int]]:
        pids = []
        async with an_executor(grace=Grace(stop_s=0.5)) as executor:
            tickets = [executor.submit(a_job(str(i), behaviour)) for i in range(3)]
            if behaviour == "renders":
                await tickets[0].result()
            else:
                pids.append(int((await the_first_step(tickets[0])).preview or b"0"))
        with pytest.raises(UsageError, match="shutting_down"):
            executor.submit(a_job("late"))
        assert len(asyncio.all_tasks()) == 1
        return [await the_end(ticket) for ticket in tickets], pids

    ends, pids = asyncio.run(scene())
    assert isinstance(ends[0], Done if behaviour == "renders" else Failed)
    for end in ends:  # the quick ones may all have come out well before the bot closed
        assert isinstance(end, Done) or end == shutting_down()
    for pid in pids:
        assert has_ended(pid)
    for thread in threading.enumerate():
        if thread.name.startswith("worker-"):
            thread.join(timeout=5.0)
            assert not thread.is_alive(), thread.name


def test_closing_while_the_worker_starts() -> None:
    async def scene() -> None:
        async with an_executor("hangs_at_start") as executor:
            ticket = executor.submit(a_job("1"))
            await anext(ticket.events())
        with pytest.raises(RenderError, match="shutting_down"):
            await ticket.result()
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(scene())


@pytest.mark.slow
def test_draining_lets_the_running_job_end_and_starts_no_other() -> None:
    async def scene() -> None:
        async with an_executor() as executor:
            running, waiting = executor.submit(a_job("1", "is_quiet")), executor.submit(a_job("2"))
            async for event in running.events():
                if isinstance(event, Running):
                    break
            assert not await executor.drain(limit_s=0.01)
            assert await executor.drain(limit_s=20)
            assert isinstance(await the_end(running), Done)
            assert executor.waiting == 1
            with pytest.raises(UsageError, match="shutting_down"):
                executor.submit(a_job("3"))
        assert isinstance(await the_end(waiting), Failed)

    asyncio.run(scene())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_all_processes_does_not_reach_the_job(number: signal.Signals) -> None:
    async def scene() -> None:
        async with an_executor() as executor:
            slow = executor.submit(a_job("1", "is_slow"))
            step = await the_first_step(slow)
            os.kill(int(step.preview or b"0"), number)
            async for event in slow.events():
                if isinstance(event, Running) and event.step > step.step + 30:
                    break
            slow.cancel()
            assert isinstance(await the_end(executor.submit(a_job("2"))), Done)
            assert executor.restarts == 0

    asyncio.run(scene())


PARENT = """
import asyncio
from tests.executor.toys import a_job, an_executor, the_first_step

async def main():
    async with an_executor() as executor:
        step = await the_first_step(executor.submit(a_job("1", {behaviour!r})))
        print(step.preview.decode(), flush=True)
        await asyncio.Event().wait()

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.mark.parametrize("behaviour", ["is_slow", "hangs"])
def test_the_worker_does_not_outlive_the_bot(behaviour: str, tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT.format(behaviour=behaviour), "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, script], env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as bot:
        assert bot.stdout is not None
        worker = int(bot.stdout.readline())
        assert not has_ended(worker)
        bot.kill()
        assert seconds_until_ended(worker, limit_s=5.0) < 1.0
