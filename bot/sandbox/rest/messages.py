"""Messages that the bot sends to channels by itself, without an interaction."""

from __future__ import annotations

from aiohttp import web

from bot.sandbox.errors import NOT_THE_AUTHOR, UNKNOWN_MESSAGE, ApiError, Form
from bot.sandbox.messages import Message
from bot.sandbox.places import Channel
from bot.sandbox.posts import Posts
from bot.sandbox.rest.requests import PREFIX, answer, nothing, read_body
from bot.sandbox.wire import Json
from bot.sandbox.world import World

_CHANNEL = f"{PREFIX}/channels/{{channel}}/messages"
_MESSAGE = f"{_CHANNEL}/{{message}}"


class ChannelMessages:
    """Handlers of `/channels/{channel}/messages`."""

    def __init__(self, world: World, posts: Posts) -> None:
        self._world = world
        self._posts = posts
        self._by_nonce: dict[tuple[str, str], Message] = {}

    def routes(self) -> list[web.RouteDef]:
        """What this part answers."""
        return [
            web.get(_CHANNEL, self.list),
            web.post(_CHANNEL, self.send),
            web.get(_MESSAGE, self.get),
            web.patch(_MESSAGE, self.edit),
            web.delete(_MESSAGE, self.delete),
        ]

    def _message(self, request: web.Request) -> Message:
        place = request.match_info
        message = self._world.message(place["channel"], place["message"])
        if message.ephemeral:  # reachable by its interaction's token only
            raise ApiError(UNKNOWN_MESSAGE)
        return message

    async def list(self, request: web.Request) -> web.Response:
        """The newest messages, newest first; `limit`, `before` and `after` as Discord has them."""
        channel = self._world.channel(request.match_info["channel"])
        found = [message for message in self._world.messages(channel) if not message.ephemeral]
        query, limit = request.query, int(request.query.get("limit", 50))
        if "before" in query:
            found = [message for message in found if int(message.id) < int(query["before"])]
        if "after" in query:
            found = [message for message in found if int(message.id) > int(query["after"])][:limit]
        newest_first = found[::-1][:limit]
        return answer([message.payload(self._world.origin) for message in newest_first])

    async def send(self, request: web.Request) -> web.Response:
        """Post a message, as a reply where `message_reference` names one; with `enforce_nonce`,
        what was posted before with the same nonce is answered in its place."""
        channel = self._world.channel(request.match_info["channel"])
        body = await read_body(request, limit_bytes=self._world.options.request_limit_bytes)
        nonce = (channel.id, str(body.json.get("nonce")))
        message = self._by_nonce.get(nonce)
        if message is None or not body.json.get("enforce_nonce"):
            reference = self._reference(channel, body.json.get("message_reference"))
            message = self._posts.create(channel, body, reference=reference)
            self._by_nonce[nonce] = message
        return answer(message.payload(self._world.origin))

    def _reference(self, channel: Channel, asked: Json | None) -> Message | None:
        if not asked:
            return None
        try:
            return self._world.message(channel.id, str(asked.get("message_id")))
        except ApiError:
            if not asked.get("fail_if_not_exists", True):
                return None
        code = "MESSAGE_REFERENCE_UNKNOWN_MESSAGE"
        raise Form().refusal(("message_reference",), code, "Unknown message")

    async def get(self, request: web.Request) -> web.Response:
        """One message."""
        return answer(self._message(request).payload(self._world.origin))

    async def edit(self, request: web.Request) -> web.Response:
        """Change a message of the bot."""
        message = self._message(request)
        body = await read_body(request, limit_bytes=self._world.options.request_limit_bytes)
        if message.author is not self._world.bot:
            raise ApiError(NOT_THE_AUTHOR)
        self._posts.edit(message, body)
        return answer(message.payload(self._world.origin))

    async def delete(self, request: web.Request) -> web.Response:
        """Take a message of the bot away."""
        message = self._message(request)
        if message.author is not self._world.bot:
            raise ApiError(NOT_THE_AUTHOR)
        self._world.delete(message)
        return nothing()
