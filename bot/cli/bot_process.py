"""The bot in a process of its own: what `python bot.py` runs, started and ended by another."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

BOT = Path(__file__).parents[2] / "bot.py"
STOP_LIMIT_S = 8.0
"""How long the bot may take to stop before it is killed."""


class BotProcess:
    """An async context manager: the bot runs inside the block, and again after `restart`.

    `environment` is added to this process's own. The bot logs to this process's stderr; `quiet`
    leaves out all but warnings and errors. It ends with this process, however that ends: its stdin
    is a pipe that closes then.
    """

    def __init__(self, environment: Mapping[str, str], *, quiet: bool) -> None:
        self._environment = environment
        self._quiet = quiet
        self._process: Process | None = None

    @property
    def pid(self) -> int:
        """The process id of the bot that was started last."""
        return self._started.pid

    async def __aenter__(self) -> Self:
        await self._start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stop()

    async def ended(self) -> int:
        """Wait until the bot has ended; its exit status, negative for a signal."""
        return await self._started.wait()

    async def restart(self) -> None:
        """End the bot if it still runs, and start it anew."""
        await self._stop()
        await self._start()

    @property
    def _started(self) -> Process:
        if self._process is None:
            raise RuntimeError("the bot was not started: use `async with`")
        return self._process

    async def _start(self) -> None:
        quiet = ["--quiet"] if self._quiet else []
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(BOT),
            "--end-with-stdin",
            *quiet,
            stdin=asyncio.subprocess.PIPE,
            env=os.environ | self._environment,
            start_new_session=True,  # a terminal sends Ctrl-C to this process alone
        )

    async def _stop(self) -> None:
        process = self._started
        if process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), STOP_LIMIT_S)
        except TimeoutError:
            process.kill()
            await process.wait()
