"""What a guarded process adds to what tests/intake/test_guard.py tries through the photo reader."""

import asyncio

import pytest

from bot.guarded.process import ChildNotStarted, ChildSpec, GuardedProcess
from tests.guarded.toy_child import receive, serve


def a_process(*, idle_limit_s: float | None) -> GuardedProcess[int]:
    return GuardedProcess(
        ChildSpec(
            name="toy",
            target=serve,
            arguments=(),
            receive=receive,
            is_worn=lambda pid: False,
            limit_s=30.0,
            idle_limit_s=idle_limit_s,
        )
    )


def test_a_child_without_work_is_ended_and_the_next_request_finds_another() -> None:
    async def body() -> None:
        process = a_process(idle_limit_s=0.05)
        first = await process.ask("who")
        await asyncio.sleep(0.3)
        assert await process.ask("who") != first
        await process.close()

    asyncio.run(body())


def test_a_child_is_kept_where_no_limit_is_set() -> None:
    async def body() -> None:
        process = a_process(idle_limit_s=None)
        first = await process.ask("who")
        await asyncio.sleep(0.1)
        assert await process.ask("who") == first
        await process.close()
        with pytest.raises(ChildNotStarted):
            await process.ask("who")

    asyncio.run(body())
