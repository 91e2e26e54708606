"""The bot as Discord sees it: it connects, routes what people press, and closes in order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import discord

from bot.domain.errand import Errand
from bot.domain.meter import Meter, Unmetered
from bot.front.apology import Apology
from bot.front.conversation import Conversations
from bot.front.fulfilment import Fulfilment
from bot.front.gate import Gate
from bot.front.limited import counting_rate_limits
from bot.front.routing import Listener, Responder, RoutingClient
from bot.front.sync import sync_when_changed
from bot.front.tree import EditTree
from bot.services.live import Live

log = logging.getLogger(__name__)


class Restage(RoutingClient):
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
        self.route(gate=gate, responders=responders, listener=listener, apology=apology)
        self._conversations = conversations
        self._fulfilment = fulfilment
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

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Drop what still comes in while the connection closes: discord.py has no loop for it any
        more. (Any: whatever Discord's events carry.)"""
        if not self.is_closed():
            super().dispatch(event, *args, **kwargs)

    def _pass_over(self, interaction: discord.Interaction, custom_id: str) -> None:
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
