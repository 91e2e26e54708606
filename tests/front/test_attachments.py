"""The download of attachments, from a file server on loopback that behaves as badly as it can."""

import asyncio
import gzip
import socket
import struct
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.domain.errors import ConfigError, PhotoError
from bot.domain.texts import fields_of
from bot.front import attachments
from bot.front.attachments import (
    DISCORD,
    AttachmentFetcher,
    Origin,
    Patience,
    read_origins,
    read_resolver,
)
from bot.front.resolver import PublicResolver

PHOTO = bytes(range(256)) * 40
LIMIT = 64 * 1024
QUICK = Patience(connect_s=1.0, silence_s=0.6, total_s=2.0, pauses_s=(0.01, 0.02))

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class FileServer:
    """Answers each request with the next of `answers`, the last one for ever."""

    answers: list[Answer]
    base: str = ""
    origin: Origin = DISCORD[0]
    requests: list[web.Request] = field(default_factory=list)
    open_now: int = 0
    most_open: int = 0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        self.open_now += 1
        self.most_open = max(self.most_open, self.open_now)
        try:
            return await self.answers[min(len(self.requests), len(self.answers)) - 1](request)
        finally:
            self.open_now -= 1


@asynccontextmanager
async def serving(*answers: Answer) -> AsyncIterator[FileServer]:
    server = FileServer(list(answers))
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        server.base = f"http://127.0.0.1:{port}"
        server.origin = Origin("http", "127.0.0.1", port)
        yield server
    finally:
        await runner.cleanup()


def sends(body: bytes = PHOTO, status: int = 200, **headers: str) -> Answer:
    async def answer(_: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(body=body, status=status, headers=named)

    return answer


def streams(
    pieces: int, *, piece: bytes = PHOTO, pause_s: float = 0.0, length: int | None = None
) -> Answer:
    """A body in `pieces`, chunked unless it says a `length`."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.content_length = length
        if length is None:
            response.enable_chunked_encoding()
        await response.prepare(request)
        try:
            for _ in range(pieces):
                await response.write(piece)
                await asyncio.sleep(pause_s)
        except ConnectionError:
            return response
        return response

    return answer


def cuts_off(*, reset: bool) -> Answer:
    """Half of the body, then a closed or a reset connection."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.content_length = len(PHOTO)
        await response.prepare(request)
        await response.write(PHOTO[: len(PHOTO) // 2])
        transport = request.transport
        assert transport is not None
        if reset:
            linger = struct.pack("ii", 1, 0)
            transport.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, linger
            )
        transport.abort()
        return response

    return answer


async def hangs(_: web.Request) -> web.StreamResponse:
    await asyncio.sleep(30)
    return web.Response()


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


async def fetch_from(
    *answers: Answer, claimed_bytes: int = 1000, limit_bytes: int = LIMIT
) -> tuple[bytes | str, FileServer]:
    """The file, or the code of the refusal; and the server, to ask what it saw."""
    async with serving(*answers) as server:
        fetcher = AttachmentFetcher(
            limit_bytes=limit_bytes, origins=[server.origin], patience=QUICK
        )
        async with fetcher:
            try:
                url = f"{server.base}/a/photo.png?ex=1%2F2&hm=ab"
                return await fetcher.fetch(url, claimed_bytes=claimed_bytes), server
            except PhotoError as exc:
                return exc.code, server


def test_a_file_arrives_as_it_is() -> None:
    data, server = run(fetch_from(sends()))
    assert data == PHOTO
    request = server.requests[0]
    assert request.raw_path == "/a/photo.png?ex=1%2F2&hm=ab"  # signed: not a byte may change
    assert request.headers["Accept-Encoding"] == "identity"
    assert "Cookie" not in request.headers
    assert "Authorization" not in request.headers


@pytest.mark.parametrize(
    "answer",
    [streams(4), sends(b"x" * LIMIT), streams(3, length=3 * len(PHOTO)), sends(b"")],
    ids=["chunked", "at the limit", "with its length", "empty"],
)
def test_every_way_to_send_a_good_file_is_read(answer: Answer) -> None:
    data, _ = run(fetch_from(answer))
    assert isinstance(data, bytes)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (sends(status=404), "attachment_gone"),
        (sends(status=403), "attachment_gone"),
        (sends(status=410), "attachment_gone"),
        (sends(status=400), "attachment_unreachable"),
        (sends(status=500), "attachment_unreachable"),
        (sends(status=204, body=b""), "attachment_unreachable"),
        (sends(status=302, Location="/elsewhere"), "attachment_unreachable"),
        (sends(status=302, Location="http://169.254.169.254/"), "attachment_unreachable"),
        (sends(b"x" * (LIMIT + 1)), "attachment_too_large"),
        (streams(100_000), "attachment_too_large"),
        (sends(gzip.compress(b"0" * 2**22), Content_Encoding="gzip"), "attachment_unreachable"),
        (sends(Content_Encoding="br"), "attachment_unreachable"),
        (cuts_off(reset=True), "attachment_unreachable"),
        (cuts_off(reset=False), "attachment_unreachable"),
        (hangs, "attachment_slow"),
        (streams(100, piece=b"x", pause_s=0.1), "attachment_slow"),
        (streams(2, pause_s=1.2), "attachment_slow"),
    ],
    ids=[
        "404", "403", "410", "400", "500", "204", "redirect", "redirect inside", "one byte over",
        "endless", "gzip", "brotli", "reset", "cut off", "hangs", "dribbles", "falls silent",
    ],
)  # fmt: skip
def test_what_goes_wrong_is_told_apart(answer: Answer, code: str) -> None:
    started = time.monotonic()
    found, server = run(fetch_from(answer))
    assert found == code
    assert time.monotonic() - started < 10.0
    assert {request.path for request in server.requests} == {"/a/photo.png"}


