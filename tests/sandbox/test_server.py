"""Starting, finding and stopping a sandbox."""

from __future__ import annotations

import aiohttp
import pytest

from bot.sandbox.server import Sandbox
from tests.loops import in_loop


@in_loop
async def test_the_environment_points_the_bot_here() -> None:
    async with Sandbox() as sandbox:
        place = sandbox.address.removeprefix("http://")
        assert sandbox.client_environment() == {
            "RESTAGE_DISCORD_API": f"http://{place}/api/v10",
            "RESTAGE_DISCORD_GATEWAY": f"ws://{place}/gateway",
            "RESTAGE_ATTACHMENT_ORIGINS": f"http://{place}",
            "DISCORD_TOKEN": sandbox.token,
        }
        assert place.startswith("127.0.0.1:")


@in_loop
async def test_each_sandbox_has_a_token_and_a_port_of_its_own() -> None:
    async with Sandbox() as one, Sandbox() as other:
        assert one.token != other.token
        assert one.address != other.address


@in_loop
async def test_a_stopped_sandbox_gives_its_port_back() -> None:
    async with Sandbox() as sandbox:
        port = int(sandbox.address.rsplit(":", 1)[1])
        async with aiohttp.ClientSession() as session:
            await session.ws_connect(f"{sandbox.address}/page/socket")
    async with Sandbox(port=port) as again:
        assert again.address.endswith(f":{port}")


@in_loop
async def test_a_bot_that_never_comes_is_not_waited_for_forever() -> None:
    async with Sandbox() as sandbox:
        with pytest.raises(TimeoutError):
            await sandbox.ready(limit_s=0.05)
