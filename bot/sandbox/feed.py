"""What happens in the sandbox, told to whoever listens: the gateway, the page and the driver."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from bot.sandbox.interactions import Interaction
from bot.sandbox.messages import Message
from bot.sandbox.places import Channel


class Change(Enum):
    """What became of a message."""

    CREATED = "created"
    EDITED = "edited"
    DELETED = "deleted"
    EXPIRED = "expired"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class MessageChanged:
    """A message came, changed or went."""

    change: Change
    message: Message


@dataclass(frozen=True, slots=True)
class InteractionChanged:
    """An interaction was answered, or failed."""

    interaction: Interaction


@dataclass(frozen=True, slots=True)
class CommandsChanged:
    """The bot registered its commands anew."""


@dataclass(frozen=True, slots=True)
class PeopleChanged:
    """Somebody may do more or less than before."""


@dataclass(frozen=True, slots=True)
class BotPresence:
    """The bot connected or left."""

    online: bool


@dataclass(frozen=True, slots=True)
class BotTyping:
    """The bot shows that it types."""

    channel: Channel


Event = (
    MessageChanged | InteractionChanged | CommandsChanged | PeopleChanged | BotPresence | BotTyping
)
Listener = Callable[[Event], None]
Found = TypeVar("Found")


class Feed:
    """Calls every listener with every event, in order, at once."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    @contextmanager
    def listening(self, listener: Listener) -> Iterator[None]:
        """Call `listener` with every event while the block runs; it must not block."""
        self._listeners.append(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)

    def publish(self, event: Event) -> None:
        """Tell everyone."""
        for listener in list(self._listeners):
            listener(event)

    async def until(self, find: Callable[[], Found | None], *, limit_s: float) -> Found:
        """Wait until `find()` gives something, asked again after each event.

        Raises TimeoutError after `limit_s` seconds.
        """
        happened = asyncio.Event()
        with self.listening(lambda event: happened.set()):
            async with asyncio.timeout(limit_s):
                while True:
                    happened.clear()
                    found = find()
                    if found is not None and found is not False:
                        return found
                    await happened.wait()
