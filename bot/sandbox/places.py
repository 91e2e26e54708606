"""The people and the places of the sandbox: users, one server, its channels and roles."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum, IntFlag

from bot.sandbox.wire import Json


def now() -> str:
    """The time as the API writes it."""
    return datetime.now(UTC).isoformat()


class Permission(IntFlag):
    """The bits that this server uses (Discord's "Permissions")."""

    ADMINISTRATOR = 1 << 3
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    USE_EXTERNAL_EMOJIS = 1 << 18
    USE_APPLICATION_COMMANDS = 1 << 31
    SEND_MESSAGES_IN_THREADS = 1 << 38


MEMBER = (
    Permission.ADD_REACTIONS
    | Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.SEND_MESSAGES_IN_THREADS
)
MANAGER = MEMBER | Permission.MANAGE_GUILD | Permission.MANAGE_MESSAGES


class ChannelKind(IntEnum):
    """The kinds of channel that the sandbox has."""

    TEXT = 0
    DM = 1
    PUBLIC_THREAD = 11


@dataclass(slots=True, kw_only=True)
class User:
    """A person, or the bot."""

    id: str
    username: str
    name: str
    bot: bool = False
    manager: bool = False
    """Whether this member may manage the server and its messages."""
    joined_at: str = field(default_factory=now)

    def payload(self) -> Json:
        """The user object."""
        body: Json = {
            "id": self.id,
            "username": self.username,
            "global_name": None if self.bot else self.name,
            "discriminator": "0",
            "avatar": None,
            "primary_guild": None,
            "public_flags": 0,
            "flags": 0,
        }
        return body | {"bot": True} if self.bot else body


@dataclass(slots=True, kw_only=True)
class Role:
    """A role of the server; the first one has the server's id and is everyone's."""

    id: str
    name: str
    permissions: Permission = MEMBER
    managed: bool = False

    def payload(self, position: int) -> Json:
        """The role object."""
        return {
            "id": self.id,
            "name": self.name,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "icon": None,
            "unicode_emoji": None,
            "position": position,
            "permissions": str(int(self.permissions)),
            "managed": self.managed,
            "mentionable": False,
            "flags": 0,
        }


_NOT_SET_UP = (
    "afk_channel_id",
    "application_id",
    "banner",
    "description",
    "discovery_splash",
    "home_header",
    "icon",
    "incidents_data",
    "max_presences",
    "public_updates_channel_id",
    "rules_channel_id",
    "safety_alerts_channel_id",
    "splash",
    "system_channel_id",
    "vanity_url_code",
    "widget_channel_id",
)
"""Fields of a server that Discord sends as null where nobody has set them."""


@dataclass(slots=True, kw_only=True)
class Guild:
    """The one server. `members` and `channels` are by id."""

    id: str
    name: str
    owner_id: str
    locale: str = "en-US"
    roles: list[Role] = field(default_factory=list)
    members: dict[str, User] = field(default_factory=dict)
    member_roles: dict[str, list[str]] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)

    def permissions_of(self, user: User) -> Permission:
        """What a member may do anywhere on the server."""
        return MANAGER if user.manager else MEMBER

    def member(self, user: User, *, with_user: bool = True) -> Json:
        """The member object."""
        body: Json = {
            "nick": None,
            "avatar": None,
            "banner": None,
            "communication_disabled_until": None,
            "premium_since": None,
            "roles": self.member_roles.get(user.id, []),
            "joined_at": user.joined_at,
            "deaf": False,
            "mute": False,
            "flags": 0,
            "pending": False,
            "permissions": str(int(self.permissions_of(user))),
        }
        return body | {"user": user.payload()} if with_user else body

    def payload(self) -> Json:
        """The guild object."""
        return dict.fromkeys(_NOT_SET_UP) | {
            "id": self.id,
            "name": self.name,
            "owner_id": self.owner_id,
            "preferred_locale": self.locale,
            "roles": [role.payload(at) for at, role in enumerate(self.roles)],
            "emojis": [],
            "stickers": [],
            "features": [],
            "premium_tier": 0,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "afk_timeout": 300,
            "system_channel_flags": 0,
            "region": "local",
            "max_members": 500_000,
            "max_video_channel_users": 25,
            "max_stage_video_channel_users": 50,
            "premium_subscription_count": 0,
            "premium_progress_bar_enabled": False,
            "widget_enabled": False,
            "nsfw": False,
        }


@dataclass(slots=True, kw_only=True)
class Channel:
    """A text channel, a thread, or the direct messages between `recipient` and the bot."""

    id: str
    kind: ChannelKind
    name: str
    guild: Guild | None = None
    recipient: User | None = None
    parent_id: str | None = None
    created_at: str = field(default_factory=now)

    def payload(self) -> Json:
        """The channel object."""
        body: Json = {"id": self.id, "type": int(self.kind), "last_message_id": None, "flags": 0}
        if self.guild is None:
            return body | {"recipients": [self.recipient.payload()] if self.recipient else []}
        body |= {
            "guild_id": self.guild.id,
            "name": self.name,
            "parent_id": self.parent_id,
            "rate_limit_per_user": 0,
        }
        if self.kind is ChannelKind.PUBLIC_THREAD:
            return body | self._thread_fields()
        return body | {"topic": None, "position": 0, "permission_overwrites": [], "nsfw": False}

    def _thread_fields(self) -> Json:
        return {
            "owner_id": self.guild.owner_id if self.guild else None,
            "message_count": 0,
            "member_count": 1,
            "total_message_sent": 0,
            "thread_metadata": {
                "archived": False,
                "auto_archive_duration": 1440,
                "archive_timestamp": self.created_at,
                "create_timestamp": self.created_at,
                "locked": False,
            },
        }
