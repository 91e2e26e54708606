"""The closed bot, put together: help, which needs no ledger, and looks at what was made before,
where the ledger can still be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import discord

from bot.domain.access import Access
from bot.domain.catalog import Catalog, EditRequest
from bot.domain.errand import Errand, Upload
from bot.domain.errors import BotError, LedgerError
from bot.domain.faq import Faq
from bot.domain.ports import Advisor, LedgerToRead
from bot.domain.record import GuildSettings
from bot.domain.texts import Texts
from bot.domain.uses import Use
from bot.front.acknowledge import tell
from bot.front.apology import Apology
from bot.front.closed import LOOK_EVERY_S, ClosedBot, ClosedTree, Look
from bot.front.cogs.photos import PhotoMenu
from bot.front.cogs.presets import PresetsCommand
from bot.front.cogs.prompt import RUN
from bot.front.examples import Examples
from bot.front.gate import Gate
from bot.front.help import Help
from bot.front.made import HowMade
from bot.front.messenger import Messenger
from bot.front.named import NamedCommands
from bot.front.originals import Originals
from bot.front.pictures import Pictures
from bot.front.presses import Verb, read_press
from bot.front.reception import Reception
from bot.front.result_cards import ResultCards
from bot.front.servers import Servers, SettingsBook
from bot.front.tips import Tips
from bot.front.visitors import visitor_of
from bot.front.voice import Voice
from bot.services.access import check_words
from bot.services.errands import Errands
from bot.services.kept import KeptJobs


class ClosedLedger(LedgerToRead, SettingsBook, Protocol):
    """What can be read of the ledger; where nothing can, each method raises `LedgerError`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedParts:
    """What the closed front works with. `reason` keeps it closed until `look` finds none."""

    catalog: Catalog
    access: Access
    texts: Texts
    faq: Faq
    advisor: Advisor
    uses: Sequence[Use]
    ledger: ClosedLedger
    examples: Path
    reason: BotError
    look: Look
    look_every_s: float = LOOK_EVERY_S


def build_closed_client(parts: ClosedParts) -> ClosedBot:
    """The client, not yet connected."""
    client = ClosedBot(reason=parts.reason, look=parts.look, look_every_s=parts.look_every_s)
    messenger = Messenger(client)
    errands = Errands(_NoBook())
    reception = Reception(errands)
    apology = Apology(texts=parts.texts, messenger=messenger, errands=errands)
    desk = _ClosedDesk(parts.access, client)
    gate = Gate(
        access=parts.access,
        servers=_AsFarAsKnown(parts.ledger),
        ledger=parts.ledger,
        names=NamedCommands(parts.texts),
    )
    help_ = Help(parts, desk=desk, servers=Servers(parts.ledger))
    presets = PresetsCommand(
        texts=parts.texts,
        catalog=parts.catalog,
        examples=Examples(parts.examples),
        messenger=messenger,
        reception=reception,
    )
    tree = ClosedTree(client, apology=apology, gate=gate)
    for command in (*help_.commands(), presets.command()):
        tree.add_command(command)
    tree.add_command(_how_made(parts, desk).how_made_command())
    kept = _KeptOriginals(parts, messenger, reception)
    client.route(
        gate=gate,
        responders=(desk.refuse_to_run, *help_.responders, presets.respond, kept.respond),
        listener=help_.listener,
        apology=apology,
    )
    return client


def _how_made(parts: ClosedParts, desk: _ClosedDesk) -> PhotoMenu:
    cards = ResultCards(texts=parts.texts, catalog=parts.catalog, tips=Tips(parts.faq))
    return PhotoMenu(
        desk=desk,
        catalog=parts.catalog,
        texts=parts.texts,
        ledger=parts.ledger,
        how_made=HowMade(cards),
    )


class _AsFarAsKnown(Servers):
    """Settings for what a closed bot answers to commands and presses, which only the person sees
    who asks, and which shows nobody's work: where they cannot be read, the usual ones hold. What is
    asked in a channel is not answered then (see `Questions`)."""

    async def settings(self, guild: int | None) -> GuildSettings:
        """A server's settings."""
        try:
            return await super().settings(guild)
        except LedgerError:
            return GuildSettings(guild=guild or 0)


class _NoBook:
    """Fills what errands need of a ledger: nothing is noted, as whoever asks is answered at once or
    asks again."""

    async def note_errands(self, errands: Sequence[Errand]) -> None:
        """Nothing is written."""

    async def errand_done(self, interaction: int) -> None:
        """Nothing is written."""

    async def errands(self) -> list[Errand]:
        """None are known."""
        return []


class _ClosedDesk:
    """Fills the desk that help leads to: words are looked at as ever, and nothing is edited."""

    def __init__(self, access: Access, client: ClosedBot) -> None:
        self._access = access
        self._client = client

    def check_words(self, interaction: discord.Interaction, request: EditRequest) -> None:
        """Raise `Refusal` where a request's words are not to be asked for."""
        check_words(self._access, visitor_of(interaction), request.prompt, request.keep)

    async def edit(
        self,
        interaction: discord.Interaction,
        request: EditRequest,
        photos: Sequence[Upload],
        mask: Upload | None = None,
    ) -> None:
        """Raise what keeps the bot closed."""
        raise self._client.reason.with_traceback(None)

    async def refuse_to_run(self, interaction: discord.Interaction, custom_id: str) -> bool:
        """Raise what keeps the bot closed before a photo is asked for; False for other presses."""
        if custom_id == RUN:
            raise self._client.reason.with_traceback(None)
        return False


class _KeptOriginals:
    """Hands out pictures that were made before."""

    def __init__(self, parts: ClosedParts, messenger: Messenger, reception: Reception) -> None:
        self._texts = parts.texts
        self._jobs = KeptJobs(parts.ledger)
        self._originals = Originals(Pictures(self._jobs))
        self._messenger = messenger
        self._reception = reception

    async def respond(self, interaction: discord.Interaction, custom_id: str) -> bool:
        """Answer a press for originals; False for other presses. Raises `BotError`."""
        press = read_press(custom_id)
        if press is None or press.verb not in (Verb.ORIGINALS, Verb.ORIGINAL):
            return False
        voice = Voice(texts=self._texts, locale=interaction.locale.value)
        record = await self._jobs.record(press.job_id)
        if press.verb is Verb.ORIGINALS:
            await tell(interaction, self._originals.offer(record, voice))
            return True
        async with self._reception.taking(interaction, private=True) as errand:
            address = errand.address
            card = await self._originals.card(
                record, press.picture or 0, voice, limit_bytes=address.size_limit_bytes
            )
            await self._messenger.deliver(address, card, late="", nonce=str(interaction.id))
        return True
