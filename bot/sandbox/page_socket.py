"""The page's websocket: what happens goes out, what a person does comes in."""

from __future__ import annotations

import asyncio
import json
import logging

from aiohttp import WSCloseCode, WSMsgType, web

from bot.sandbox.acts import Actor, Acts
from bot.sandbox.errors import ApiError
from bot.sandbox.feed import (
    BotPresence,
    BotTyping,
    Change,
    CommandsChanged,
    Event,
    InteractionChanged,
    MessageChanged,
    PeopleChanged,
)
from bot.sandbox.files import StoredFile
from bot.sandbox.gateway import Gateway
from bot.sandbox.interactions import Interaction
from bot.sandbox.messages import Message
from bot.sandbox.option_values import NotPossible
from bot.sandbox.places import User
from bot.sandbox.wire import Json, encode
from bot.sandbox.world import World

log = logging.getLogger(__name__)

MAX_WAITING = 500
"""Events that a slow page may lag behind; then it is cut off and loads everything anew."""


class PageSockets:
    """Every open page. `samples` are the names of the sample photos."""

    def __init__(self, world: World, gateway: Gateway, acts: Acts) -> None:
        self.samples: list[str] = []
        self._world = world
        self._gateway = gateway
        self._acts = acts
        self._open: set[web.WebSocketResponse] = set()

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one page until it closes."""
        socket = web.WebSocketResponse(max_msg_size=1 << 20, heartbeat=30.0)
        await socket.prepare(request)
        waiting: asyncio.Queue[str] = asyncio.Queue(MAX_WAITING)

        writer = asyncio.create_task(_write(socket, waiting))

        def tell(event: Json) -> None:
            try:
                waiting.put_nowait(encode(event))
            except asyncio.QueueFull:
                writer.cancel()

        self._open.add(socket)
        with self._world.feed.listening(lambda event: tell(self._event(event))):
            tell(self._everything())
            try:
                async for frame in socket:
                    if frame.type is WSMsgType.TEXT:
                        tell(self._do(frame.data))
            finally:
                writer.cancel()
                self._open.discard(socket)
        return socket

    async def close(self) -> None:
        """Say goodbye to every page."""
        for socket in list(self._open):
            await socket.close(code=WSCloseCode.GOING_AWAY)

    # out

    def _everything(self) -> Json:
        """All that a page needs to start."""
        world = self._world
        return {
            "event": "hello",
            "bot": world.bot.payload() | {"name": world.bot.name},
            "online": self._gateway.online,
            "people": self._people(),
            "guild": {
                "id": world.guild.id,
                "name": world.guild.name,
                "roles": [{"id": role.id, "name": role.name} for role in world.guild.roles],
            },
            "channels": [self._channel(channel_id) for channel_id in world.channels],
            "commands": self._commands(),
            "samples": self.samples,
            "limits": {"attachment_bytes": world.options.attachment_limit_bytes},
            "messages": [
                self._message(message)
                for channel in world.channels.values()
                for message in world.messages(channel)
            ],
        }

    def _channel(self, channel_id: str) -> Json:
        channel = self._world.channels[channel_id]
        return {
            "id": channel.id,
            "kind": channel.kind.name,
            "name": channel.name,
            "parent": channel.parent_id,
            "person": channel.recipient.id if channel.recipient else None,
        }

    def _people(self) -> list[Json]:
        return [person_payload(self._world, person) for person in self._world.people]

    def _commands(self) -> list[Json]:
        return [command for scope in self._world.commands.values() for command in scope]

    def _message(self, message: Message) -> Json:
        """A message with what only the page needs to know."""
        only_for, made_by = message.only_for, message.interaction
        return message.payload(self._world.origin) | {
            "only_for": only_for.id if only_for else None,
            "notified": message.mentioned(),
            "expired": message.expired,
            "command": made_by.command if made_by else None,
        }

    def _event(self, event: Event) -> Json:
        match event:
            case MessageChanged(change=Change.DELETED | Change.FORGOTTEN, message=message):
                return {"event": "gone", "id": message.id, "channel": message.channel.id}
            case MessageChanged(message=message):
                return {"event": "message", "message": self._message(message)}
            case InteractionChanged(interaction=interaction):
                return {"event": "interaction"} | interaction_payload(interaction)
            case CommandsChanged():
                return {"event": "commands", "commands": self._commands()}
            case PeopleChanged():
                return {"event": "people", "people": self._people()}
            case BotPresence(online=online):
                return {"event": "presence", "online": online}
            case BotTyping(channel=channel):
                return {"event": "typing", "channel": channel.id}

    # in

    def _do(self, text: str) -> Json:
        """Do what a page asks for; the answer says why not, where it cannot be done."""
        nonce = ""
        try:
            request: Json = json.loads(text)
            nonce = str(request.get("nonce", ""))
            self._act(request, nonce)
        except NotPossible as error:
            return {"event": "refused", "nonce": nonce, "reason": str(error)}
        except (ApiError, ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("a page asked for something impossible: %r", error)
            reason = "The page asked for something that does not exist. Please reload it."
            return {"event": "refused", "nonce": nonce, "reason": reason}
        return {"event": "accepted", "nonce": nonce}

    def _act(self, request: Json, nonce: str) -> None:
        if request["do"] == "manage":
            person = self._world.users[request["user"]]
            person.manager = bool(request["manager"])
            self._world.feed.publish(PeopleChanged())
            return
        world, acts = self._world, self._acts
        actor = Actor(
            user=world.users[request["user"]],
            channel=world.channel(request["channel"]),
            locale=str(request["locale"]),
        )
        match request["do"]:
            case "slash":
                acts.slash(actor, request["name"], request["options"], nonce=nonce)
            case "autocomplete":
                options, focused = request["options"], request["focused"]
                acts.autocomplete(actor, request["name"], options, focused=focused, nonce=nonce)
            case "apps":
                message = world.message(actor.channel.id, request["message"])
                acts.message_command(actor, request["name"], message, nonce=nonce)
            case "press":
                message = world.message(actor.channel.id, request["message"])
                acts.press(actor, message, request["custom_id"], nonce=nonce)
            case "choose":
                message = world.message(actor.channel.id, request["message"])
                acts.choose(actor, message, request["custom_id"], request["values"], nonce=nonce)
            case "submit":
                opened_by = world.interaction(request["interaction"])
                if opened_by is None:
                    raise NotPossible("That form is no longer open.")
                acts.submit(actor, opened_by, request["values"], nonce=nonce)
            case "write":
                acts.write(actor, request["content"], self._files(request["files"]))

    def _files(self, ids: list[str]) -> list[StoredFile]:
        found = [self._world.files.by_id(file_id) for file_id in ids]
        if None in found:
            raise NotPossible("A file is no longer there. Please choose it again.")
        return [file for file in found if file]


def person_payload(world: World, person: User) -> Json:
    """A person as the page shows them."""
    return {
        "id": person.id,
        "name": person.name,
        "username": person.username,
        "manager": person.manager,
        "permissions": str(int(world.guild.permissions_of(person))),
    }


def interaction_payload(interaction: Interaction) -> Json:
    """What the page needs to know of an interaction."""
    return {
        "id": interaction.id,
        "nonce": interaction.nonce,
        "state": interaction.state.value,
        "user": interaction.user.id,
        "channel": interaction.channel.id,
        "command": interaction.command,
        "message": interaction.source.id if interaction.source else None,
        "modal": interaction.modal,
        "choices": interaction.choices,
    }


async def _write(socket: web.WebSocketResponse, waiting: asyncio.Queue[str]) -> None:
    """Send what waits, in order; a page that was cut off or is gone gets no more."""
    try:
        while True:
            await socket.send_str(await waiting.get())
    except ConnectionError:
        return
    finally:
        if not socket.closed:
            await socket.close()
