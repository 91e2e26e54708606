"""The sandbox as one thing to start and stop: API, gateway, CDN and page on one port.

How the bot is pointed at it, without changing any file of discord.py: `client_environment` gives
variables; the bot's front reads them before it connects and sets three addresses of discord.py:

- `RESTAGE_DISCORD_API`: `discord.http.Route.BASE` (REST and webhooks), and its origin is
  `discord.asset.Asset.BASE`;
- `RESTAGE_DISCORD_GATEWAY`: `discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY`, a `yarl.URL`;
- `RESTAGE_ATTACHMENT_ORIGINS`: the only origins from which it downloads photos;
- `DISCORD_TOKEN`: the token, new for each sandbox.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.sandbox.acts import Actor, Acts
from bot.sandbox.cdn import Cdn
from bot.sandbox.driver import Person, Reply
from bot.sandbox.gateway import Gateway
from bot.sandbox.options import Options
from bot.sandbox.page_socket import PageSockets
from bot.sandbox.posts import Posts
from bot.sandbox.rest.commands import Commands
from bot.sandbox.rest.identity import Identity
from bot.sandbox.rest.interactions import InteractionAnswers
from bot.sandbox.rest.messages import ChannelMessages
from bot.sandbox.rest.requests import PREFIX, guard
from bot.sandbox.webpage import Webpage, only_loopback_names
from bot.sandbox.world import World

log = logging.getLogger(__name__)


class Sandbox:
    """A loopback Discord. Use it as an async context manager; it listens inside the block.

    `port` 0 takes a free one. `samples` is a folder of photos that the page offers. `middlewares`
    stand before all that it serves, such as one that makes trouble.
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        samples: Path | None = None,
        options: Options | None = None,
        middlewares: Sequence[Middleware] = (),
    ) -> None:
        self.world = World(options or Options())
        self.gateway = Gateway(self.world)
        self.acts = Acts(self.world, self.gateway)
        self._host, self._port = host, port
        self._samples = samples
        self._middlewares = tuple(middlewares)
        self._sockets = PageSockets(self.world, self.gateway, self.acts)
        self._listening = ExitStack()
        self._runner: web.AppRunner | None = None

    @property
    def address(self) -> str:
        """Where the page is: `http://127.0.0.1:PORT`, without a slash at the end."""
        return self.world.origin

    @property
    def api_url(self) -> str:
        """Where the REST API is."""
        return f"{self.address}{PREFIX}"

    @property
    def gateway_url(self) -> str:
        """Where the gateway is."""
        return self.gateway.url

    @property
    def token(self) -> str:
        """The bot's token, new for each sandbox."""
        return self.world.token

    def client_environment(self) -> dict[str, str]:
        """The variables that point the bot here; see this module's docstring."""
        return {
            "RESTAGE_DISCORD_API": self.api_url,
            "RESTAGE_DISCORD_GATEWAY": self.gateway_url,
            "RESTAGE_ATTACHMENT_ORIGINS": self.address,
            "DISCORD_TOKEN": self.token,
        }

    async def __aenter__(self) -> Self:
        app = web.Application(
            middlewares=[only_loopback_names, *self._middlewares, guard(self.token)],
            client_max_size=self.world.options.request_limit_bytes,
        )
        app.add_routes(self._routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        place = f"{self._host}:{self._runner.addresses[0][1]}"
        self.world.origin, self.gateway.url = f"http://{place}", f"ws://{place}/gateway"
        self._listening.enter_context(self.world.feed.listening(self.gateway.on_event))
        log.info("sandbox listens at %s", self.address)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listening.close()
        await self._sockets.close()
        await self.gateway.close()
        if self._runner:
            await self._runner.cleanup()

    def _routes(self) -> list[web.RouteDef]:
        posts = Posts(self.world)
        return [
            *Identity(self.world, self.gateway).routes(),
            *Commands(self.world).routes(),
            *ChannelMessages(self.world, posts).routes(),
            *InteractionAnswers(self.world, posts).routes(),
            web.get("/gateway", self.gateway.handle),
            *Cdn(self.world).routes(),
            *Webpage(self.world, self._sockets, self._samples).routes(),
        ]

    async def ready(self, *, limit_s: float = 30.0) -> None:
        """Wait until the bot is connected and has registered commands; else TimeoutError."""
        await self.world.feed.until(
            lambda: self.gateway.online and any(self.world.commands.values()), limit_s=limit_s
        )

    def person(self, name: str, *, channel: str | None = None, locale: str = "en-US") -> Person:
        """Act as somebody: `mara`, who may manage the server, or `jonas`.

        `channel` is a name; without one it is the first channel. `"@"` means direct messages.
        """
        user = self.world.person(name)
        if channel == "@":
            place = self.world.direct_messages(user)
        elif channel:
            place = self.world.channel_named(channel)
        else:
            place = next(iter(self.world.guild.channels.values()))
        return Person(self.world, self.acts, Actor(user=user, channel=place, locale=locale))

    async def slash(self, user: str, command: str, options: Mapping[str, object]) -> Reply:
        """Run `/command` as `mara` or `jonas` in the first channel; see `Person.slash`."""
        return await self.person(user).slash(command, options)
