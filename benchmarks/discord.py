"""Measures the bot in Discord: how fast it answers, its heartbeat, memory and messages.

Run as `python -m benchmarks.discord`. The bot is `python bot.py` as shipped, in a process of its
own; the sandbox stands in for Discord on loopback, so that no network adds to the figures, and
both share this machine's cores with the renders. Prints tables and asserts nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import itertools
import os
import shutil
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import yaml
from PIL import Image, ImageDraw

from bot.cli.bot_process import BotProcess
from bot.cli.discord_demo import has_ended
from bot.cli.samples import sample_photo
from bot.cli.sandbox import OpenSandbox
from bot.sandbox.driver import Reply, SeenMessage
from bot.sandbox.feed import Change, Event, InteractionChanged, MessageChanged
from bot.sandbox.interactions import State
from bot.sandbox.options import Options
from bot.sandbox.server import Sandbox

CONFIG = Path(__file__).parents[1] / "config"
MARA, JONAS = "mara", "jonas"
"""One sends the commands that are timed; the other keeps the worker busy."""
HEARTBEAT_S = 0.5
AT_ONCE, TIMES = (1, 10, 50), (60, 12, 3)
"""Commands at once, and how often."""
PAUSE_S = 0.5
"""Between two bursts."""
JOBS, WARM_JOBS, IN_FLIGHT = 200, 10, 8
SMALL_SIDE_PX = 96
RESULT_LIMIT_S = 120.0
SETTLE_S = 2.0


@dataclass
class Log:
    """What the bot sent: seconds until Mara's commands were acknowledged, messages, and edits."""

    acks_s: list[float] = field(default_factory=list)
    messages: int = 0
    edits: int = 0

    def note(self, event: Event) -> None:
        """Listener of the sandbox's feed."""
        match event:
            case InteractionChanged(interaction) if interaction.user.username == MARA:
                if interaction.state is not State.PENDING:
                    late = interaction.state is State.FAILED
                    self.acks_s.append(float("inf") if late else interaction.age_s())
            case MessageChanged(change, message) if message.author.bot:
                self.messages += change is Change.CREATED
                self.edits += change is Change.EDITED
            case _:
                pass


class Bench:
    """The bot in the sandbox, and the two people who keep it busy."""

    def __init__(self, sandbox: OpenSandbox) -> None:
        self._sandbox = sandbox
        self._small = ("small.png", small_photo())
        self._process = psutil.Process(sandbox.bot.pid)

    @asynccontextmanager
    async def logging(self) -> AsyncIterator[Log]:
        """Note what the bot sends during the block."""
        log = Log()
        with self._sandbox.discord.world.feed.listening(log.note):
            yield log

    async def small_jobs(self, count: int, in_flight: int = IN_FLIGHT) -> None:
        """Run so many edits of a tiny photo to their end, `in_flight` at a time."""
        gate = asyncio.Semaphore(in_flight)

        async def one() -> None:
            async with gate:
                await finished(await self.ask_small())

        await asyncio.gather(*(one() for _ in range(count)))

    async def ask_small(self) -> Reply:
        """A `/background` of a tiny photo."""
        options = {"image": self._small, "preset": "marble"}
        return await self._sandbox.discord.slash(MARA, "background", options)

    async def ask_large(self, **options: object) -> Reply:
        """A `/background` of a sample photo."""
        options = {"image": sample_photo("mug.jpg"), "preset": "marble", **options}
        return await self._sandbox.discord.slash(JONAS, "background", options)

    @asynccontextmanager
    async def rendering(self) -> AsyncIterator[None]:
        """The worker is busy during the whole block: there is always a large edit to render."""
        first = await self.ask_large(images=4)
        await first.until(renders, limit_s=RESULT_LIMIT_S)

        async def go_on() -> None:
            running = first
            while True:
                following = await self.ask_large(images=4)
                await finished(running)
                running = following

        task = asyncio.create_task(go_on())
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def memory_mib(self) -> float:
        """Resident memory of the bot's own process, once it has settled."""
        await asyncio.sleep(SETTLE_S)
        return float(self._process.memory_info().rss) / 2**20

    def longest_heartbeat_s(self) -> float:
        """The longest time between two heartbeats that came so far."""
        beats = list(self._sandbox.discord.gateway.heartbeats)
        return max((b - a for a, b in itertools.pairwise(beats)), default=float("nan"))


def renders(seen: SeenMessage) -> bool:
    """Whether the message shows a bar: its job has begun."""
    return "▱" in seen.text or "▰" in seen.text


async def finished(reply: Reply) -> None:
    """Wait until the edit has ended."""
    await reply.until(has_ended, limit_s=RESULT_LIMIT_S)


def small_photo() -> bytes:
    """A product on a plain wall, as a PNG."""
    photo = Image.new("RGB", (SMALL_SIDE_PX, SMALL_SIDE_PX), "whitesmoke")
    third = SMALL_SIDE_PX // 3
    ImageDraw.Draw(photo).rectangle((third, third, 2 * third, 2 * third), fill="firebrick")
    file = io.BytesIO()
    photo.save(file, "PNG")
    return file.getvalue()


