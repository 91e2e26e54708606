"""Verbs: which handler answers a press, and which the form that it opened."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

import discord


class HasVerb(Protocol):
    """What stands in a `custom_id`."""

    @property
    def verb(self) -> StrEnum:
        """What is asked for."""
        ...


_Press = TypeVar("_Press", bound=HasVerb)
Handlers = Mapping[StrEnum, Callable[[discord.Interaction, _Press], Awaitable[None]]]


class Verbs(Generic[_Press]):
    """Hands presses of one kind, as `read` finds them in a `custom_id`, to what answers them."""

    def __init__(
        self,
        read: Callable[[str], _Press | None],
        *,
        pressed: Handlers[_Press],
        filled_in: Handlers[_Press],
    ) -> None:
        self._read = read
        self._pressed = pressed
        self._filled_in = filled_in

    async def respond(self, interaction: discord.Interaction, custom_id: str) -> bool:
        """Answer a press, or a form that one opened; False if it is none of these. Raises
        `BotError`."""
        press = self._read(custom_id)
        if press is None:
            return False
        opened = interaction.type is discord.InteractionType.modal_submit
        handler = (self._filled_in if opened else self._pressed).get(press.verb)
        if handler is None:
            return False
        await handler(interaction, press)
        return True
