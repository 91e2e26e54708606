"""How often Discord asks to wait: discord.py waits by itself, and tells nobody."""

from __future__ import annotations

import math
from types import SimpleNamespace

import aiohttp

from bot.domain.meter import Meter

TOO_MANY_REQUESTS = 429


def counting_rate_limits(meter: Meter) -> aiohttp.TraceConfig:
    """A trace for discord.py's session that tells the meter of every answer 429. Waits that
    discord.py takes beforehand, since a bucket is empty, are not among them."""
    trace = aiohttp.TraceConfig()

    async def on_answer(
        session: aiohttp.ClientSession,
        context: SimpleNamespace,
        params: aiohttp.TraceRequestEndParams,
    ) -> None:
        if params.response.status == TOO_MANY_REQUESTS:
            meter.rate_limited(_seconds(params.response.headers.get("Retry-After", "")))

    trace.on_request_end.append(on_answer)
    return trace


def _seconds(text: str) -> float:
    """The header's number; 0 where it has none."""
    try:
        seconds = float(text)
    except ValueError:
        return 0.0
    return seconds if math.isfinite(seconds) else 0.0