def test_a_lying_length_does_not_let_more_in() -> None:
    async def lies(request: web.Request) -> web.StreamResponse:
        transport = request.transport
        assert isinstance(transport, asyncio.Transport)
        transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + b"x" * 200_000)
        await asyncio.sleep(0.05)
        transport.close()
        return web.Response()

    found, _ = run(fetch_from(lies))
    assert found in (b"x" * 100, "attachment_unreachable")


def test_a_length_over_the_limit_is_not_waited_for() -> None:
    found, _ = run(fetch_from(streams(1, piece=b"x", pause_s=0.2, length=10 * LIMIT)))
    assert found == "attachment_too_large"


def test_a_claimed_size_over_the_limit_is_not_even_asked_for() -> None:
    found, server = run(fetch_from(sends(), claimed_bytes=LIMIT + 1))
    assert found == "attachment_too_large"
    assert server.requests == []


def test_a_passing_fault_is_tried_again() -> None:
    data, server = run(fetch_from(sends(status=503), cuts_off(reset=True), sends()))
    assert data == PHOTO
    assert len(server.requests) == 3


def test_a_refusal_is_not_tried_again() -> None:
    _, server = run(fetch_from(sends(status=404), sends()))
    assert len(server.requests) == 1


def test_a_closed_port_is_unreachable() -> None:
    async def scenario() -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        origin = Origin("http", "127.0.0.1", port)
        fetcher = AttachmentFetcher(limit_bytes=LIMIT, origins=[origin], patience=QUICK)
        async with fetcher:
            await fetcher.fetch(f"http://127.0.0.1:{port}/x", claimed_bytes=1)

    with pytest.raises(PhotoError) as caught:
        run(scenario())
    assert caught.value.code == "attachment_unreachable"


def test_only_a_few_are_fetched_at_once() -> None:
    async def scenario() -> tuple[list[bytes], int]:
        async with serving(streams(2, pause_s=0.03)) as server:
            fetcher = AttachmentFetcher(limit_bytes=LIMIT, origins=[server.origin], at_once=3)
            async with fetcher:
                wanted = [fetcher.fetch(f"{server.base}/{n}", claimed_bytes=1) for n in range(12)]
                return await asyncio.gather(*wanted), server.most_open

    files, most_open = run(scenario())
    assert len(files) == 12
    assert most_open == 3


def test_waiting_for_a_turn_is_not_counted() -> None:
    async def scenario() -> list[bytes]:
        async with serving(streams(2, pause_s=0.1)) as server:
            patience = Patience(total_s=0.7)
            fetcher = AttachmentFetcher(
                limit_bytes=LIMIT, origins=[server.origin], at_once=1, patience=patience
            )
            async with fetcher:
                wanted = [fetcher.fetch(f"{server.base}/{n}", claimed_bytes=1) for n in range(5)]
                return list(await asyncio.gather(*wanted))

    assert len(run(scenario())) == 5


@pytest.mark.parametrize(
    "url",
    [
        "http://cdn.discordapp.com/a.png",
        "https://cdn.discordapp.com:8443/a.png",
        "https://user@cdn.discordapp.com/a.png",
        "https://user:word@cdn.discordapp.com/a.png",
        "https://cdn.discordapp.com@evil.example/a.png",
        "https://cdn.discordapp.com.evil.example/a.png",
        "https://evil.example/cdn.discordapp.com/a.png",
        "https://evil.example\\@cdn.discordapp.com/a.png",
        "https://evil.example#@cdn.discordapp.com/a.png",
        "https://cdn.discordapp.com%2eevil.example/a.png",
        "https://cdn.discordapp.com./a.png",
        "https://cdn。discordapp。com/a.png",
        "https://127.0.0.1/a.png",
        "https://2130706433/a.png",
        "https://0x7f.1/a.png",
        "https://[::1]/a.png",
        "https://[::ffff:127.0.0.1]/a.png",
        "https://[fe80::1%25eth0]/a.png",
        "https://[::ffff:a9fe:a9fe]/latest/meta-data",
        "https://169.254.169.254/latest/meta-data",
        "https://017700000001/a.png",
        "https://cdn.discordapp.com:443@127.0.0.1/a.png",
        "https://cdn.discordapp.com:80/a.png",
        "https://cdn.discordapp.com\t.evil.example/a.png",
        "https://cdn.discordapp.com;evil.example/a.png",
        "https://cdn.discordapp.com%00.evil.example/a.png",
        "gopher://cdn.discordapp.com/a.png",
        "javascript:alert(1)",
        "https://discord.com/api/v10/gateway",
        "ftp://cdn.discordapp.com/a.png",
        "file:///etc/passwd",
        "data:image/png;base64,AA==",
        "//cdn.discordapp.com/a.png",
        "https:///cdn.discordapp.com/a.png",
        "https://cdn.discordapp.com:99999/a.png",
        "https://cdn.discordapp.com/a.png\r\nHost: evil.example",
        " https://cdn.discordapp.com/a.png",
        "",
    ],
)
def test_no_other_host_is_ever_asked(url: str) -> None:
    async def scenario() -> None:
        async with AttachmentFetcher(limit_bytes=LIMIT) as fetcher:
            await fetcher.fetch(url, claimed_bytes=1)

    with pytest.raises(PhotoError) as caught:
        run(scenario())
    assert caught.value.code == "attachment_refused_host"


