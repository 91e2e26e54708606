"""`bot.py sandbox`: where it listens, how it starts, and that nothing stays when it ends."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from bot.cli.sandbox import checked_host, checked_port, keep, open_sandbox, usual_port
from bot.config.settings import Places
from bot.domain.errors import UsageError

REPOSITORY = Path(__file__).parents[2]
LIMIT_S = 60.0
GONE_LIMIT_S = 15.0


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_loopback_needs_no_warning(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked_host(host) == "127.0.0.1"
    assert capsys.readouterr().err == ""


def test_an_address_that_others_can_reach_is_warned_of(capsys: pytest.CaptureFixture[str]) -> None:
    assert checked_host("192.168.1.20") == "192.168.1.20"
    assert "everybody who can reach 192.168.1.20" in capsys.readouterr().err


@pytest.mark.parametrize("host", ["0.0.0.0", "::1", "example.org", ""])  # noqa: S104 -- refused
def test_what_no_browser_could_go_to_is_refused(host: str) -> None:
    with pytest.raises(UsageError) as caught:
        checked_host(host)
    assert caught.value.code == "sandbox_host_wrong"


def test_a_port_that_is_taken_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(UsageError) as caught:
        checked_port("127.0.0.1", other.getsockname()[1])
    assert caught.value.code == "sandbox_port_taken"


@pytest.mark.parametrize("port", [-1, 2**16])
def test_what_is_no_port_is_refused(port: int) -> None:
    with pytest.raises(UsageError):
        checked_port("127.0.0.1", port)


def test_the_usual_port_gives_way_to_another_program() -> None:
    port = usual_port("127.0.0.1")
    if port:  # else another program has it already
        with socket.create_server(("127.0.0.1", port)):
            assert usual_port("127.0.0.1") == 0


@contextmanager
def started(**environment: str) -> Iterator[subprocess.Popen[str]]:
    """`bot.py sandbox` at any free port; killed if the block leaves it running."""
    process = subprocess.Popen(
        [sys.executable, "bot.py", "sandbox", "--port", "0"],
        cwd=REPOSITORY,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def address_of(process: subprocess.Popen[str]) -> str:
    """Read what it prints until it says where it is."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("Restage is ready at "):
            return line.split()[-1]
    raise AssertionError("it does not say where it is")


def wait_until_gone(processes: list[psutil.Process]) -> None:
    _, alive = psutil.wait_procs(processes, timeout=GONE_LIMIT_S)
    assert alive == []


@pytest.mark.slow
def test_it_says_where_it_is_and_ctrl_c_ends_all_of_it() -> None:
    with started() as process:
        address = address_of(process)
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(address, timeout=10) as page:  # noqa: S310 -- loopback
            assert "not Discord" in page.read().decode()
        family = psutil.Process(process.pid).children(recursive=True)
        assert len(family) >= 2  # the bot and its worker
        process.send_signal(signal.SIGINT)
        assert process.wait(GONE_LIMIT_S) == 0
        assert process.stdout is not None
        assert "not Discord" in process.stdout.read()
        wait_until_gone(family)


@pytest.mark.slow
def test_the_bot_does_not_outlive_a_sandbox_that_is_killed(tmp_path: Path) -> None:
    with started(TMPDIR=str(tmp_path)) as process:  # nobody is left to remove its folder
        address_of(process)
        family = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        wait_until_gone(family)


@pytest.mark.slow
def test_a_bot_that_cannot_start_is_not_waited_for(tmp_path: Path) -> None:
    began = time.monotonic()
    with started(RESTAGE_CONFIG=str(tmp_path)) as process:
        _, complaint = process.communicate(timeout=LIMIT_S)
    assert process.returncode == 2
    assert "settings.yaml cannot be read" in complaint
    assert "The bot did not start" in complaint
    assert time.monotonic() - began < LIMIT_S / 2


@pytest.mark.slow
def test_a_bot_that_dies_comes_back_and_its_buttons_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = REPOSITORY / "samples" / "mug.jpg"

    async def run() -> str:
        places = Places(config=REPOSITORY / "config", data=tmp_path)
        async with open_sandbox(places) as sandbox:
            keeping = asyncio.create_task(keep(sandbox))
            reply = await sandbox.discord.slash("mara", "background", {"image": photo})
            message = await reply.until(lambda seen: len(seen.files) == 2, limit_s=LIMIT_S)
            first = sandbox.bot.pid
            os.kill(first, signal.SIGKILL)
            await sandbox.discord.world.feed.until(
                lambda: not sandbox.discord.gateway.online, limit_s=LIMIT_S
            )
            await sandbox.discord.ready(limit_s=LIMIT_S)
            assert sandbox.bot.pid != first
            form = await (await message.press("Edit words")).modal()
            keeping.cancel()
            return form.title

    assert asyncio.run(run()) == "Edit the words"
    assert "ended with status -9; it is started again" in capsys.readouterr().err


@pytest.mark.slow
def test_nothing_is_left_in_the_data_folder_and_its_models_are_used(tmp_path: Path) -> None:
    (tmp_path / "models" / "some-model").mkdir(parents=True)

    async def run() -> Path:
        async with open_sandbox(Places(config=REPOSITORY / "config", data=tmp_path)) as sandbox:
            folder = Path(psutil.Process(sandbox.bot.pid).environ()["RESTAGE_DATA"])
            assert (folder / "models" / "some-model").is_dir()
            return folder

    assert not asyncio.run(run()).exists()
    assert [path.name for path in tmp_path.rglob("*")] == ["models", "some-model"]
