"""The desk: looks at what somebody asks for, takes it, and has it done."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Protocol

import discord

from bot.domain.catalog import Catalog, EditRequest, check_request
from bot.domain.errand import Change, NewEdits, Upload
from bot.domain.record import GuildSettings
from bot.front.fulfilment import Fulfilment
from bot.front.reception import Reception
from bot.front.servers import Servers
from bot.front.visitors import visitor_of
from bot.services.admission import Admission
from bot.services.recorded import RecordedJobs


def upload_of(attachment: discord.Attachment) -> Upload:
    """The file of a slash command's option or of a message."""
    return Upload(name=attachment.filename, url=attachment.url, size_bytes=attachment.size)


class EditDesk(Protocol):
    """Where what people write leads to."""

    async def edit(
        self,
        interaction: discord.Interaction,
        request: EditRequest,
        photos: Sequence[Upload],
        mask: Upload | None = None,
    ) -> None:
        """Edit each photo with the same settings. Raises `BotError`."""
        ...

    def check_words(self, interaction: discord.Interaction, request: EditRequest) -> None:
        """Raise `Refusal` where a request's words are not to be asked for."""
        ...


class Desk:
    """Admits what people ask for. Answers first, then works."""

    def __init__(
        self,
        *,
        catalog: Catalog,
        jobs: RecordedJobs,
        servers: Servers,
        admission: Admission,
        reception: Reception,
        fulfilment: Fulfilment,
    ) -> None:
        self._catalog = catalog
        self._jobs = jobs
        self._servers = servers
        self._admission = admission
        self._reception = reception
        self._fulfilment = fulfilment

    async def settings(self, interaction: discord.Interaction) -> GuildSettings:
        """The settings that hold where somebody asks."""
        return await self._servers.settings(interaction.guild_id)

    async def edit(
        self,
        interaction: discord.Interaction,
        request: EditRequest,
        photos: Sequence[Upload],
        mask: Upload | None = None,
    ) -> None:
        """Edit each photo with the same settings. Raises `BotError`."""
        settings, visitor = await self.settings(interaction), visitor_of(interaction)
        request = self.complete(request, settings)
        self._admission.check_request(request, settings, visitor)
        work = NewEdits(request=request, photos=tuple(photos), mask=mask, seed=new_seed())
        async with (
            self._admission.room(request, visitor, photos=len(photos)) as room,
            self._reception.taking(interaction, private=settings.private, work=work) as errand,
        ):
            await self._fulfilment.carry_out(errand, settle=room.settle)

    async def change(self, interaction: discord.Interaction, change: Change) -> None:
        """Make an earlier edit again, changed. Raises `BotError`."""
        settings, visitor = await self.settings(interaction), visitor_of(interaction)
        before = await self._jobs.record(change.job_id)
        if change.request is not None:
            change = replace(change, request=self.complete(change.request, settings))
        asked = change.request or before.request
        self._admission.check_request(asked, settings, visitor)
        if not change.choose_engine:
            self._admission.check_repeat(before, settings, visitor)
        async with (
            self._admission.room(asked, visitor),
            self._reception.taking(interaction, private=settings.private, work=change) as errand,
        ):
            await self._fulfilment.carry_out(errand)

    def check_words(self, interaction: discord.Interaction, request: EditRequest) -> None:
        """Raise `Refusal` where a request's words are not to be asked for."""
        self._admission.check_words(request, visitor_of(interaction))

    def check_text(self, interaction: discord.Interaction, text: str) -> None:
        """Raise `Refusal` where a text is not to be set on a picture."""
        self._admission.check_text(text, visitor_of(interaction))

    def finishing(self, interaction: discord.Interaction) -> AbstractAsyncContextManager[None]:
        """Room for one picture that is finished in this block. Raises `Refusal`."""
        return self._admission.finishing(visitor_of(interaction))

    def complete(self, request: EditRequest, settings: GuildSettings) -> EditRequest:
        """The request with the server's usual preset, checked. Raises `UsageError`.

        Own words without a preset are left alone: the studio engine takes the preset from them.
        """
        usual = settings.presets.get(request.command)
        if usual in self._catalog.presets[request.command] and not (
            request.preset or request.prompt
        ):
            request = replace(request, preset=usual)
        self._catalog.preset(request.command, request.preset)
        check_request(request, self._catalog.commands[request.command])
        return request


def new_seed() -> int:
    """A seed that nobody asked for."""
    return secrets.randbelow(2**32)
