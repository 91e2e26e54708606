"""`python bot.py` as those who run it see it: its log, port and jobs, and no secret anywhere."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import psutil
import pytest

from bot.sandbox.driver import Reply, SeenMessage
from bot.sandbox.server import Sandbox
from tests.loops import in_loop

REPOSITORY = Path(__file__).parents[2]
SAMPLE = REPOSITORY / "samples" / "mug.jpg"
LIMIT_S = 60.0
SMALL_PICTURES = "intake: {work_side_px: 512}\n"
T = TypeVar("T")

pytestmark = pytest.mark.slow


@dataclass(kw_only=True)
class Operated:
    """A bot in a sandbox, with all that it writes in files."""

    sandbox: Sandbox
    process: Process
    environment: dict[str, str]
    folder: Path
    port: int

    @property
    def output(self) -> str:
        """All that it wrote to stdout and stderr so far."""
        return "".join(
            (self.folder / name).read_text("utf-8", "replace") for name in ("out", "err")
        )

    def processes(self) -> list[psutil.Process]:
        """The bot and its children."""
        bot = psutil.Process(self.process.pid)
        return [bot, *bot.children(recursive=True)]

    def worker(self) -> psutil.Process:
        """The one that renders: it is the first to be killed when the machine has no memory."""
        return next(child for child in self.processes()[1:] if _dies_first(child))

    async def get(self, path: str) -> tuple[int, str]:
        """What the monitoring port answers."""
        address = f"http://127.0.0.1:{self.port}{path}"
        async with aiohttp.ClientSession() as session, session.get(address) as answer:
            return answer.status, await answer.text()

    async def command_line(self, *arguments: str) -> str:
        """What another `bot.py` beside this one prints."""
        other = await asyncio.create_subprocess_exec(
            sys.executable, "bot.py", *arguments,
            cwd=REPOSITORY, env=self.environment, stdout=PIPE, stderr=PIPE,
        )  # fmt: skip
        out, err = await other.communicate()
        assert other.returncode == 0, err.decode()
        return out.decode()

    async def until(self, find: Callable[[], T], what: str) -> T:
        """Wait until there is something."""
        async with asyncio.timeout(LIMIT_S):
            while not (found := find()):
                assert self.process.returncode is None, self.output
                await asyncio.sleep(0.05)
        return found

    async def ask(self, **options: Any) -> Reply:
        """Somebody asks for a new background."""
        values = {"image": SAMPLE, "preset": "marble", "seed": 1, **options}
        return await self.sandbox.slash("mara", "background", values)


def _dies_first(process: psutil.Process) -> bool:
    return int(Path(f"/proc/{process.pid}/oom_score_adj").read_text("ascii")) > 0


def has_pictures(seen: SeenMessage) -> bool:
    return len(seen.files) >= 2


@asynccontextmanager
async def a_running_bot(folder: Path, settings: str = "") -> AsyncIterator[Operated]:
    """`bot.py` with the shipped configuration but for size and `settings`, with a worker."""
    port = a_free_port()
    config = folder / "config"
    shutil.copytree(REPOSITORY / "config", config)
    text = f"monitoring: {{enabled: true, port: {port}}}\n{SMALL_PICTURES}{settings}"
    (config / "settings.yaml").write_text(text, "utf-8")
    async with Sandbox() as sandbox:
        environment = {
            **os.environ,
            **sandbox.client_environment(),
            "RESTAGE_CONFIG": str(config),
            "RESTAGE_DATA": str(folder / "data"),
            "PYTHONFAULTHANDLER": "1",
        }
        with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "bot.py", cwd=REPOSITORY, env=environment, stdout=out, stderr=err
            )
        operated = Operated(
            sandbox=sandbox, process=process, environment=environment, folder=folder, port=port
        )
        try:
            await sandbox.ready(limit_s=LIMIT_S)
            await operated.until(lambda: " is ready after " in operated.output, "a worker")
            await operated.until(lambda: "connected as restage" in operated.output, "the gateway")
            yield operated
        finally:
            if process.returncode is None:
                process.terminate()
            await asyncio.wait_for(process.wait(), LIMIT_S)


def a_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@in_loop
async def test_jobs_are_looked_at_cancelled_and_tried_again_while_it_runs(tmp_path: Path) -> None:
    async with a_running_bot(tmp_path) as bot:
        worker = bot.worker()
        worker.suspend()
        reply = await bot.ask()
        seen = await reply.until(lambda seen: "Cancel" in seen.buttons, limit_s=LIMIT_S)
        listed = json.loads(await bot.command_line("jobs", "--json"))["jobs"]
        assert [job["command"] for job in listed] == ["background"]
        job_id = listed[0]["id"]
        assert "is cancelled" in await bot.command_line("jobs", "cancel", job_id[:8])
        await seen.until(lambda seen: "cancelled" in seen.text, limit_s=LIMIT_S)
        worker.resume()
        assert "waits" in await bot.command_line("jobs", "retry", job_id)
        done = await reply.until(has_pictures, limit_s=LIMIT_S)
        assert "seed 1" in done.text
        shown = json.loads(await bot.command_line("jobs", "show", job_id, "--json"))
        assert (shown["state"], shown["seeds"]) == ("done", [1])
        file = tmp_path / "backup.tar"
        size = json.loads(await bot.command_line("backup", str(file), "--json"))
        assert (size["jobs"], size["bytes"]) == (1, file.stat().st_size)


@in_loop
async def test_it_says_that_it_is_ready_and_what_it_did(tmp_path: Path) -> None:
    async with a_running_bot(tmp_path) as bot:
        status, text = await bot.get("/readyz")
        assert (status, json.loads(text)["ready"]) == (200, True)
        await (await bot.ask()).until(has_pictures, limit_s=LIMIT_S)
        await bot.until(lambda: " answered: " in bot.output, "the note that it was answered")
        _, page = await bot.get("/metrics")
        lines = set(page.splitlines())
        for line in (
            'restage_jobs_total{command="background",state="done"} 1.0',
            'restage_jobs_under_way{command="background",state="running"} 0.0',
            'restage_wait_seconds_count{command="background"} 1.0',
            'restage_render_seconds_count{command="background"} 1.0',
            "restage_queue_length 0.0",
            "restage_worker_restarts_total 0.0",
            "restage_gateway_reconnects_total 0.0",
        ):
            assert line in lines, line
        assert 'restage_receipts_total{command="background",verdict="identical"} 1.0' in lines


@in_loop
async def test_every_line_about_a_job_has_its_id_those_of_the_worker_too(tmp_path: Path) -> None:
    async with a_running_bot(tmp_path, "log_format: json\n") as bot:
        await (await bot.ask()).until(has_pictures, limit_s=LIMIT_S)
        worker = bot.worker()
        worker.suspend()
        reply = await bot.ask(seed=2)
        await reply.until(lambda seen: "Cancel" in seen.buttons, limit_s=LIMIT_S)
        worker.send_signal(signal.SIGKILL)
        await reply.until(has_pictures, limit_s=LIMIT_S)
        ids = {job["id"] for job in json.loads(await bot.command_line("jobs", "--json"))["jobs"]}
        lines = [json.loads(line) for line in bot.output.splitlines()]
        assert len(ids) == 2
        named = [line for line in lines if "jobs" in line]
        assert {each for line in named for each in line["jobs"]} == ids
        about_jobs = ("queued", "done", "answered", "lost", "tried again")
        for line in lines:
            if any(f" {word}" in line["message"] for word in about_jobs):
                assert "jobs" in line, line


@pytest.mark.parametrize("log_format", ["text", "json"])
@in_loop
async def test_no_secret_is_in_anything_that_it_shows(tmp_path: Path, log_format: str) -> None:
    """At DEBUG, through a job, a refusal, a crash of the worker and one of the bot."""
    settings = f"log_level: DEBUG\nlog_format: {log_format}\n"
    async with a_running_bot(tmp_path, settings) as bot:
        first = await bot.ask()
        seen = await first.until(has_pictures, limit_s=LIMIT_S)
        again = await seen.press("New seed")
        await again.until(has_pictures, limit_s=LIMIT_S)
        refused = await bot.ask(image=("notes.txt", b"no picture"))
        await refused.until(lambda seen: "⚠️" in seen.text, limit_s=LIMIT_S)
        shown = await everything_shown(bot)
        for process in bot.processes()[1:]:
            assert bot.sandbox.token not in "".join(process.environ().values())
        bot.worker().send_signal(signal.SIGABRT)
        await bot.until(lambda: "worker-2 is ready" in bot.output, "another worker")
        bot.process.send_signal(signal.SIGABRT)
        await bot.process.wait()
        shown["output"] = bot.output
    assert "INTERACTION_CREATE" in shown["output"], "what Discord sends is in the log at DEBUG"
    assert "Fatal Python error: Aborted" in shown["output"]
    of_bot = "the bot's token"
    secrets = {of_bot: bot.sandbox.token}
    for name, reply in (("first", first), ("button", again), ("refused", refused)):
        secrets[f"the interaction token of {name}"] = reply.interaction.token
    found = [
        (secret, place)
        for secret, value in secrets.items()
        for place, text in shown.items()
        if value in text and not (place == "ledger" and secret != of_bot)
    ]
    assert not found


async def everything_shown(bot: Operated) -> dict[str, str]:
    """What can be read of a running bot, but for its output: by place."""
    shown = {
        "process list": " ".join(" ".join(each.cmdline()) for each in bot.processes()),
        "jobs": await bot.command_line("jobs", "--json"),
        "readyz": (await bot.get("/readyz"))[1],
        "metrics": (await bot.get("/metrics"))[1],
        "check": await bot.command_line("check", "--json"),
    }
    (job, *_) = json.loads(shown["jobs"])["jobs"]
    shown["job"] = await bot.command_line("jobs", "show", job["id"], "--json")
    address = bot.sandbox.address
    async with aiohttp.ClientSession() as session:
        async with session.get(address) as page:
            shown["page"] = await page.text()
        async with session.ws_connect(f"{address}/page/socket") as socket:
            shown["what the page is told"] = str((await socket.receive()).data)
    files = [path for path in (bot.folder / "data").rglob("*") if path.is_file()]
    shown["ledger"] = "".join(path.read_bytes().decode("latin-1") for path in files)
    return shown
