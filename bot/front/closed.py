"""Closed: what people meet while the ledger cannot be used. Nothing is taken or written."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

import discord

from bot.domain.errors import BotError
from bot.domain.texts import Texts
from bot.front.acknowledge import NETWORK_ERRORS, offer_nothing, tell
from bot.front.card import note
from bot.front.connection import Connection

log = logging.getLogger(__name__)

LOOK_EVERY_S = 15.0

Look = Callable[[], Awaitable[BotError | None]]
"""What keeps the bot closed; None once nothing does."""


class ClosedBot(Connection):
    """Answers everything with one sentence, and ends when there is no more reason to.

    The commands that Discord knows stay as they are, and jobs wait for the bot to open again.
    """

    def __init__(
        self, *, texts: Texts, reason: BotError, look: Look, look_every_s: float = LOOK_EVERY_S
    ) -> None:
        super().__init__()
        self._texts = texts
        self._reason = reason
        self._look = look
        self._look_every_s = look_every_s
        self._looking: asyncio.Task[None] | None = None

    async def setup_hook(self) -> None:
        """Runs once, after the login and before the gateway."""
        self._looking = asyncio.create_task(self._open_when_possible(), name="closed")

    async def on_ready(self) -> None:
        """The gateway is there."""
        log.warning("connected, but closed: %s", self._reason.reply)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Say why nothing is taken; choices have no room for a sentence, so there are none."""
        if interaction.type is discord.InteractionType.autocomplete:
            await offer_nothing(interaction)
            return
        reason = self._reason
        sentence = self._texts.error(interaction.locale.value, reason.code, reason.reply)
        try:
            await tell(interaction, note(f"⚠️ {sentence}"))
        except (discord.HTTPException, discord.InteractionResponded, *NETWORK_ERRORS) as exc:
            log.warning("interaction %s: answering it failed: %r", interaction.id, exc)

    async def close(self) -> None:
        """Disconnect."""
        if self._looking is not None and self._looking is not asyncio.current_task():
            self._looking.cancel()
        await super().close()

    async def _open_when_possible(self) -> None:
        while (reason := await self._look()) is not None:
            self._reason = reason
            await asyncio.sleep(self._look_every_s)
        log.info("nothing keeps the bot closed any more")
        await self.close()