async def measure_memory_and_messages(bench: Bench, jobs: int) -> None:
    """Memory before, during and after many jobs, and what was sent for them."""
    first = min(WARM_JOBS, jobs // 2)
    heads = ("MiB", "since idle", f"since job {first}")
    print(f"\n{'Memory of the bot, without its worker':<40}", end="")
    print("".join(f"{head:>14}" for head in heads))
    idle = await bench.memory_mib()
    print(f"{'idle, before the first job':<40}{idle:>14.1f}")
    await bench.small_jobs(first)
    warm = await bench.memory_mib()
    print(f"{f'after {first} jobs':<40}{warm:>14.1f}{warm / idle - 1:>14.1%}")
    async with bench.logging() as log:
        started = time.monotonic()
        await bench.small_jobs(jobs - first)
        took_s = time.monotonic() - started
    after = await bench.memory_mib()
    growth = f"{after / idle - 1:>14.1%}{after / warm - 1:>14.1%}"
    print(f"{f'after {jobs} jobs':<40}{after:>14.1f}{growth}")
    async with bench.logging() as alone:
        await finished(await bench.ask_large())
    print(f"\n{'Sent for one job':<40}{'messages':>14}{'edits':>14}")
    print(f"{'a sample photo, alone':<40}{alone.messages:>14}{alone.edits:>14}")
    more = jobs - first
    label = f"tiny photos, {IN_FLIGHT} at once, {more / took_s:.0f} a second"
    print(f"{label:<40}{log.messages / more:>14.2f}{log.edits / more:>14.2f}")


async def measure_acks(bench: Bench, bursts: Iterable[tuple[int, int]]) -> None:
    """From a person's command to the bot's first answer, while the worker renders."""
    print(f"\n{'Acknowledged, ms, while a render runs':<40}", end="")
    print("".join(f"{head:>8}" for head in ("p50", "p95", "p99", "max", "n")))
    for at_once, times in bursts:
        acks = await acknowledged(bench, at_once, times)
        cells = [1000.0 * quantile(acks, q) for q in (0.5, 0.95, 0.99, 1.0)]
        row = "".join(f"{cell:>8.1f}" for cell in cells)
        print(f"{f'{at_once} at once':<40}{row}{len(acks):>8}", flush=True)


async def acknowledged(bench: Bench, at_once: int, times: int) -> list[float]:
    """Seconds until each command was acknowledged; infinite for one that was not, in 3 seconds.
    What they asked for is worked off before this returns."""
    replies: list[Reply] = []
    async with bench.rendering(), bench.logging() as log:
        for _ in range(times):
            burst = [await bench.ask_small() for _ in range(at_once)]
            await asyncio.gather(*(reply.acknowledged() for reply in burst))
            replies += burst
            await asyncio.sleep(PAUSE_S)
        acks = log.acks_s
    await asyncio.gather(*(finished(reply) for reply in replies))
    return acks


def quantile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def without_limits(folder: Path) -> Path:
    """The shipped configuration, where one person may have any number of edits under way."""
    shutil.copytree(CONFIG, folder)
    access = folder / "access.yaml"
    rules = yaml.safe_load(access.read_text("utf-8"))
    rules["limits"]["person"]["waiting"] = None
    access.write_text(yaml.safe_dump(rules), "utf-8")
    return folder


@asynccontextmanager
async def open_bench() -> AsyncIterator[Bench]:
    """The bot in a sandbox that asks for frequent heartbeats."""
    options = Options(heartbeat_s=HEARTBEAT_S, messages_per_channel=2000)
    with TemporaryDirectory(ignore_cleanup_errors=True) as data:
        async with Sandbox(options=options) as discord:
            environment = {
                **discord.client_environment(),
                "RESTAGE_CONFIG": str(without_limits(Path(data) / "config")),
                "RESTAGE_DATA": data,
            }
            async with BotProcess(environment, quiet=True) as bot:
                sandbox = OpenSandbox(discord=discord, bot=bot)
                await sandbox.ready()
                yield Bench(sandbox)


async def measure(jobs: int, bursts: Iterable[tuple[int, int]]) -> None:
    """Measure and print."""
    print(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}")
    async with open_bench() as bench:
        await measure_memory_and_messages(bench, jobs)
        await measure_acks(bench, bursts)
        gap_ms = 1000.0 * bench.longest_heartbeat_s()
        print(f"\nHeartbeats, asked for every {1000 * HEARTBEAT_S:.0f} ms, came at most")
        print(f"{gap_ms:.0f} ms apart during all of this; Discord asks for one every 41 s.")


def main() -> None:
    """Measure as much as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=JOBS)
    parser.add_argument("--at-once", type=int, nargs="+", default=AT_ONCE, help="commands")
    parser.add_argument("--times", type=int, nargs="+", default=TIMES, help="how often each")
    options = parser.parse_args()
    asyncio.run(measure(options.jobs, list(zip(options.at_once, options.times, strict=True))))


if __name__ == "__main__":
    main()
