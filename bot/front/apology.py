"""Apology: an error as one sentence in the person's language, by whichever way is open."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Coroutine

import discord

from bot.domain.errors import BotError
from bot.domain.record import Address
from bot.domain.texts import Texts
from bot.front import audit
from bot.front.acknowledge import NETWORK_ERRORS, address_of, tell
from bot.front.card import Card, note
from bot.front.messenger import Messenger
from bot.front.voice import Voice
from bot.services.errands import Errands

log = logging.getLogger(__name__)


class Apology:
    """The one place where an error becomes a reply. Nobody is shown a traceback, and nobody is
    left without an answer: what no one foresaw gets a short code, under which the log has it."""

    def __init__(self, *, texts: Texts, messenger: Messenger, errands: Errands) -> None:
        self._texts = texts
        self._messenger = messenger
        self._errands = errands

    async def answer(self, interaction: discord.Interaction, error: BaseException) -> None:
        """Answer an interaction that failed, which is done then. Never raises."""
        audit.refused(interaction, error)
        await self._answer(interaction, error)
        await self._errands.close(interaction.id)

    async def _answer(self, interaction: discord.Interaction, error: BaseException) -> None:
        card = self._card(interaction.locale.value, error, f"interaction {interaction.id}")
        try:
            if interaction.response.type is None:
                await tell(interaction, card)
                return
            if (
                interaction.response.type
                is not discord.InteractionResponseType.deferred_channel_message
            ):
                await interaction.followup.send(view=card.layout(), ephemeral=True)
                return
            await interaction.edit_original_response(view=card.layout())
        except (discord.HTTPException, discord.InteractionResponded, *NETWORK_ERRORS) as exc:
            log.warning("interaction %s: answering it failed: %r", interaction.id, exc)
            await self._elsewhere(address_of(interaction, private=False), card, str(interaction.id))

    async def send(self, address: Address, error: BaseException, *, about: str) -> None:
        """Tell somebody at an address what went wrong with `about`, such as a job's id. Never
        raises."""
        audit.refused_later(address, error, about)
        voice = Voice(texts=self._texts, locale=address.locale)
        lines = [*voice.photo_of(address), f"⚠️ {self.sentence(address.locale, error, about)}"]
        await self._elsewhere(address, note("\n".join(lines)), about)

    async def guard(
        self, interaction: discord.Interaction, work: Coroutine[object, object, None]
    ) -> None:
        """Do `work` for an interaction, and answer it if that fails."""
        try:
            await work
        except Exception as exc:  # noqa: BLE001 -- the border where errors become replies
            await self.answer(interaction, exc)

    def spawn(
        self, work: Coroutine[object, object, None], address: Address, *, about: str
    ) -> asyncio.Task[None]:
        """Run `work` in a task of its own, and tell the person at `address` if it fails."""
        return asyncio.create_task(self._guarded(work, address, about), name=about)

    async def _guarded(
        self, work: Coroutine[object, object, None], address: Address, about: str
    ) -> None:
        try:
            await work
        except Exception as exc:  # noqa: BLE001 -- the same, for what runs on
            await self.send(address, exc, about=about)

    async def _elsewhere(self, address: Address, card: Card, about: str) -> None:
        mention = f"<@{address.user}>"
        there = await self._messenger.deliver(address, card, late=mention, nonce=about, again=True)
        if there is None:
            log.warning("%s: nobody could be told", about)

    def _card(self, locale: str, error: BaseException, about: str) -> Card:
        return note(f"⚠️ {self.sentence(locale, error, about)}")

    def sentence(self, locale: str, error: BaseException, about: str) -> str:
        """What a person is told; the log gets the rest, under `about`."""
        if isinstance(error, BotError):
            log.info("%s: %s", about, error)
            return self._texts.error(locale, error.code, error.reply)
        reference = secrets.token_hex(3)
        log.error("%s failed, code %s", about, reference, exc_info=error)
        return self._texts.say(locale, "error.unknown", reference=reference)
