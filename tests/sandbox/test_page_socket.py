"""The page's websocket: what a page is told, and what it may ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from bot.sandbox.server import Sandbox
from tests.loops import in_loop
from tests.sandbox.running import sandbox_with_bot
from tests.sandbox.sample_bot import running


class Page:
    """A page without a browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self.hello: dict[str, Any] = {}

    async def hear(self, event: str) -> dict[str, Any]:
        """The next event of this kind."""
        while True:
            told: dict[str, Any] = await self._socket.receive_json(timeout=5)
            if told["event"] == event:
                return told

    async def ask(self, **request: Any) -> None:
        """Do something as Mara in the first channel."""
        here = {
            "user": self.hello["people"][0]["id"],
            "channel": self.hello["channels"][0]["id"],
            "locale": "en-US",
            "nonce": "n1",
        }
        await self._socket.send_json(here | request)


@asynccontextmanager
async def page(sandbox: Sandbox) -> AsyncIterator[Page]:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{sandbox.address}/page/socket") as socket,
    ):
        opened = Page(socket)
        opened.hello = await opened.hear("hello")
        yield opened


@in_loop
async def test_a_page_starts_with_everything() -> None:
    async with sandbox_with_bot() as (sandbox, _):
        await sandbox.person("jonas").write("before")
        async with page(sandbox) as opened:
            hello = opened.hello
            assert hello["online"] is True
            assert [person["name"] for person in hello["people"]] == ["Mara", "Jonas"]
            assert "photo" in [command["name"] for command in hello["commands"]]
            assert [message["content"] for message in hello["messages"]] == ["before"]


@in_loop
async def test_a_command_and_its_answer() -> None:
    async with sandbox_with_bot() as (sandbox, _), page(sandbox) as opened:
        await opened.ask(do="slash", name="whisper", options={})
        assert (await opened.hear("interaction"))["state"] == "pending"
        assert (await opened.hear("accepted"))["nonce"] == "n1"
        message = (await opened.hear("message"))["message"]
        assert (message["content"], message["command"]) == ("first", "whisper")
        assert message["only_for"] == opened.hello["people"][0]["id"]
        assert (await opened.hear("interaction"))["state"] == "answered"


@in_loop
async def test_autocomplete_and_forms_come_by_nonce() -> None:
    async with sandbox_with_bot() as (sandbox, _), page(sandbox) as opened:
        await opened.ask(do="autocomplete", name="photo", focused="look", options={"look": "sn"})
        answered = await opened.hear("interaction")
        while answered["state"] == "pending":
            answered = await opened.hear("interaction")
        assert answered["choices"] == [{"name": "Look: snow", "value": "snow"}]
        assert answered["nonce"] == "n1"


@in_loop
async def test_what_cannot_be_done_is_refused_with_a_sentence() -> None:
    async with sandbox_with_bot() as (sandbox, _), page(sandbox) as opened:
        await opened.ask(do="slash", name="photo", options={})
        assert "image" in (await opened.hear("refused"))["reason"]
        for nonsense in (
            {"do": "slash"},
            {"do": "press", "message": "1", "custom_id": "x"},
            {"do": "write", "content": 7, "files": None},
            {"do": "submit", "interaction": "1", "values": {}},
            {"user": "nobody", "do": "write"},
            {"do": "slash", "name": "photo", "options": ["no"]},
        ):
            await opened.ask(**nonsense)
            assert (await opened.hear("refused"))["nonce"] == "n1"


@in_loop
async def test_the_right_to_manage_is_told_to_every_page() -> None:
    async with Sandbox() as sandbox, page(sandbox) as one, page(sandbox) as other:
        jonas = one.hello["people"][1]["id"]
        await one.ask(do="manage", user=jonas, manager=True)
        people = (await other.hear("people"))["people"]
        assert [person["manager"] for person in people] == [True, True]
        assert int(people[1]["permissions"]) & 1 << 5


@in_loop
async def test_a_page_sees_the_bot_come_and_go() -> None:
    async with Sandbox() as sandbox, page(sandbox) as opened:
        assert opened.hello["online"] is False
        async with running(sandbox.client_environment()):
            assert (await opened.hear("commands"))["commands"]
            assert (await opened.hear("presence"))["online"] is True
        assert (await opened.hear("presence"))["online"] is False
