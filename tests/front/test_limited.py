"""Discord's 429 are counted, with the waits that they ask for."""

from __future__ import annotations

import asyncio

import aiohttp
from aiohttp import web

from bot.domain.meter import Unmetered
from bot.front.limited import counting_rate_limits


class Counting(Unmetered):
    """Fills the Meter role, for rate limits."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def rate_limited(self, wait_s: float) -> None:
        self.waits.append(wait_s)


def test_every_429_is_counted_and_nothing_else() -> None:
    answers = iter([(200, {}), (429, {"Retry-After": "1.5"}), (429, {"Retry-After": "soon"})])

    async def answer(request: web.Request) -> web.Response:
        status, headers = next(answers)
        return web.Response(status=status, headers=headers)

    async def ask() -> list[float]:
        meter = Counting()
        app = web.Application()
        app.add_routes([web.get("/", answer)])
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        trace = counting_rate_limits(meter)
        async with aiohttp.ClientSession(trace_configs=[trace]) as session:
            for _ in range(3):
                async with session.get(f"http://{host}:{port}/"):
                    pass
        await runner.cleanup()
        return meter.waits

    assert asyncio.run(ask()) == [1.5, 0.0]
