"""Access: who may use what, and where, as the operator and each server set it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.blocked_words import BlockedWords
from bot.domain.edit import EngineName
from bot.domain.limits import Limits


class CommandName(StrEnum):
    """Commands that can be for some only, with the buttons, lists and forms that do the same: those
    that edit (`Command`), that finish, that help, and two of a message's Apps menu. /forget is not
    among them: it is everybody's."""

    RESTYLE = "restyle"
    BACKGROUND = "background"
    VARIANTS = "variants"
    REFINE = "refine"
    OVERLAY = "overlay"
    EXPORT = "export"
    PROMPT = "prompt"
    TIPS = "tips"
    WHICH = "which"
    PRESETS = "presets"
    QUEUE = "queue"
    SETTINGS = "settings"
    RESTAGE_PHOTOS = "restage_photos"
    HOW_MADE = "how_made"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody who asks, by Discord's ids.

    `server` is None in direct messages. `channels` holds the channel with the one above it where
    it is a thread. `manages` is true for those who may manage the server, `moderates` for those who
    may manage messages here, `age_restricted` where the channel is for adults. `locale` is the
    person's, as Discord sends it.
    """

    person: int
    server: int | None
    channels: frozenset[int]
    roles: frozenset[int] = frozenset()
    manages: bool = False
    moderates: bool = False
    age_restricted: bool = False
    locale: str = "en-US"


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """People and places that something is for, by Discord's ids; what is empty allows all.

    A place is in the circle when its server and its channel are. A person is when one of their
    roles is, or they themselves are.
    """

    __pydantic_config__ = {"extra": "forbid"}

    servers: tuple[int, ...] = ()
    channels: tuple[int, ...] = ()
    roles: tuple[int, ...] = ()
    people: tuple[int, ...] = ()

    def has_server(self, visitor: Visitor) -> bool:
        """Whether the visitor's server is in the circle; direct messages are on no server."""
        return not self.servers or visitor.server in self.servers

    def has_channel(self, visitor: Visitor) -> bool:
        """Whether the channel, or the one that a thread belongs to, is in the circle."""
        return not self.channels or not visitor.channels.isdisjoint(self.channels)

    def has_person(self, visitor: Visitor) -> bool:
        """Whether the visitor is in the circle, themselves or by a role."""
        if not self.roles and not self.people:
            return True
        return visitor.person in self.people or not visitor.roles.isdisjoint(self.roles)

    def includes(self, visitor: Visitor) -> bool:
        """Whether person and place are both in the circle."""
        return self.has_server(visitor) and self.has_channel(visitor) and self.has_person(visitor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """The operator's rules, from `access.yaml`. The defaults keep nobody out.

    `restage` is the circle that Restage as a whole is for; `commands`, `engines` and `models` name
    what is for a smaller one. `blocked_people` may not do anything, wherever they are. Nobody
    may ask for `blocked_words`; `limits` say how much may be asked for.
    """

    __pydantic_config__ = {"extra": "forbid"}

    restage: Circle = field(default_factory=Circle)
    direct_messages: bool = True
    age_restricted_channels: bool = True
    blocked_people: tuple[int, ...] = ()
    commands: Mapping[CommandName, Circle] = field(default_factory=dict)
    engines: Mapping[EngineName, Circle] = field(default_factory=dict)
    models: Mapping[str, Circle] = field(default_factory=dict)
    blocked_words: tuple[BlockedWords, ...] = ()
    limits: Limits = field(default_factory=Limits)
