"""One bot per ledger."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.domain.errors import ConfigError
from bot.ledger.lock import FolderLock
from bot.ledger.sqlite import SqliteLedger
from tests.ledger.records import accept
from tests.loops import in_loop

_HOLDS = """
import sys
from pathlib import Path
from bot.ledger.lock import FolderLock
FolderLock(Path(sys.argv[1])).acquire()
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_process_is_refused_until_the_first_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "ledger.lock"
    command = [sys.executable, "-c", _HOLDS, str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(ConfigError) as caught:
            FolderLock(path).acquire()
        assert caught.value.code == "ledger_in_use"
        assert f"process {holder.pid}" in caught.value.reply
        assert str(tmp_path) in caught.value.reply
        holder.kill()
        holder.wait()
    lock = FolderLock(path)
    lock.acquire()
    assert path.read_text() == f"{os.getpid()}\n"
    lock.release()
    lock.release()


@in_loop
async def test_a_second_bot_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path) as first:
        with pytest.raises(ConfigError, match="ledger_in_use"):
            async with SqliteLedger(tmp_path):
                pytest.fail("it was let in")
        await accept(first, 1)
    async with SqliteLedger(tmp_path) as second:
        assert len(await second.unfinished()) == 1
