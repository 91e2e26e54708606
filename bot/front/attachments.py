"""Attachments: our own bounded download, since `discord.Attachment.read` has no limits at all."""

from __future__ import annotations

import asyncio
import logging
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from bot.domain.errors import ConfigError, PhotoError
from bot.domain.options import DownloadOptions
from bot.front.resolver import PrivateAddress, PublicResolver

log = logging.getLogger(__name__)

ORIGINS_VARIABLE = "RESTAGE_ATTACHMENT_ORIGINS"

_PORTS = {"http": 80, "https": 443}
_PLAIN_ADDRESS = re.compile(r"[!-\[\]-~]+")
"""Printable ASCII without space and backslash, which parsers of addresses disagree about."""

_GONE = {403, 404, 410}
_PASSING = {429, 500, 502, 503, 504}
_PIECE_BYTES = 2**16


@dataclass(frozen=True, slots=True)
class Origin:
    """Where files may come from. `scheme` is "http" or "https", `host` in lower case."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, address: str) -> Origin:
        """The origin of `scheme://host[:port]`. Raises `ValueError` for anything more or less."""
        url = URL(address)
        if url.scheme not in _PORTS or not url.host or url.port is None:
            raise ValueError(f"{address!r} is not like https://host or http://host:port")
        if url.user or url.password or url.path not in {"", "/"} or url.query or url.fragment:
            raise ValueError(f"{address!r} holds more than scheme, host and port")
        return cls(url.scheme, url.host.lower(), url.port)


DISCORD = (
    Origin("https", "cdn.discordapp.com", 443),
    Origin("https", "media.discordapp.net", 443),
)
"""Discord's own file servers."""


def read_origins(environment: Mapping[str, str] = os.environ) -> tuple[Origin, ...]:
    """`RESTAGE_ATTACHMENT_ORIGINS`, a comma-separated list that takes the place of `DISCORD`.

    Raises `ConfigError`.
    """
    listed = [part.strip() for part in environment.get(ORIGINS_VARIABLE, "").split(",")]
    try:
        return tuple(Origin.of(part) for part in listed if part) or DISCORD
    except ValueError as exc:
        raise ConfigError("config_wrong", f"{ORIGINS_VARIABLE}: {exc}.") from exc


