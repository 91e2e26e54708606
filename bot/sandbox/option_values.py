"""Values of options and selects: checked as a person's client does, and resolved to objects."""

from __future__ import annotations

from typing import Any

from bot.sandbox.command_rules import OptionType
from bot.sandbox.layout import Kind
from bot.sandbox.places import Channel, Permission
from bot.sandbox.wire import Json
from bot.sandbox.world import World

MAX_TEXT = 6000
"""Characters in a text option."""


class NotPossible(ValueError):
    """A person's client does not let them do this; the message is for them."""


class Resolved:
    """Collects the `resolved` part of an interaction."""

    def __init__(self, world: World, channel: Channel) -> None:
        self._world = world
        self._channel = channel
        self._data: dict[str, dict[str, Json]] = {}

    def payload(self) -> Json:
        """`{"resolved": ...}`, or nothing."""
        return {"resolved": self._data} if self._data else {}

    def _add(self, kind: str, key: str, value: Json) -> str:
        self._data.setdefault(kind, {})[key] = value
        return key

    def attachment(self, file_id: str) -> str:
        """A file that the person uploaded."""
        file = self._world.files.by_id(file_id)
        if file is None:
            raise NotPossible("That file is no longer there. Please choose it again.")
        file.ephemeral = True
        return self._add("attachments", file.id, file.payload(self._world.origin))

    def user(self, user_id: str) -> str:
        """A member of the server."""
        user = self._world.users.get(user_id)
        if user is None:
            raise NotPossible("That person is not here.")
        if self._channel.guild:
            self._add("members", user.id, self._channel.guild.member(user, with_user=False))
        return self._add("users", user.id, user.payload())

    def channel(self, channel_id: str) -> str:
        """A channel of the server."""
        channel = self._world.guild.channels.get(channel_id)
        if channel is None:
            raise NotPossible("That channel does not exist.")
        everything = str(int(Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES))
        return self._add("channels", channel.id, channel.payload() | {"permissions": everything})

    def role(self, role_id: str) -> str:
        """A role of the server."""
        for at, role in enumerate(self._world.guild.roles):
            if role.id == role_id:
                return self._add("roles", role.id, role.payload(at))
        raise NotPossible("That role does not exist.")

    def user_or_role(self, some_id: str) -> str:
        """Either of the two."""
        return self.user(some_id) if some_id in self._world.users else self.role(some_id)


def option_value(option: Json, value: Any, resolved: Resolved) -> Any:  # both: any JSON scalar
    """The value as Discord sends it, or NotPossible."""
    kind, name = OptionType(option["type"]), option["name"]
    match kind:
        case OptionType.ATTACHMENT:
            return resolved.attachment(str(value))
        case OptionType.USER:
            return resolved.user(str(value))
        case OptionType.CHANNEL:
            return resolved.channel(str(value))
        case OptionType.ROLE:
            return resolved.role(str(value))
        case OptionType.MENTIONABLE:
            return resolved.user_or_role(str(value))
        case OptionType.BOOLEAN:
            return _boolean(name, value)
        case OptionType.INTEGER | OptionType.NUMBER:
            value = _number(name, value, whole=kind is OptionType.INTEGER)
            _check_range(name, value, option.get("min_value"), option.get("max_value"), "")
        case _:
            value = str(value)
            low, high = option.get("min_length"), option.get("max_length") or MAX_TEXT
            _check_range(name, len(value), low, high, " characters")
    return _choice(option, value)


def _boolean(name: str, value: object) -> bool:
    if value in (True, "true", "True"):
        return True
    if value in (False, "false", "False"):
        return False
    raise NotPossible(f"“{name}” is yes or no.")


def _number(name: str, value: object, *, whole: bool) -> int | float:
    try:
        number = float(str(value).strip())
    except ValueError as error:
        raise NotPossible(f"“{name}” takes a number.") from error
    if whole:
        if number != int(number):
            raise NotPossible(f"“{name}” takes a whole number.")
        return int(str(value).strip()) if str(value).strip().lstrip("-").isdigit() else int(number)
    return number


def _check_range(name: str, size: float, low: float | None, high: float | None, unit: str) -> None:
    if (low is not None and size < low) or (high is not None and size > high):
        at_least = f"at least {low:g}" if low is not None else ""
        at_most = f"at most {high:g}" if high is not None else ""
        limits = " and ".join(part for part in (at_least, at_most) if part)
        raise NotPossible(f"“{name}” takes {limits}{unit}.")


def _choice(option: Json, value: Any) -> Any:
    """The value of the choice that was meant by its value or its name."""
    choices = option.get("choices") or []
    if not choices:
        return value
    for choice in choices:
        if value in (choice["value"], choice["name"]):
            return choice["value"]
    raise NotPossible(f"“{option['name']}” is one of: {', '.join(c['name'] for c in choices)}.")


def select_values(part: Json, values: list[str], resolved: Resolved) -> list[str]:
    """The chosen values of a select, or NotPossible."""
    low, high = part.get("min_values"), part.get("max_values")
    low, high = (1 if low is None else low), (1 if high is None else high)
    if part.get("required") is False and not values:
        low = 0
    if not low <= len(values) <= high:
        some = str(low) if low == high else f"{low} to {high}"
        raise NotPossible(f"Please choose {some}.")
    resolve = {
        Kind.USER_SELECT: resolved.user,
        Kind.ROLE_SELECT: resolved.role,
        Kind.CHANNEL_SELECT: resolved.channel,
        Kind.MENTIONABLE_SELECT: resolved.user_or_role,
    }.get(part["type"])
    if resolve:
        return [resolve(value) for value in values]
    known = [option["value"] for option in part.get("options") or []]
    if not set(values) <= set(known):
        raise NotPossible("That is none of the choices.")
    return values
