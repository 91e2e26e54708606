"""Who the bot is, where it is, and what it may reach: users, application, server, channels."""

from __future__ import annotations

from aiohttp import web

from bot.sandbox.errors import (
    INVALID_RECIPIENT,
    UNKNOWN_GUILD,
    UNKNOWN_MEMBER,
    UNKNOWN_USER,
    ApiError,
)
from bot.sandbox.feed import BotTyping
from bot.sandbox.gateway import Gateway
from bot.sandbox.places import Guild
from bot.sandbox.rest.requests import PREFIX, answer, nothing, read_body
from bot.sandbox.wire import Json
from bot.sandbox.world import World

_OWN_FIELDS = {"verified": True, "mfa_enabled": False, "locale": "en-US"}


class Identity:
    """Handlers of the routes that only look things up."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self._world = world
        self._gateway = gateway

    def routes(self) -> list[web.RouteDef]:
        """What this part answers."""
        return [
            web.get(f"{PREFIX}/gateway", self.gateway),
            web.get(f"{PREFIX}/gateway/bot", self.gateway_bot),
            web.get(f"{PREFIX}/users/@me", self.me),
            web.get(f"{PREFIX}/users/{{user}}", self.user),
            web.post(f"{PREFIX}/users/@me/channels", self.open_direct_messages),
            web.get(f"{PREFIX}/applications/@me", self.application),
            web.get(f"{PREFIX}/oauth2/applications/@me", self.application),
            web.get(f"{PREFIX}/guilds/{{guild}}", self.guild),
            web.get(f"{PREFIX}/guilds/{{guild}}/channels", self.guild_channels),
            web.get(f"{PREFIX}/guilds/{{guild}}/roles", self.guild_roles),
            web.get(f"{PREFIX}/guilds/{{guild}}/members/{{user}}", self.member),
            web.get(f"{PREFIX}/channels/{{channel}}", self.channel),
            web.post(f"{PREFIX}/channels/{{channel}}/typing", self.typing),
        ]

    async def gateway(self, request: web.Request) -> web.Response:
        """Where the gateway is."""
        return answer({"url": self._gateway.url})

    async def gateway_bot(self, request: web.Request) -> web.Response:
        """Where the gateway is, and how often one may start a session."""
        limit = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}
        return answer({"url": self._gateway.url, "shards": 1, "session_start_limit": limit})

    async def me(self, request: web.Request) -> web.Response:
        """The bot's own user."""
        return answer(self._world.bot.payload() | _OWN_FIELDS)

    async def user(self, request: web.Request) -> web.Response:
        """Any user."""
        user = self._world.users.get(request.match_info["user"])
        if user is None:
            raise ApiError(UNKNOWN_USER)
        return answer(user.payload())

    async def open_direct_messages(self, request: web.Request) -> web.Response:
        """The direct messages with a person."""
        body = await read_body(request, limit_bytes=self._world.options.request_limit_bytes)
        person = self._world.users.get(str(body.json.get("recipient_id")))
        if person is None or person.bot:
            raise ApiError(INVALID_RECIPIENT)
        return answer(self._world.direct_messages(person).payload())

    async def application(self, request: web.Request) -> web.Response:
        """The bot's application."""
        return answer(application_payload(self._world))

    def _guild(self, request: web.Request) -> Guild:
        if request.match_info["guild"] != self._world.guild.id:
            raise ApiError(UNKNOWN_GUILD)
        return self._world.guild

    async def guild(self, request: web.Request) -> web.Response:
        """The server."""
        return answer(self._guild(request).payload())

    async def guild_channels(self, request: web.Request) -> web.Response:
        """The channels of the server, without threads."""
        channels = self._guild(request).channels.values()
        return answer([channel.payload() for channel in channels if not channel.parent_id])

    async def guild_roles(self, request: web.Request) -> web.Response:
        """The roles of the server."""
        return answer(self._guild(request).payload()["roles"])

    async def member(self, request: web.Request) -> web.Response:
        """One member of the server."""
        guild = self._guild(request)
        user = guild.members.get(request.match_info["user"])
        if user is None:
            raise ApiError(UNKNOWN_MEMBER)
        return answer(guild.member(user))

    async def channel(self, request: web.Request) -> web.Response:
        """One channel."""
        return answer(self._world.channel(request.match_info["channel"]).payload())

    async def typing(self, request: web.Request) -> web.Response:
        """The bot shows that it types."""
        channel = self._world.channel(request.match_info["channel"])
        self._world.feed.publish(BotTyping(channel))
        return nothing()


def application_payload(world: World) -> Json:
    """The application object."""
    return {
        "id": world.bot.id,
        "name": world.bot.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": 0,
        "flags_new": "0",
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "eligible_oauth2_scopes": [],
        "explicit_content_filter": 0,
        "approximate_guild_count": 1,
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "owner": world.people[0].payload(),
        "bot": world.bot.payload(),
        "team": None,
        "rpc_origins": [],
        "integration_types_config": {"0": {}, "1": {}},
    }
