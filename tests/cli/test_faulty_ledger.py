"""`python bot.py` with a ledger that cannot be used: it stays closed, says so, and keeps it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from bot.cli.bot_process import BOT, BotProcess
from bot.cli.main import WRONG_USAGE
from bot.cli.samples import sample_photo
from bot.cli.sandbox import OpenSandbox
from bot.ledger.sqlite import SqliteLedger
from bot.sandbox.server import Sandbox
from tests.front.stage import CONFIG
from tests.loops import in_loop

PAGE_BYTES = 4096


def run_bot(folder: Path) -> subprocess.CompletedProcess[str]:
    """`python bot.py` until it ends by itself."""
    environment = {"DISCORD_TOKEN": "no.real.token", "RESTAGE_DATA": str(folder)}
    return subprocess.run(
        [sys.executable, str(BOT)],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@in_loop
async def test_a_second_bot_on_one_ledger_refuses_to_start(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path) as ledger:
        before = (tmp_path / "ledger.sqlite3").read_bytes()
        refused = run_bot(tmp_path)
        assert (tmp_path / "ledger.sqlite3").read_bytes() == before
        assert await ledger.unfinished() == []
    assert refused.returncode == WRONG_USAGE
    assert f"Another Restage (process {os.getpid()}) is using the data" in refused.stderr
    assert "Traceback" not in refused.stderr


@contextmanager
def damaged(path: Path) -> Iterator[None]:
    """Some of the file is overwritten, as by a failing disk; put right afterwards."""
    whole = path.read_bytes()
    hurt = bytearray(whole)
    hurt[PAGE_BYTES : 2 * PAGE_BYTES] = os.urandom(PAGE_BYTES)
    path.write_bytes(hurt)
    yield
    path.write_bytes(whole)


HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program is writing, and does not come to an end."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline()
        yield
        other.stdin.close()


@asynccontextmanager
async def bot_in(discord: Sandbox, folder: Path) -> AsyncIterator[OpenSandbox]:
    """The real bot, connected, with its data in that folder."""
    environment = {
        **discord.client_environment(),
        "RESTAGE_CONFIG": str(CONFIG),
        "RESTAGE_DATA": str(folder),
    }
    async with BotProcess(environment, quiet=True) as bot:
        stage = OpenSandbox(discord=discord, bot=bot)
        await discord.world.feed.until(lambda: not discord.gateway.online or None, limit_s=10)
        await stage.ready()
        yield stage


@pytest.mark.slow
@pytest.mark.parametrize(
    ("trouble", "said"),
    [(damaged, "is damaged and was left as it is"), (locked, "is locked by another program")],
)
@in_loop
async def test_a_ledger_that_cannot_be_used_is_told_and_kept(
    tmp_path: Path, trouble: Callable[[Path], AbstractContextManager[None]], said: str
) -> None:
    file = tmp_path / "ledger.sqlite3"
    command = ("mara", "background", {"image": sample_photo("mug.jpg")})
    async with Sandbox() as discord:
        async with bot_in(discord, tmp_path):
            await (await discord.slash("mara", "queue", {})).message()
        with trouble(file):
            before = file.read_bytes()
            async with bot_in(discord, tmp_path):
                refused = await (await discord.slash(*command)).message()
                assert said in refused.text
                assert refused.ephemeral
            assert file.read_bytes() == before
