"""Closed: what people meet while the ledger cannot be used. Nothing is taken or written."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

import discord
from discord import app_commands

from bot.domain.errors import BotError
from bot.front.acknowledge import offer_nothing
from bot.front.apology import Apology
from bot.front.gate import Gate
from bot.front.routing import RoutingClient
from bot.front.tree import EditTree

log = logging.getLogger(__name__)

LOOK_EVERY_S = 15.0

Look = Callable[[], Awaitable[BotError | None]]
"""What keeps the bot closed; None once nothing does."""


class ClosedBot(RoutingClient):
    """Helps as far as it can without writing, answers everything else with one sentence, and ends
    when there is no more reason to. It is given what it still does by `route`.

    The commands that Discord knows stay as they are, and jobs wait for the bot to open again.
    """

    def __init__(self, *, reason: BotError, look: Look, look_every_s: float = LOOK_EVERY_S) -> None:
        super().__init__()
        self.reason = reason
        self._look = look
        self._look_every_s = look_every_s
        self._looking: asyncio.Task[None] | None = None

    async def setup_hook(self) -> None:
        """Runs once, after the login and before the gateway."""
        self._looking = asyncio.create_task(self._open_when_possible(), name="closed")

    async def on_ready(self) -> None:
        """The gateway is there."""
        log.warning("connected, but closed: %s", self.reason.reply)

    def _pass_over(self, interaction: discord.Interaction, custom_id: str) -> None:
        raise self.reason.with_traceback(None)

    async def close(self) -> None:
        """Disconnect."""
        if self._looking is not None and self._looking is not asyncio.current_task():
            self._looking.cancel()
        await super().close()

    async def _open_when_possible(self) -> None:
        while (reason := await self._look()) is not None:
            self.reason = reason
            await asyncio.sleep(self._look_every_s)
        log.info("nothing keeps the bot closed any more")
        await self.close()


class ClosedTree(EditTree):
    """The commands that are left. Any other that Discord knows is answered with what keeps the bot
    closed; choices have no room for a sentence, so there are none."""

    def __init__(self, client: ClosedBot, *, apology: Apology, gate: Gate) -> None:
        super().__init__(client, apology=apology, gate=gate)
        self._bot = client

    async def on_error(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """Tell the person what went wrong."""
        if not isinstance(error, app_commands.CommandNotFound):
            await super().on_error(interaction, error)
        elif interaction.type is discord.InteractionType.autocomplete:
            await offer_nothing(interaction)
        else:
            await self._apology.answer(interaction, self._bot.reason)
