"""The gateway: the websocket on which the bot hears what happens.

Speaks HELLO, IDENTIFY, READY, GUILD_CREATE, HEARTBEAT, RESUME with replay, RECONNECT and INVALID
SESSION, in JSON, plain or compressed as the bot asks.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import logging
import secrets
import time
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag

from aiohttp import WSCloseCode, WSMsgType, web

from bot.sandbox.feed import BotPresence, Change, Event, MessageChanged
from bot.sandbox.messages import Message
from bot.sandbox.places import ChannelKind
from bot.sandbox.wire import Json, encode
from bot.sandbox.world import World

log = logging.getLogger(__name__)

REPLAY_KEPT = 1000
"""Events that a session can catch up on when it resumes."""
HEARTBEATS_KEPT = 1000
ACK_DELAY_S = 0.1
"""As from far away. discord.py notes when it sent a heartbeat only after it has sent it, and an
answer that is quicker than that looks to it as if it were one heartbeat late."""


class Op(IntEnum):
    """Gateway opcodes."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    RESUME = 6
    RECONNECT = 7
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class Intent(IntFlag):
    """The intents that decide what this server sends; the three privileged ones are refused."""

    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    DIRECT_MESSAGES = 1 << 12
    MESSAGE_CONTENT = 1 << 15


NO_INTENT = Intent(0)
PRIVILEGED = Intent.GUILD_MEMBERS | Intent.GUILD_PRESENCES | Intent.MESSAGE_CONTENT


class Close(IntEnum):
    """Gateway close codes."""

    UNKNOWN_ERROR = 4000
    DECODE_ERROR = 4002
    NOT_AUTHENTICATED = 4003
    AUTHENTICATION_FAILED = 4004
    DISALLOWED_INTENTS = 4014


@dataclass(slots=True, eq=False)
class _Session:
    """What outlives a connection: the events sent so far, so that a resume can repeat them."""

    id: str
    intents: int
    sequence: int = 0
    sent: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=REPLAY_KEPT))
    connection: _Connection | None = None


class _Connection:
    """One websocket of the bot; frames leave in the order in which they were put."""

    def __init__(
        self,
        request: web.Request,
        socket: web.WebSocketResponse,
        pack: Callable[[str], str | bytes],
    ) -> None:
        self.socket = socket
        self.session: _Session | None = None
        self._request = request
        self._pack = pack
        self._waiting: asyncio.Queue[str] = asyncio.Queue()

    def put(self, op: Op, data: object = None) -> None:
        """Send one payload that is no event."""
        self.put_text(encode({"op": int(op), "d": data, "s": None, "t": None}))

    def put_text(self, text: str) -> None:
        """Send one payload that is encoded already."""
        self._waiting.put_nowait(text)

    async def write(self) -> None:
        """Write what was put, until cancelled or the bot is gone."""
        while True:
            frame = self._pack(await self._waiting.get())
            try:
                if isinstance(frame, str):
                    await self.socket.send_str(frame)
                else:
                    await self.socket.send_bytes(frame)
            except ConnectionError:
                return

    def cut(self) -> None:
        """End the connection without a goodbye, as a broken network does."""
        if self._request.transport:
            self._request.transport.abort()


