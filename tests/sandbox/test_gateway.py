"""The gateway, spoken to by hand: compression, closing codes, what may be missed."""

from __future__ import annotations

import json
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from bot.sandbox.gateway import Op
from bot.sandbox.server import Sandbox
from tests.loops import in_loop

GUILDS, MEMBERS, MESSAGES, CONTENT = 1, 1 << 1, 1 << 9, 1 << 15


class Line:
    """One connection; `hear()` gives the next payload."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self._inflate = zlib.decompressobj()

    async def hear(self) -> dict[str, Any]:
        frame = await self.socket.receive(timeout=5)
        text = frame.data
        if isinstance(text, bytes):
            assert text.endswith(b"\x00\x00\xff\xff")  # where discord.py cuts the stream
            text = self._inflate.decompress(text).decode()
        payload: dict[str, Any] = json.loads(text)
        return payload

    async def say(self, op: Op, data: object) -> None:
        await self.socket.send_json({"op": int(op), "d": data})

    async def closing_code(self) -> int | None:
        while not self.socket.closed:
            await self.socket.receive(timeout=5)
        return self.socket.close_code


@asynccontextmanager
async def line(sandbox: Sandbox, query: str = "?v=10&encoding=json") -> AsyncIterator[Line]:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(sandbox.gateway_url + query) as socket,
    ):
        yield Line(socket)


async def identify(connection: Line, sandbox: Sandbox, intents: int = GUILDS | MESSAGES) -> str:
    """Through HELLO, READY and GUILD_CREATE; gives the id of the session."""
    assert (await connection.hear())["op"] == Op.HELLO
    await connection.say(Op.IDENTIFY, {"token": sandbox.token, "intents": intents})
    ready = await connection.hear()
    assert ready["t"] == "READY"
    assert (await connection.hear())["t"] == "GUILD_CREATE"
    session_id: str = ready["d"]["session_id"]
    return session_id


@pytest.mark.parametrize("compression", ["", "&compress=zlib-stream"])
@in_loop
async def test_a_session_from_hello_to_heartbeat(compression: str) -> None:
    async with Sandbox() as sandbox, line(sandbox, f"?v=10{compression}") as connection:
        assert not sandbox.gateway.online
        await identify(connection, sandbox)
        assert sandbox.gateway.online
        await connection.say(Op.HEARTBEAT, 2)
        assert (await connection.hear())["op"] == Op.HEARTBEAT_ACK
        assert len(sandbox.gateway.heartbeats) == 1


@in_loop
async def test_an_unknown_compression_is_refused() -> None:
    async with Sandbox() as sandbox:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            async with line(sandbox, "?compress=rot13"):
                pass


@in_loop
async def test_a_wrong_token_is_4004_and_a_privileged_intent_4014() -> None:
    async with Sandbox() as sandbox:
        for token, intents, code in (("wrong", GUILDS, 4004), (sandbox.token, CONTENT, 4014)):
            async with line(sandbox) as connection:
                await connection.say(Op.IDENTIFY, {"token": token, "intents": intents})
                assert await connection.closing_code() == code


@pytest.mark.parametrize(("text", "code"), [("{", 4002), ('{"op": 3, "d": {}}', 4003)])
@in_loop
async def test_nonsense_closes_the_connection(text: str, code: int) -> None:
    async with Sandbox() as sandbox, line(sandbox) as connection:
        await connection.socket.send_str(text)
        assert await connection.closing_code() == code


@in_loop
async def test_a_resume_repeats_what_was_missed_and_only_that() -> None:
    async with Sandbox() as sandbox:
        mara = sandbox.person("mara")
        async with line(sandbox) as connection:
            session_id = await identify(connection, sandbox)
            await mara.write("heard")
            seen = (await connection.hear())["s"]
        await sandbox.world.feed.until(lambda: not sandbox.gateway.online, limit_s=5)
        await mara.write("missed")
        resume = {"token": sandbox.token, "session_id": session_id, "seq": seen}
        async with line(sandbox) as connection:
            await connection.hear()
            await connection.say(Op.RESUME, resume)
            heard = [await connection.hear(), await connection.hear()]
            assert [event["t"] for event in heard] == ["MESSAGE_CREATE", "RESUMED"]
            assert heard[0]["s"] == seen + 1


@in_loop
async def test_an_unknown_session_cannot_be_resumed() -> None:
    async with Sandbox() as sandbox, line(sandbox) as connection:
        await connection.hear()
        resume = {"token": sandbox.token, "session_id": "gone", "seq": 1}
        await connection.say(Op.RESUME, resume)
        assert await connection.hear() == {
            "op": Op.INVALID_SESSION,
            "d": False,
            "s": None,
            "t": None,
        }


@in_loop
async def test_intents_decide_what_is_heard() -> None:
    async with Sandbox() as sandbox, line(sandbox) as connection:
        await identify(connection, sandbox, GUILDS)
        await sandbox.person("mara").write("not heard")
        await connection.say(Op.HEARTBEAT, 2)
        assert (await connection.hear())["op"] == Op.HEARTBEAT_ACK


@in_loop
async def test_the_text_of_a_message_is_heard_where_it_names_the_bot() -> None:
    async with Sandbox() as sandbox, line(sandbox) as connection:
        await identify(connection, sandbox)
        mara = sandbox.person("mara")
        heard = []
        for text in ("between us", f"@{sandbox.world.bot.name} for you"):
            await mara.write(text)
            while (event := await connection.hear())["t"] != "MESSAGE_CREATE":
                pass
            heard.append(event["d"]["content"])
        assert heard == ["", f"<@{sandbox.world.bot.id}> for you"]
