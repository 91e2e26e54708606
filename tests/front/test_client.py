"""Whether the gateway is there, and how often it came back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine

import pytest

from bot.domain.meter import Unmetered
from bot.front.client import Restage


class Counting(Unmetered):
    """Fills the Meter role, for reconnects."""

    def __init__(self) -> None:
        self.reconnects = 0

    def gateway_came_back(self) -> None:
        self.reconnects += 1


Events = Callable[[Restage], list[Coroutine[object, object, None]]]


@pytest.mark.parametrize(
    ("events", "connected", "reconnects"),
    [
        (lambda client: [], False, 0),
        (lambda client: [client.on_ready()], True, 0),
        (lambda client: [client.on_disconnect(), client.on_ready()], True, 0),
        (lambda client: [client.on_ready(), client.on_disconnect()], False, 0),
        (lambda client: [client.on_ready(), client.on_disconnect(), client.on_resumed()], True, 1),
        (lambda client: [client.on_ready(), client.on_disconnect(), client.on_ready()], True, 1),
        (lambda client: [client.on_ready(), client.on_ready()], True, 0),
    ],
    ids=["never", "first", "tries", "lost", "resumed", "anew", "twice"],
)
def test_the_connection_is_followed(events: Events, connected: bool, reconnects: int) -> None:
    async def live() -> tuple[bool, int]:
        meter = Counting()
        client = Restage(meter)
        for event in events(client):
            await event
        return client.connected, meter.reconnects

    assert asyncio.run(live()) == (connected, reconnects)
