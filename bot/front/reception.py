"""Reception: notes what came, acknowledges it, and crosses it out once it is done."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import discord

from bot.domain.errand import Errand, Work
from bot.front.acknowledge import acknowledge, address_of
from bot.front.visitors import visitor_of
from bot.services.errands import Errands


class Reception:
    """Where everything that shows "thinking" comes in."""

    def __init__(self, errands: Errands) -> None:
        self._errands = errands

    @asynccontextmanager
    async def taking(
        self,
        interaction: discord.Interaction,
        *,
        private: bool,
        work: Work | None = None,
    ) -> AsyncIterator[Errand]:
        """Do what was asked for in this block, which may go on after a restart.

        The errand is in the ledger before Discord is told. Where the block fails, it stays there
        until the person has been told why (see `Apology.answer`).
        """
        errand = Errand(
            interaction=interaction.id,
            address=address_of(interaction, private=private),
            visitor=visitor_of(interaction),
            asked_at=interaction.created_at,
            few_answers=not interaction.is_guild_integration(),
            work=work,
        )
        await self._errands.note(errand)
        yield replace(errand, address=await acknowledge(interaction, private=private))
        await self._errands.close(interaction.id)
