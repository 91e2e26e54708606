"""One interaction: from what a person did to the last answer of the bot."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import TYPE_CHECKING

from bot.sandbox.places import Channel, User
from bot.sandbox.wire import Json

if TYPE_CHECKING:
    from bot.sandbox.messages import Message


class InteractionKind(IntEnum):
    """What a person did."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class Callback(IntEnum):
    """How a bot may answer first."""

    MESSAGE = 4
    DEFER_MESSAGE = 5
    DEFER_UPDATE = 6
    UPDATE_MESSAGE = 7
    CHOICES = 8
    MODAL = 9


class State(Enum):
    """What the person sees of it."""

    PENDING = "pending"
    ANSWERED = "answered"
    FAILED = "failed"


_MESSAGES = {Callback.MESSAGE, Callback.DEFER_MESSAGE}
_ON_A_MESSAGE = {Callback.DEFER_UPDATE, Callback.UPDATE_MESSAGE}
_ALLOWED = {
    InteractionKind.COMMAND: _MESSAGES | {Callback.MODAL},
    InteractionKind.COMPONENT: _MESSAGES | _ON_A_MESSAGE | {Callback.MODAL},
    InteractionKind.AUTOCOMPLETE: {Callback.CHOICES},
    InteractionKind.MODAL_SUBMIT: _MESSAGES,
}


@dataclass(slots=True, kw_only=True, eq=False)
class Interaction:
    """`nonce` is the page's or driver's own name for it; `started` is a monotonic time."""

    id: str
    token: str
    kind: InteractionKind
    user: User
    channel: Channel
    locale: str
    nonce: str = ""
    command: str = ""
    owners: dict[str, str] = field(default_factory=dict)
    source: Message | None = None
    """The message whose button was pressed, or from which the modal came."""
    target: Message | None = None
    """The message that a message command was used on."""
    parent: Interaction | None = None
    """The interaction that opened the modal."""
    focused_type: int = 3
    started: float = field(default_factory=time.monotonic)
    state: State = State.PENDING
    answer: Callback | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    modal: Json | None = None
    choices: list[Json] | None = None

    def allowed_answers(self) -> set[Callback]:
        """The callback types that fit this interaction."""
        allowed = _ALLOWED[self.kind]
        if self.kind is InteractionKind.MODAL_SUBMIT and self.source:
            return allowed | _ON_A_MESSAGE
        return allowed

    def age_s(self) -> float:
        """Seconds since the person acted."""
        return time.monotonic() - self.started

    def metadata(self) -> Json:
        """`interaction_metadata` of the messages that answer it."""
        body: Json = {
            "id": self.id,
            "type": int(self.kind),
            "user": self.user.payload(),
            "authorizing_integration_owners": self.owners,
        }
        if self.kind is InteractionKind.COMMAND:
            body["name"] = self.command
            if self.target:
                body["target_message_id"] = self.target.id
        elif self.kind is InteractionKind.COMPONENT and self.source:
            body["interacted_message_id"] = self.source.id
        elif self.parent:
            body["triggering_interaction_metadata"] = self.parent.metadata()
        return body
