"""Jobs: from a photo and what a person asked for to a ticket in the executor's queue."""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass, field, replace

from bot.domain.catalog import Catalog, EditRequest
from bot.domain.edit import Edit, EngineName
from bot.domain.errors import UsageError
from bot.domain.job import Fallback, Job, Notice, Output, ReadAgain, RenderTask
from bot.domain.model import Model
from bot.domain.photo import Photo
from bot.domain.ports import Executor, PhotoReader, Ticket
from bot.services import notices
from bot.services.engine_choice import EngineChoice

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A photo as it was handed in, with the mask that the person attached, if any."""

    name: str
    data: bytes
    mask_name: str = ""
    mask_data: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One photo to edit. `seed` is used where the request names none; `notices` say what led to the
    request."""

    owner: str
    source: Source
    request: EditRequest
    choice: EngineChoice
    seed: int
    output: Output = field(default_factory=Output)
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An order that can be queued: its photo is read and its edits are planned. `notices` are what
    the person should know already."""

    task: RenderTask
    notices: tuple[Notice, ...] = ()

    @property
    def edits(self) -> tuple[Edit, ...]:
        """One edit per picture."""
        return self.task.edits


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """An order in the queue: its ticket, its photo and edits, and what the person should know
    already."""

    ticket: Ticket
    photo: Photo
    edits: tuple[Edit, ...]
    notices: tuple[Notice, ...]


class JobService:
    """Admits orders: reads the photo, plans the edits, queues the job."""

    def __init__(self, *, catalog: Catalog, reader: PhotoReader, executor: Executor) -> None:
        self._catalog = catalog
        self._reader = reader
        self._executor = executor

    async def submit(self, order: Order) -> Accepted:
        """Prepare and queue an order. Raises `BotError` (photo, usage) with a sentence for the
        person."""
        return self._accept(await self.prepare(order), order.owner)

    async def repeat(
        self, edit: Edit, source: Source, *, model: Model | None, owner: str, output: Output
    ) -> Accepted:
        """Prepare and queue an edit that was made before, as it is, with its model. Raises
        `BotError`, also where the photo or the mask is not the one that it was made from."""
        prepared = await self.prepare_edits((edit,), source, output=output)
        told = (*prepared.notices, *notices.of_licence(model))
        return self._accept(replace(prepared, notices=told), owner)

    async def prepare(self, order: Order) -> Prepared:
        """Read the photo and plan the edits. Raises `BotError`."""
        photo, mask = await self._read(order.source)
        plan = self._catalog.plan(
            order.request,
            photo=photo,
            mask=mask,
            seed=order.seed,
            engine=order.choice.engine,
            model=order.choice.model,
        )
        task = RenderTask(
            job_id=uuid.uuid4().hex,
            photo=photo,
            edits=plan.edits,
            mask=mask,
            output=order.output,
            auto_strength=plan.auto_strength,
        )
        if order.choice.may_fall_back:
            task = self._with_fallback(task, order.request)
        told = (
            *order.notices,
            *plan.notices,
            *notices.of_words(order.request, self._catalog, order.choice.engine),
            *notices.of_photo(photo, mask, plan.edits),
            *notices.of_choice(order.choice),
            *notices.of_licence(order.choice.model),
        )
        return Prepared(task=task, notices=told)

    async def prepare_edits(
        self,
        edits: tuple[Edit, ...],
        source: Source,
        *,
        output: Output,
        job_id: str | None = None,
        fall_back_to: EditRequest | None = None,
        auto_strength: bool = False,
    ) -> Prepared:
        """Read the photo for edits that were planned before. `fall_back_to` is the request that
        they answer, where the studio engine may step in for the model; `auto_strength` says that
        their strength is still to be found. Raises `BotError`, also where the photo or the mask is
        not the one that the edits were made from."""
        photo, mask = await self._read(source)
        for edit in edits:
            _check_same_source(edit, photo, mask)
        task = RenderTask(
            job_id=job_id or uuid.uuid4().hex,
            photo=photo,
            edits=edits,
            mask=mask,
            output=output,
            auto_strength=auto_strength,
        )
        if fall_back_to is not None:
            task = self._with_fallback(task, fall_back_to)
        return Prepared(task=task, notices=notices.of_photo(photo, mask, edits))

    def queue(
        self,
        prepared: Prepared,
        *,
        owner: str,
        read_again: ReadAgain | None = None,
        admitted: bool = False,
    ) -> Ticket:
        """Hand a job to the executor, which may put its photo away where it can be read again.
        Raises `UsageError` when its queue is full, unless the job was `admitted` before."""
        task = prepared.task
        job = Job(owner=owner, task=task, read_again=read_again)
        ticket = self._executor.submit(job, admitted=admitted)
        log.info("job %s queued: %s of %s", task.job_id, task.edits[0].command, task.photo.name)
        return ticket

    def check_room(self, coming: int = 0) -> None:
        """Raise `UsageError` where the queue would take no job once so many more have come."""
        self._executor.check_room(coming)

    def choice_of(self, edit: Edit, *, may_fall_back: bool) -> EngineChoice:
        """The engine and model that an edit was made with. Raises `UsageError` where the model is
        not in models.yaml any more."""
        return EngineChoice(
            engine=edit.engine,
            model=self._catalog.model(edit.model) if edit.model else None,
            may_fall_back=may_fall_back,
            reason="the engine of the edit before",
        )

    def _with_fallback(self, task: RenderTask, request: EditRequest) -> RenderTask:
        """The task with what the studio engine would make of the same request, or without where
        the preset has been removed since the task was planned."""
        try:
            plan = self._catalog.plan(
                request,
                photo=task.photo,
                mask=task.mask,
                seed=task.edits[0].seed,
                engine=EngineName.STUDIO,
            )
        except UsageError:
            return task
        edits = plan.edits[: len(task.edits)]
        return replace(task, fallback=Fallback(edits=edits, notices=plan.notices))

    def _accept(self, prepared: Prepared, owner: str) -> Accepted:
        return Accepted(
            ticket=self.queue(prepared, owner=owner),
            photo=prepared.task.photo,
            edits=prepared.edits,
            notices=prepared.notices,
        )

    async def _read(self, source: Source) -> tuple[Photo, Photo | None]:
        photo = await self._reader.read(source.data, name=source.name)
        if source.mask_data is None:
            return photo, None
        mask = await self._reader.read_mask(
            source.mask_data, name=source.mask_name, width=photo.width, height=photo.height
        )
        return photo, mask


def _check_same_source(edit: Edit, photo: Photo, mask: Photo | None) -> None:
    if photo.sha256 != edit.source_sha256:
        raise UsageError(
            "source_differs",
            f"“{photo.name}” is not the photo that this picture was made from; "
            "give the same file again, unchanged.",
        )
    if (mask.sha256 if mask else None) != edit.mask_sha256:
        raise UsageError(
            "mask_differs",
            "This picture was made with a mask; give the same mask file again, unchanged."
            if edit.mask_sha256
            else "This picture was made without an attached mask; leave the mask out.",
        )
