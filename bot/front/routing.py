"""Routing: who answers what people press, fill in and write, whether the bot is open or closed."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Sequence

import discord

from bot.front.apology import Apology
from bot.front.connection import Connection
from bot.front.gate import Gate

Listener = Callable[[discord.Message, int], Awaitable[None]]
"""Hears every message, with our own id; its text is empty where it neither mentions us nor is a
direct one."""

Responder = Callable[[discord.Interaction, str], Awaitable[bool]]
"""Answers a press or a form by its `custom_id`; False for one that belongs to somebody else."""


class RoutingClient(Connection):
    """A client that asks its responders in turn, behind the gate. `route` comes before all else."""

    def route(
        self, *, gate: Gate, responders: Sequence[Responder], listener: Listener, apology: Apology
    ) -> None:
        """Hand over what answers presses and forms, what hears messages, and what says sorry."""
        self._gate = gate
        self._responders = tuple(responders)
        self._listener = listener
        self._apology = apology

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Route presses and forms. Commands take the way of the tree.

        discord.py's own views would forget them with the process, and keep all of them in memory
        until then; a `custom_id` that says everything does neither.
        """
        if interaction.type in (
            discord.InteractionType.component,
            discord.InteractionType.modal_submit,
        ):
            await self._apology.guard(interaction, self._respond(interaction))

    async def on_message(self, message: discord.Message) -> None:
        """Somebody wrote something; it may be a question to us."""
        if self.user is not None:
            await self._listener(message, self.user.id)

    async def _respond(self, interaction: discord.Interaction) -> None:
        await self._gate.admit(interaction)
        custom_id = interaction.custom_id or ""
        for responder in self._responders:
            if await responder(interaction, custom_id):
                return
        self._pass_over(interaction, custom_id)

    @abstractmethod
    def _pass_over(self, interaction: discord.Interaction, custom_id: str) -> None:
        """Nobody answers this press or form. What it raises is told to the person."""
