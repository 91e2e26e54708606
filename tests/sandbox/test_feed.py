"""Waiting for something to happen."""

from __future__ import annotations

import asyncio

import pytest

from bot.sandbox.feed import BotPresence, Feed
from tests.loops import in_loop


@in_loop
async def test_until_asks_again_after_each_event() -> None:
    feed, seen = Feed(), list[int]()

    async def happen() -> None:
        for number in (1, 2, 3):
            await asyncio.sleep(0)
            seen.append(number)
            feed.publish(BotPresence(online=True))

    task = asyncio.create_task(happen())
    assert await feed.until(lambda: seen if len(seen) == 2 else None, limit_s=5) is seen
    await task


@in_loop
async def test_until_gives_up() -> None:
    with pytest.raises(TimeoutError):
        await Feed().until(lambda: None, limit_s=0.01)


def test_a_listener_hears_only_inside_its_block() -> None:
    feed, heard = Feed(), list[object]()
    with feed.listening(heard.append):
        feed.publish(BotPresence(online=True))
    feed.publish(BotPresence(online=False))
    assert heard == [BotPresence(online=True)]