def read_resolver(environment: Mapping[str, str] = os.environ) -> AbstractResolver:
    """Public addresses alone, unless the environment names where files come from: whoever does
    that knows their network."""
    own = environment.get(ORIGINS_VARIABLE, "").strip()
    return ThreadedResolver() if own else PublicResolver()


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a download may take, in seconds: to connect, between two pieces of the file, and
    in all, from its turn on and further tries included. `pauses_s` are those before the second and
    each further try, where a fault may pass."""

    connect_s: float = 5.0
    silence_s: float = 10.0
    total_s: float = 45.0
    pauses_s: tuple[float, ...] = (0.4, 1.2)

    @classmethod
    def of(cls, options: DownloadOptions) -> Patience:
        """As the operator set it."""
        return cls(
            connect_s=options.connect_s,
            silence_s=options.silence_s,
            total_s=options.total_s,
            pauses_s=tuple(options.pause_s * 3**number for number in range(options.tries - 1)),
        )


class AttachmentFetcher:
    """Downloads attachments from `origins` and nowhere else, `at_once` at a time.

    Files of over `limit_bytes` are given up as soon as that shows; names that lead to private
    addresses, unless a `resolver` lets them, are not followed at all. An async context manager that
    owns its connections; it keeps no cookies and knows no proxies.
    """

    def __init__(
        self,
        *,
        limit_bytes: int,
        origins: Sequence[Origin] = DISCORD,
        resolver: AbstractResolver | None = None,
        at_once: int = 4,
        patience: Patience = Patience(),
    ) -> None:
        self._limit_bytes = limit_bytes
        self._origins = frozenset(origins)
        self._resolver = resolver
        self._turn = asyncio.Semaphore(at_once)
        self._patience = patience
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        timeout = aiohttp.ClientTimeout(
            total=None, connect=self._patience.connect_s, sock_read=self._patience.silence_s
        )
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=self._resolver or PublicResolver()),
            timeout=timeout,
            headers={"Accept": "*/*", "Accept-Encoding": "identity"},
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def fetch(self, url: str, *, claimed_bytes: int) -> bytes:
        """The file at `url`. `claimed_bytes` is its size as Discord says it, believed only where
        it is too large.

        Raises `PhotoError`: attachment_refused_host, attachment_too_large, attachment_gone,
        attachment_slow, attachment_unreachable.
        """
        address = self._checked(url)
        if claimed_bytes > self._limit_bytes:
            raise self._too_large(f"claims {claimed_bytes} bytes")
        async with self._turn:
            try:
                async with asyncio.timeout(self._patience.total_s):
                    return await self._fetch_patiently(address)
            except TimeoutError as exc:
                raise _refusal("attachment_slow", repr(exc)) from exc

    def _checked(self, url: str) -> URL:
        """`url` for aiohttp, exactly as it was written: signed links must not be quoted anew.

        The host is compared as a whole with those that may be asked, so that no notation of an
        address gets past; TLS then makes sure that the host is who it says.
        """
        try:
            address = URL(url, encoded=True) if _PLAIN_ADDRESS.fullmatch(url) else URL()
            asked = Origin(address.scheme, address.raw_host or "", address.port or 0)
        except ValueError as exc:
            raise _refusal("attachment_refused_host", repr(url)) from exc
        named = address.raw_user is not None or address.raw_password is not None
        if named or asked not in self._origins:
            raise _refusal("attachment_refused_host", repr(url))
        return address

    async def _fetch_patiently(self, address: URL) -> bytes:
        for pause_s in self._patience.pauses_s:
            try:
                return await self._fetch_once(address)
            except _MayPass as exc:
                log.info("attachment %s: %s; trying again", address.path, exc.detail)
                await asyncio.sleep(pause_s)
        return await self._fetch_once(address)

    async def _fetch_once(self, address: URL) -> bytes:
        if self._session is None:
            raise RuntimeError("the fetcher is used outside of its context")
        try:
            async with self._session.get(address, allow_redirects=False) as answer:
                self._check_answer(answer)
                return await self._read(answer)
        except TimeoutError:
            raise
        except (aiohttp.ClientError, OSError) as exc:
            if isinstance(exc.__cause__, PrivateAddress):
                raise _refusal("attachment_refused_host", str(exc.__cause__)) from exc
            raise _may_pass(f"{type(exc).__name__}: {exc}") from exc

    def _check_answer(self, answer: aiohttp.ClientResponse) -> None:
        if answer.status in _GONE:
            raise _refusal("attachment_gone", f"answered {answer.status}")
        if answer.status in _PASSING:
            raise _may_pass(f"answered {answer.status}")
        if answer.status != 200:
            raise _refusal("attachment_unreachable", f"answered {answer.status}")
        encoding = answer.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding != "identity":
            raise _refusal("attachment_unreachable", f"sent it as {encoding}")
        if (answer.content_length or 0) > self._limit_bytes:
            raise self._too_large(f"sends {answer.content_length} bytes")

    async def _read(self, answer: aiohttp.ClientResponse) -> bytes:
        data = bytearray()
        async for piece in answer.content.iter_chunked(_PIECE_BYTES):
            data += piece
            if len(data) > self._limit_bytes:
                raise self._too_large(f"sent over {self._limit_bytes} bytes")
        return bytes(data)

    def _too_large(self, detail: str) -> PhotoError:
        return _refusal("attachment_too_large", detail, limit=f"{self._limit_bytes / 2**20:g}")


class _MayPass(PhotoError):
    """A fault that another try may not meet."""


_REPLIES = {
    "attachment_gone": "The link to this file has expired; please send the file again.",
    "attachment_refused_host": (
        "I only fetch files that were uploaded to Discord; please attach the photo itself."
    ),
    "attachment_too_large": (
        "This file is larger than {limit} MB; please send a smaller version, for example a JPEG."
    ),
    "attachment_slow": (
        "Discord took too long to hand over this file; please try again in a minute."
    ),
    "attachment_unreachable": (
        "This file could not be fetched from Discord; please try again in a minute."
    ),
}

CODES = frozenset(_REPLIES)
"""Every code that a download can end with."""


def _refusal(code: str, detail: str, **values: str) -> PhotoError:
    return PhotoError(code, _REPLIES[code].format(**values), detail)


def _may_pass(detail: str) -> PhotoError:
    code = "attachment_unreachable"
    return _MayPass(code, _REPLIES[code], detail)
