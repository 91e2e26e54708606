"""Admission: whether what somebody asks for may be made, before its photo is fetched."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import get_args

from bot.domain.access import Access, Visitor
from bot.domain.catalog import Catalog, EditRequest
from bot.domain.errand import Change, Errand, Finish, NewEdits, Work
from bot.domain.errors import Refusal
from bot.domain.record import GuildSettings, JobRecord
from bot.services.access import check_command, check_engine, check_words
from bot.services.engine_choice import Asked, ChooseEngine, EngineChoice
from bot.services.quota import Hold, Quota
from bot.services.recorded import RecordedJobs


class Admission:
    """Looks at requests as the rules of operator and server do."""

    def __init__(
        self,
        *,
        access: Access,
        catalog: Catalog,
        jobs: RecordedJobs,
        quota: Quota,
        choose_engine: ChooseEngine,
    ) -> None:
        self._access = access
        self._catalog = catalog
        self._jobs = jobs
        self._quota = quota
        self._choose_engine = choose_engine

    def check_request(
        self, request: EditRequest, settings: GuildSettings, visitor: Visitor
    ) -> None:
        """Raise `Refusal` where this is not to be asked for here, or not by this person. What is to
        be avoided may be named."""
        check_command(self._access, settings, request.command, visitor)
        self.check_words(request, visitor)

    def check_words(self, request: EditRequest, visitor: Visitor) -> None:
        """Raise `Refusal` where a request's words are not to be asked for by anybody here."""
        check_words(self._access, visitor, request.prompt, request.keep)

    def check_text(self, text: str, visitor: Visitor) -> None:
        """Raise `Refusal` where a text is not to be set on a picture."""
        check_words(self._access, visitor, text)

    def check_repeat(self, record: JobRecord, settings: GuildSettings, visitor: Visitor) -> None:
        """Raise `Refusal` where an earlier edit may not be made again with its engine and model,
        as by somebody who presses a button under another person's result."""
        edit = record.edits[0]
        check_engine(self._access, settings, edit.engine, edit.model, visitor)

    @asynccontextmanager
    async def room(
        self, request: EditRequest, visitor: Visitor, *, photos: int = 1
    ) -> AsyncIterator[Hold]:
        """Room for a request for so many photos, until they are in the ledger. Raises on entry
        `UsageError` where the queue is full, also with what is on its way there, and `Refusal`
        where somebody has asked for too much; both say when to come again."""
        images = photos * self._catalog.images_of(request)
        async with self._quota.hold(visitor, jobs=photos, images=images) as hold:
            self._jobs.check_room(self._quota.coming - photos)
            yield hold

    @asynccontextmanager
    async def resumed(self, errand: Errand) -> AsyncIterator[Hold]:
        """Room for what was taken before a restart and is done in this block: it counts as it
        would have then. Raises `UsageError` where the edit to be changed is gone."""
        jobs, images = await self._asked(errand.work)
        async with self._quota.keep(errand.visitor, jobs=jobs, images=images) as hold:
            yield hold
            if isinstance(errand.work, Finish):
                await self._quota.spend(errand.visitor, hold, images=images)

    async def _asked(self, work: Work | None) -> tuple[int, int]:
        """How many jobs and pictures an errand comes to."""
        match work:
            case NewEdits():
                jobs = len(work.photos)
                return jobs, jobs * self._catalog.images_of(work.request)
            case Change():
                asked = work.request or (await self._jobs.record(work.job_id)).request
                return 1, self._catalog.images_of(asked)
            case Finish():
                return 1, 1
            case None:  # nothing will come of it but an apology
                return 0, 0

    @asynccontextmanager
    async def finishing(self, visitor: Visitor) -> AsyncIterator[None]:
        """Room for one picture that gets text, or is exported, in this block. It counts as an edit
        meanwhile, and as a picture asked for unless the block fails. Raises `Refusal` on entry
        where somebody has asked for too much, with when to come again."""
        async with self._quota.hold(visitor, jobs=1, images=1) as hold:
            yield
            await self._quota.spend(visitor, hold, images=1)

    async def engine(self, settings: GuildSettings, visitor: Visitor) -> EngineChoice:
        """The server's engine for this person. Where `auto` chose one that is not for them, they
        get the studio engine, and are told so. Raises `Refusal`, and `ModelError` as the choice
        does."""
        known: Asked | None = next((e for e in get_args(Asked) if e == settings.engine), None)
        choice = await self._choose_engine(known)
        try:
            self._check_choice(choice, settings, visitor)
        except Refusal as exc:
            if not choice.may_fall_back:
                raise
            choice = replace(await self._choose_engine("studio"), unusable=exc.reply)
            self._check_choice(choice, settings, visitor)
        return choice

    def _check_choice(
        self, choice: EngineChoice, settings: GuildSettings, visitor: Visitor
    ) -> None:
        model = choice.model.name if choice.model is not None else None
        check_engine(self._access, settings, choice.engine, model, visitor)
