"""The bot as Discord sees it: it connects, routes what people press, and closes in order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import discord

from bot.domain.errand import Errand
from bot.domain.meter import Meter, Unmetered
from bot.front.apology import Apology
from bot.front.connection import Connection
from bot.front.conversation import Conversations
from bot.front.fulfilment import Fulfilment
from bot.front.gate import Gate
from bot.front.limited import counting_rate_limits
from bot.front.sync import sync_when_changed
from bot.front.tree import EditTree
from bot.services.live import Live

log = logging.getLogger(__name__)

Listener = Callable[[discord.Message, int], Awaitable[None]]
"""Hears every message, with our own id; its text is empty where it neither mentions us nor is a
direct one."""

Responder = Callable[[discord.Interaction, str], Awaitable[bool]]
"""Answers a press or a form by its `custom_id`; False for one that belongs to somebody else."""


class Restage(Connection):
    """The client. It is given what it serves by `equip`, before it starts."""

    def __init__(self, meter: Meter | None = None) -> None:
        super().__init__(counting_rate_limits(meter or Unmetered()))
        self._meter = meter or Unmetered()
        self._connected = self._was_connected = False
        self._resuming: asyncio.Task[None] | None = None

    def equip(
        self,
        *,
        tree: EditTree,
        gate: Gate,
        responders: Sequence[Responder],
        listener: Listener,
        conversations: Conversations,
        fulfilment: Fulfilment,
        apology: Apology,
        sync_memory: Path,
    ) -> None:
        """Hand over what answers commands (`tree`) and presses (`responders`); both stand behind
        the `gate`. `listener` hears messages. `sync_memory` is the file that remembers which
        commands Discord knows."""
        self._tree = tree
        self._gate = gate
        self._responders = tuple(responders)
        self._listener = listener
        self._conversations = conversations
        self._fulfilment = fulfilment
        self._apology = apology
        self._sync_memory = sync_memory

    async def setup_hook(self) -> None:
        """Runs once, after the login and before the gateway."""
        await sync_when_changed(self._tree, self._sync_memory)
        left = await self._fulfilment.left()
        self._resuming = asyncio.create_task(self._resume(left), name="resuming")

    async def on_ready(self) -> None:
        """The gateway is there, for the first time or anew."""
        self._came_back()
        log.info(
            "connected as %s (%s), in %d servers", self.user, self.application_id, len(self.guilds)
        )

    async def on_resumed(self) -> None:
        """The gateway is there again, and nothing was missed."""
        self._came_back()

    async def on_disconnect(self) -> None:
        """The gateway is gone; discord.py tries to come back."""
        self._connected = False

    @property
    def connected(self) -> bool:
        """Whether the gateway is there now."""
        return self._connected

    def _came_back(self) -> None:
        if self._was_connected and not self._connected:
            self._meter.gateway_came_back()
        self._connected = self._was_connected = True

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

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Drop what still comes in while the connection closes: discord.py has no loop for it any
        more. (Any: whatever Discord's events carry.)"""
        if not self.is_closed():
            super().dispatch(event, *args, **kwargs)

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
        log.warning("interaction %s: nobody answers %r", interaction.id, custom_id)

    async def _resume(self, left: Sequence[Errand]) -> None:
        try:
            await asyncio.gather(self._conversations.resume(), self._fulfilment.resume(left))
        except Exception:
            log.exception("what was left from the last run could not all be taken up again")

    def follow(self, live: Live) -> None:
        """Show how a job goes that was queued by other ways, and its answer in the end."""
        self._conversations.follow(live)

    async def close(self) -> None:
        """Let answers that are on their way arrive, then disconnect."""
        if self._resuming is not None:
            self._resuming.cancel()
        await self._conversations.close()
        await super().close()
        self._connected = False