class Gateway:
    """Serves the bot's websocket and sends it what it has asked for."""

    def __init__(self, world: World) -> None:
        self.url = ""
        self._world = world
        self._sessions: dict[str, _Session] = {}
        self._connections: set[_Connection] = set()
        self.resumes = 0
        self.heartbeats: deque[float] = deque(maxlen=HEARTBEATS_KEPT)
        """When the bot's latest heartbeats came, in monotonic seconds."""

    @property
    def online(self) -> bool:
        """Whether the bot is connected and identified."""
        return any(connection.session for connection in self._connections)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection from HELLO to its end."""
        pack = _packer(request.query.get("compress"))
        if pack is None:
            return web.Response(status=400, text="This sandbox lacks that compression.")
        socket = web.WebSocketResponse(max_msg_size=1 << 16, compress=False)
        await socket.prepare(request)
        connection = _Connection(request, socket, pack)
        self._connections.add(connection)
        writer = asyncio.create_task(connection.write())
        interval_ms = int(self._world.options.heartbeat_s * 1000)
        connection.put(Op.HELLO, {"heartbeat_interval": interval_ms})
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    await self._receive(connection, frame.data)
        finally:
            writer.cancel()
            self._forget(connection)
        return socket

    def _forget(self, connection: _Connection) -> None:
        self._connections.discard(connection)
        if connection.session and connection.session.connection is connection:
            connection.session.connection = None
        if not self.online:
            self._world.feed.publish(BotPresence(online=False))

    async def _receive(self, connection: _Connection, text: str) -> None:
        try:
            payload = json.loads(text)
            op, data = payload["op"], payload.get("d") or {}
        except (ValueError, KeyError, TypeError):
            await connection.socket.close(code=Close.DECODE_ERROR)
            return
        if op == Op.HEARTBEAT:
            self.heartbeats.append(time.monotonic())
            asyncio.get_running_loop().call_later(ACK_DELAY_S, connection.put, Op.HEARTBEAT_ACK)
        elif op in (Op.IDENTIFY, Op.RESUME) and data.get("token") != self._world.token:
            await connection.socket.close(code=Close.AUTHENTICATION_FAILED)
        elif op == Op.IDENTIFY:
            await self._identify(connection, data)
        elif op == Op.RESUME:
            self._resume(connection, data)
        elif connection.session is None:
            await connection.socket.close(code=Close.NOT_AUTHENTICATED)

    async def _identify(self, connection: _Connection, data: Json) -> None:
        intents = int(data.get("intents") or 0)
        if intents & PRIVILEGED:  # nobody switched them on in a developer portal
            await connection.socket.close(code=Close.DISALLOWED_INTENTS)
            return
        session = _Session(id=secrets.token_hex(16), intents=intents)
        self._sessions = {session.id: session}  # one bot: an older session is of no use
        self._attach(connection, session)
        self._event(session, "READY", self._ready(session, data))
        if intents & Intent.GUILDS:
            self._event(session, "GUILD_CREATE", self._guild_create())
        log.info("the bot is connected")
        self._world.feed.publish(BotPresence(online=True))

    def _attach(self, connection: _Connection, session: _Session) -> None:
        connection.session, session.connection = session, connection

    def _ready(self, session: _Session, data: Json) -> Json:
        return {
            "v": 10,
            "user": self._world.bot.payload() | {"verified": True, "mfa_enabled": False},
            "guilds": [{"id": self._world.guild.id, "unavailable": True}],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": data.get("shard", [0, 1]),
            "application": {"id": self._world.bot.id, "flags": 0},
            "private_channels": [],
        }

    def _guild_create(self) -> Json:
        guild = self._world.guild
        channels = guild.channels.values()
        threads = [c.payload() for c in channels if c.kind is ChannelKind.PUBLIC_THREAD]
        return guild.payload() | {
            "joined_at": self._world.bot.joined_at,
            "large": False,
            "unavailable": False,
            "member_count": len(guild.members),
            "members": [guild.member(self._world.bot)],
            "channels": [c.payload() for c in channels if c.kind is ChannelKind.TEXT],
            "threads": threads,
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }

    def _resume(self, connection: _Connection, data: Json) -> None:
        session = self._sessions.get(str(data.get("session_id")))
        seen = int(data.get("seq") or 0)
        lost = session is None or (bool(session.sent) and session.sent[0][0] > seen + 1)
        if session is None or lost:
            connection.put(Op.INVALID_SESSION, False)
            return
        self._attach(connection, session)
        for sequence, text in session.sent:
            if sequence > seen:
                connection.put_text(text)
        self._event(session, "RESUMED", {})
        self.resumes += 1
        self._world.feed.publish(BotPresence(online=True))

    def _event(self, session: _Session, name: str, data: Json) -> None:
        session.sequence += 1
        text = encode({"op": int(Op.DISPATCH), "t": name, "s": session.sequence, "d": data})
        session.sent.append((session.sequence, text))
        if session.connection:
            session.connection.put_text(text)

    def dispatch(self, name: str, data: Json, *, needs: Intent = NO_INTENT) -> None:
        """Send an event to the bot if it has the intents; one that is away gets it on resume."""
        for session in self._sessions.values():
            if session.intents & needs == needs:
                self._event(session, name, data)

    # messages of channels, for a bot that listens to them

    def on_event(self, event: Event) -> None:
        """Listener of the feed: turn changes of messages into gateway events."""
        if isinstance(event, MessageChanged) and not event.message.ephemeral:
            self._on_message(event.change, event.message)

    def _on_message(self, change: Change, message: Message) -> None:
        guild = message.channel.guild
        needs = Intent.GUILD_MESSAGES if guild else Intent.DIRECT_MESSAGES
        where = {"guild_id": guild.id} if guild else {}
        if change is Change.DELETED:
            gone = {"id": message.id, "channel_id": message.channel.id}
            self.dispatch("MESSAGE_DELETE", gone | where, needs=needs)
        elif change in (Change.CREATED, Change.EDITED):
            body = message.payload(self._world.origin) | where
            if guild and not message.author.bot and message.author.id in guild.members:
                body["member"] = guild.member(message.author, with_user=False)
                if self._world.bot.id not in message.named():  # no message content intent
                    body |= {"content": "", "attachments": []}
            name = "MESSAGE_CREATE" if change is Change.CREATED else "MESSAGE_UPDATE"
            self.dispatch(name, body, needs=needs)

    # trouble, for tests

    def drop(self) -> None:
        """Cut the bot off without a goodbye."""
        for connection in list(self._connections):
            connection.cut()

    def ask_to_reconnect(self) -> None:
        """Opcode 7: please connect anew and resume."""
        for connection in self._connections:
            connection.put(Op.RECONNECT)

    def invalidate(self) -> None:
        """Opcode 9: the session is over; the bot must identify anew."""
        self._sessions.clear()
        for connection in self._connections:
            connection.put(Op.INVALID_SESSION, False)

    async def close(self) -> None:
        """Say goodbye to the bot."""
        for connection in list(self._connections):
            await connection.socket.close(code=WSCloseCode.GOING_AWAY)


def _packer(compression: str | None) -> Callable[[str], str | bytes] | None:
    """How frames of a connection are packed; None for a compression that is not installed."""
    if compression is None:
        return lambda text: text
    if compression == "zlib-stream":
        deflate = zlib.compressobj()
        return lambda text: deflate.compress(text.encode()) + deflate.flush(zlib.Z_SYNC_FLUSH)
    if compression != "zstd-stream":
        return None
    try:
        zstandard = importlib.import_module("zstandard")  # discord.py asks only where it is there
    except ImportError:
        return None
    zstd, block = zstandard.ZstdCompressor().compressobj(), zstandard.COMPRESSOBJ_FLUSH_BLOCK
    return lambda text: zstd.compress(text.encode()) + zstd.flush(block)
