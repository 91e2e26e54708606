"""Trouble of a network and of Discord, at random: what a bot has to get over for years."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from random import Random

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.sandbox.gateway import Gateway
from bot.sandbox.rest.requests import answer

_TROUBLED = re.compile(r"/api/v10/(interactions|webhooks|channels)/|/attachments/")
SHARE = 0.06
"""Of all requests to the API and for photos."""

KINDS = ("limited", "error", "reset", "lost answer")
GATEWAY_KINDS = ("dropped", "asked to reconnect", "session ended")
SHORTEST_CALM_S, LONGEST_CALM_S = 10.0, 30.0
"""Between two troubles of the gateway."""


class Trouble:
    """Makes trouble as `dice` fall; `hits` counts it by kind."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self.hits: Counter[str] = Counter()
        self.breaks: list[float] = []
        """When the gateway was broken, in monotonic seconds."""

    def middleware(self) -> Middleware:
        """Limits, errors, resets, and answers that get lost after the request was carried out."""

        @web.middleware
        async def troubled(request: web.Request, handler: Handler) -> web.StreamResponse:
            if not _TROUBLED.match(request.path) or self._dice.random() >= SHARE:
                return await handler(request)
            kind = self._dice.choice(KINDS)
            self.hits[kind] += 1
            match kind:
                case "limited":
                    return self._limited()
                case "error":
                    return web.Response(status=self._dice.choice((500, 502, 503)), text="error")
                case "lost answer":
                    await handler(request)
            if request.transport is not None:
                request.transport.abort()
            return web.Response()

        return troubled

    async def break_gateway(self, gateway: Gateway) -> None:
        """Break the gateway's connection now and then, until cancelled."""
        ways = (gateway.drop, gateway.ask_to_reconnect, gateway.invalidate)
        while True:
            await asyncio.sleep(self._dice.uniform(SHORTEST_CALM_S, LONGEST_CALM_S))
            which = self._dice.randrange(len(ways))
            self.hits[GATEWAY_KINDS[which]] += 1
            self.breaks.append(time.monotonic())
            ways[which]()

    def _limited(self) -> web.Response:
        wait_s = round(self._dice.uniform(0.1, 1.0), 2)
        body = {"message": "You are being rate limited.", "retry_after": wait_s, "global": False}
        response = answer(body, 429)
        response.headers["Retry-After"] = str(wait_s)
        return response
