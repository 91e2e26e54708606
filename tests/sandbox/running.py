"""A sandbox with the sample bot in it, and a bot without discord.py."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from multidict import CIMultiDictProxy

from bot.sandbox.options import Options
from bot.sandbox.server import Sandbox
from tests.sandbox.sample_bot import SampleBot, running


@asynccontextmanager
async def sandbox_with_bot(
    options: Options | None = None, samples: Path | None = None
) -> AsyncIterator[tuple[Sandbox, SampleBot]]:
    """A sandbox whose bot is connected and has registered its commands."""
    async with (
        Sandbox(options=options, samples=samples) as sandbox,
        running(sandbox.client_environment()) as bot,
    ):
        await sandbox.ready()
        yield sandbox, bot


class Caller:
    """A bot without discord.py: plain requests to the API."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
        self.sandbox = sandbox
        self._session = session
        self.headers = {"Authorization": f"Bot {sandbox.token}"}

    async def call(self, method: str, path: str, **kwargs: Any) -> tuple[int, Any]:
        """(status, JSON or None) of one request."""
        kwargs = {"headers": self.headers} | kwargs
        url = f"{self.sandbox.api_url}{path}"
        async with self._session.request(method, url, **kwargs) as response:
            is_json = response.headers.get("Content-Type") == "application/json"
            return response.status, await response.json() if is_json else None

    async def fetch(self, url: str, **kwargs: Any) -> tuple[int, bytes, CIMultiDictProxy[str]]:
        """(status, bytes, headers) of any address of the sandbox."""
        async with self._session.get(url, **kwargs) as response:
            return response.status, await response.read(), response.headers


@asynccontextmanager
async def caller(options: Options | None = None) -> AsyncIterator[Caller]:
    """A sandbox and somebody who calls its API by hand."""
    async with Sandbox(options=options) as sandbox, aiohttp.ClientSession() as session:
        yield Caller(sandbox, session)