def test_discord_is_asked_by_default_and_nobody_else() -> None:
    assert read_origins({}) == DISCORD
    assert read_origins({"RESTAGE_ATTACHMENT_ORIGINS": " , "}) == DISCORD


def test_origins_for_a_loopback_take_the_place_of_discords() -> None:
    listed = "http://127.0.0.1:8080, https://CDN.example/"
    assert read_origins({"RESTAGE_ATTACHMENT_ORIGINS": listed}) == (
        Origin("http", "127.0.0.1", 8080),
        Origin("https", "cdn.example", 443),
    )


@pytest.mark.parametrize(
    "listed",
    ["cdn.example", "ftp://cdn.example", "https://cdn.example/files", "https://me@cdn.example",
     "https://cdn.example:99999", "https://", "http://a,nonsense"],
)  # fmt: skip
def test_a_wrong_origin_is_refused_by_its_name(listed: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_origins({"RESTAGE_ATTACHMENT_ORIGINS": listed})
    assert "RESTAGE_ATTACHMENT_ORIGINS" in caught.value.reply


def test_every_refusal_is_a_filled_in_sentence() -> None:
    async def refusals() -> list[PhotoError]:
        found = []
        for answer in (sends(b"x" * (LIMIT + 1)), sends(status=404), sends(status=400), hangs):
            async with serving(answer) as server:
                fetcher = AttachmentFetcher(
                    limit_bytes=LIMIT, origins=[server.origin], patience=QUICK
                )
                async with fetcher:
                    for url in (server.base, "http://elsewhere.example/"):
                        try:
                            await fetcher.fetch(url, claimed_bytes=1)
                        except PhotoError as exc:
                            found.append(exc)
        return found

    found = run(refusals())
    assert {error.code for error in found} == attachments.CODES
    assert all(not fields_of(error.reply) and error.reply.endswith(".") for error in found)


class NamedHere(AbstractResolver):
    """Every name leads to these addresses, as in the hands of whoever runs a name server."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = addresses
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        return [
            ResolveResult(hostname=host, host=each, port=port, family=family, proto=0, flags=0)
            for each in self._addresses
        ]

    async def close(self) -> None:
        pass


def test_a_name_that_leads_to_this_machine_is_not_followed() -> None:
    async def scenario() -> tuple[str, list[web.Request], list[str]]:
        async with serving(sends()) as server:
            names = NamedHere("127.0.0.1", "::1", "169.254.169.254", "10.0.0.1")
            origin = Origin("http", "cdn.example", server.origin.port)
            fetcher = AttachmentFetcher(
                limit_bytes=LIMIT,
                origins=[origin],
                resolver=PublicResolver(names),
                patience=QUICK,
            )
            async with fetcher:
                with pytest.raises(PhotoError) as caught:
                    await fetcher.fetch(f"http://cdn.example:{origin.port}/x", claimed_bytes=1)
            return caught.value.code, server.requests, names.asked

    code, requests, asked = run(scenario())
    assert code == "attachment_refused_host"
    assert requests == []
    assert asked == ["cdn.example"], "and it is not asked again"


def test_whoever_names_the_origins_may_have_them_at_home() -> None:
    async def scenario() -> bytes:
        async with serving(sends()) as server:
            origin = Origin("http", "cdn.example", server.origin.port)
            fetcher = AttachmentFetcher(
                limit_bytes=LIMIT, origins=[origin], resolver=NamedHere("127.0.0.1")
            )
            async with fetcher:
                url = f"http://cdn.example:{origin.port}/x"
                return await fetcher.fetch(url, claimed_bytes=1)

    async def resolvers() -> tuple[AbstractResolver, AbstractResolver]:
        listed = {"RESTAGE_ATTACHMENT_ORIGINS": "https://cdn.example"}
        return read_resolver({}), read_resolver(listed)

    assert run(scenario()) == PHOTO
    usual, own = run(resolvers())
    assert isinstance(usual, PublicResolver)
    assert not isinstance(own, PublicResolver)
