"""What Restage asks of a server, and the links that invite it."""

from __future__ import annotations

from enum import IntFlag
from urllib.parse import urlencode

_AUTHORIZE = "https://discord.com/oauth2/authorize"
_TO_SERVER, _TO_USER = 0, 1
"""Discord's integration types."""


class Permission(IntFlag):
    """Permissions that Restage needs, by Discord's bits.

    Commands are answered without any. These are for what comes later than the fifteen minutes that
    an interaction lasts: the result as a message in the channel (VIEW_CHANNEL, SEND_MESSAGES), in
    threads too, with its pictures, and as a reply, which Discord ties to READ_MESSAGE_HISTORY.
    """

    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    SEND_MESSAGES_IN_THREADS = 1 << 38


NEEDED = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.SEND_MESSAGES_IN_THREADS
)
"""The least that everything works with. Embeds, mentions and the content of messages are not
among it."""


def server_link(application_id: int) -> str:
    """Invites the bot to a server, by someone who may manage it."""
    return _link(
        client_id=application_id,
        integration_type=_TO_SERVER,
        scope="bot applications.commands",
        permissions=int(NEEDED),
    )


def user_link(application_id: int) -> str:
    """Installs the commands for one person, to be used anywhere."""
    return _link(client_id=application_id, integration_type=_TO_USER, scope="applications.commands")


def _link(**query: object) -> str:
    return f"{_AUTHORIZE}?{urlencode(query)}"
