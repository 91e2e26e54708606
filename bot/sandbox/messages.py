"""A message as the sandbox keeps it, and as it is sent to the bot."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag

from bot.sandbox.files import StoredFile
from bot.sandbox.interactions import Interaction, InteractionKind
from bot.sandbox.layout import walk
from bot.sandbox.places import Channel, User, now
from bot.sandbox.wire import Json


class Flag(IntFlag):
    """Message flags that the sandbox knows."""

    SUPPRESS_EMBEDS = 1 << 2
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


class MessageKind(IntEnum):
    """Message types."""

    DEFAULT = 0
    REPLY = 19
    CHAT_COMMAND = 20
    CONTEXT_COMMAND = 23


@dataclass(slots=True, kw_only=True, eq=False)
class Message:
    """One message; `files` are all its files, shown by an embed or not."""

    id: str
    channel: Channel
    author: User
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    files: list[StoredFile] = field(default_factory=list)
    flags: Flag = Flag(0)
    created: str = field(default_factory=now)
    edited: str | None = None
    edits: int = 0
    interaction: Interaction | None = None
    reference: Message | None = None
    allowed_mentions: Json | None = None
    application_id: str | None = None
    deleted: bool = False
    expired: bool = False
    """The token ended while the message was still "thinking"."""

    @property
    def ephemeral(self) -> bool:
        """Whether only one person sees it."""
        return Flag.EPHEMERAL in self.flags

    @property
    def loading(self) -> bool:
        """Whether the bot is "thinking"."""
        return Flag.LOADING in self.flags

    @property
    def only_for(self) -> User | None:
        """The one person who sees an ephemeral message; None if everyone does."""
        return self.interaction.user if self.ephemeral and self.interaction else None

    @property
    def kind(self) -> MessageKind:
        """The message type that Discord would give it."""
        if self.reference:
            return MessageKind.REPLY
        if self.interaction is None or self.interaction.kind is not InteractionKind.COMMAND:
            return MessageKind.DEFAULT
        has_target = self.interaction.target is not None
        return MessageKind.CONTEXT_COMMAND if has_target else MessageKind.CHAT_COMMAND

    def texts(self) -> list[str]:
        """Every text that a person reads, top to bottom."""
        texts: list[str | None] = [self.content]
        for embed in self.embeds:
            texts += [embed.get("author", {}).get("name"), embed.get("title")]
            texts.append(embed.get("description"))
            for row in embed.get("fields", []):
                texts += [row["name"], row["value"]]
            texts.append(embed.get("footer", {}).get("text"))
        texts += [part.get("content") for _, part in walk(self.components)]
        return [text for text in texts if text]

    def mentioned(self) -> list[str]:
        """Ids of the users that this message notifies, as `allowed_mentions` permits."""
        named = self.named()
        allowed = self.allowed_mentions
        if allowed is not None and "users" not in (allowed.get("parse") or []):
            listed = {str(user_id) for user_id in allowed.get("users") or []}
            named = [user_id for user_id in named if user_id in listed]
        replied = self.reference is not None and (allowed or {}).get("replied_user", not allowed)
        if replied and self.reference and not self.interaction:
            named.append(self.reference.author.id)
        return list(dict.fromkeys(named))

    def named(self) -> list[str]:
        """Ids of the users that stand in its texts."""
        return re.findall(r"<@!?(\d+)>", "\n".join(self.texts()))

    def payload(self, origin: str) -> Json:
        """The message object, with links to files under `origin`."""
        embedded = {embed_part_url(e, p) for e in self.embeds for p in ("image", "thumbnail")}
        shown = [f for f in self.files if not any(url and f.path in url for url in embedded)]
        body: Json = {
            "id": self.id,
            "type": int(self.kind),
            "channel_id": self.channel.id,
            "author": self.author.payload(),
            "content": self.content,
            "timestamp": self.created,
            "edited_timestamp": self.edited,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [file.payload(origin) for file in shown],
            "embeds": copy.deepcopy(self.embeds),
            "components": copy.deepcopy(self.components),
            "pinned": False,
            "flags": int(self.flags),
        }
        if self.application_id:
            body["application_id"] = body["webhook_id"] = self.application_id
        if self.interaction:
            body["interaction_metadata"] = self.interaction.metadata()
        if self.reference:
            body["message_reference"] = self._reference()
        return body

    def _reference(self) -> Json:
        if self.reference is None:
            return {}
        where = {"channel_id": self.channel.id, "message_id": self.reference.id, "type": 0}
        return where | {"guild_id": self.channel.guild.id} if self.channel.guild else where


def embed_part_url(embed: Json, part: str) -> str | None:
    """The link of an embed's `image` or `thumbnail`."""
    url = embed.get(part, {}).get("url")
    return str(url) if url else None
