"""Forgetting: all that is known of a person goes, and with it what Discord lets the bot delete."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import discord

from bot.domain.ports import Ledger
from bot.domain.record import Address, Forgotten
from bot.front.acknowledge import NETWORK_ERRORS
from bot.services.errands import Errands
from bot.services.recorded import RecordedJobs

log = logging.getLogger(__name__)

MOST_MESSAGES = 500
"""Messages deleted for one person, the newest: Discord takes about one a second in a channel."""

LATE_LIMIT_S = 60.0
"""How long what a person asked for may take to come to the ledger, or to its answer."""

_GONE = {10003, 10008}
"""Unknown channel and unknown message: it was deleted before."""


class Forgetting:
    """Removes a person's photos, results and words from the ledger, and their results from
    channels. What other people made from their photos is theirs."""

    def __init__(
        self, *, client: discord.Client, jobs: RecordedJobs, ledger: Ledger, errands: Errands
    ) -> None:
        self._client = client
        self._jobs = jobs
        self._ledger = ledger
        self._errands = errands

    async def forget(self, person: int) -> Forgotten:
        """Forget a person, and once more what was on its way to the ledger meanwhile. Raises
        `LedgerError`; a message that cannot be deleted stays, and is named."""
        done = await self._forget(person)
        if await self._errands.settled(person, LATE_LIMIT_S):
            late = await self._forget(person)
            done = Forgotten(
                jobs=done.jobs + late.jobs,
                deleted=done.deleted + late.deleted,
                staying=(*late.staying, *done.staying),
            )
        return done

    async def _forget(self, person: int) -> Forgotten:
        addresses = await self._ledger.addresses(person)
        jobs = await self._jobs.forget(person)
        log.info("person %s is forgotten: %d jobs", person, jobs)
        deleted, staying = await self._delete(addresses[:MOST_MESSAGES])
        links = (*staying, *addresses[MOST_MESSAGES:])
        return Forgotten(
            jobs=jobs,
            deleted=deleted,
            staying=tuple(link for address in links if (link := address.link) is not None),
        )

    async def _delete(self, addresses: Sequence[Address]) -> tuple[int, list[Address]]:
        """Delete messages, one after another; how many, and where it was not possible."""
        deleted, staying = 0, []
        for address in addresses:
            if address.private:  # nobody else sees it, and it goes when Discord is closed
                continue
            try:
                await self._message(address).delete()
                deleted += 1
            except discord.HTTPException as exc:
                if exc.code not in _GONE:
                    staying.append(address)
            except NETWORK_ERRORS:
                staying.append(address)
        return deleted, staying

    def _message(self, address: Address) -> discord.PartialMessage:
        channel = self._client.get_partial_messageable(address.channel, guild_id=address.guild)
        return channel.get_partial_message(address.message or 0)
