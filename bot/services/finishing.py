"""Finishing: text on pictures and exports, of what people upload and of what was made for them."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from bot.domain.clock import Clock, now_utc
from bot.domain.errors import UsageError
from bot.domain.export import Target, Targets
from bot.domain.finishing import (
    ExportOrder,
    Finished,
    FinishSource,
    OverlayRecord,
    TextOrder,
)
from bot.domain.job import Output
from bot.domain.overlay import Overlay
from bot.domain.ports import Finisher, Ledger
from bot.services.recorded import RecordedJobs

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who asks, and where: `guild` is None in direct messages, `private` where nobody else sees
    the answer."""

    id: int
    guild: int | None
    channel: int
    private: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What is finished: a picture with what it came from. `font` is the one that was uploaded for
    text that stands on it, `overlay` that text; `owner` is whose picture it is, None: nobody's but
    the person's who asks. `job_id` and `picture` are as in `OverlayRecord`."""

    source: FinishSource
    overlay: Overlay | None = None
    font: bytes | None = None
    owner: int | None = None
    job_id: str | None = None
    picture: int = 0


class Finishing:
    """Finds what is to be finished, has it done, and keeps what can be edited again."""

    def __init__(
        self,
        *,
        finisher: Finisher,
        jobs: RecordedJobs,
        ledger: Ledger,
        targets: Targets,
        output: Output,
        clock: Clock = now_utc,
    ) -> None:
        self._finisher = finisher
        self._jobs = jobs
        self._ledger = ledger
        self.targets = targets
        self._output = output
        self._clock = clock

    async def of_result(self, job_id: str, picture: int) -> Base:
        """A picture of a job, counted from 0, with its photo. Raises `UsageError` where it is
        gone."""
        record = await self._jobs.record(job_id)
        data = await self._jobs.picture(job_id, picture)
        photo = await self._ledger.blob(record.source_sha256)
        mask = await self._ledger.blob(record.mask_sha256) if record.mask_sha256 else None
        name = record.source_name.rpartition(".")[0] or record.source_name
        source = FinishSource(
            name=name, data=data, photo=photo, mask=mask if photo is not None else None
        )
        # Of the photo and the picture the photo matters more: who took it can have both removed.
        owner = record.source_owner or record.owner
        return Base(source=source, owner=owner, job_id=job_id, picture=picture)

    async def overlay(self, overlay_id: str) -> OverlayRecord:
        """What is known of an overlay. Raises `UsageError` where nothing is."""
        record = await self._ledger.overlay(overlay_id)
        if record is None:
            raise _gone()
        return record

    async def of_overlay(self, record: OverlayRecord) -> Base:
        """The picture that text was set on, and the text. Raises `UsageError` where it is gone."""
        picture = await self._ledger.blob(record.picture_sha256)
        if picture is None:
            raise _gone()
        photo = await self._blob(record.photo_sha256)
        return Base(
            source=FinishSource(
                name=record.name,
                data=picture,
                photo=photo,
                mask=await self._blob(record.mask_sha256),
            ),
            overlay=record.overlay,
            font=await self._blob(record.font_sha256),
            owner=record.owner,
            job_id=record.job_id,
            picture=record.picture,
        )

    async def add_text(
        self, base: Base, overlay: Overlay, person: Person, *, new_id: str
    ) -> tuple[OverlayRecord, Finished]:
        """Set text on a picture and keep what it takes to edit it, under `new_id`. Raises
        `BotError`."""
        order = TextOrder(source=base.source, overlay=overlay, font=base.font, output=self._output)
        finished = await self._finisher.add_text(order)
        record = await self._kept(base, overlay, person, new_id)
        log.info("overlay %s: text on %s", record.id, base.source.name)
        return record, finished

    async def export(self, base: Base, target: Target, *, label: str, limit_bytes: int) -> Finished:
        """Bring a picture, with its text, to what a target asks for, in at most `limit_bytes`.
        Raises `BotError`."""
        fitting = replace(target, max_bytes=min(target.max_bytes, limit_bytes))
        order = ExportOrder(
            source=base.source,
            target=fitting,
            label=label,
            overlay=base.overlay,
            font=base.font,
        )
        finished = await self._finisher.export(order)
        log.info("%s exported as %s", base.source.name, target.name)
        return finished

    async def _kept(
        self, base: Base, overlay: Overlay, person: Person, new_id: str
    ) -> OverlayRecord:
        source = base.source
        files = {data: "" for data in (source.data, source.photo, source.mask, base.font) if data}
        for data in files:  # each once, as the ledger wants it
            files[data] = await self._ledger.put_blob(data)
        record = OverlayRecord(
            id=new_id,
            owner=person.id,
            guild=person.guild,
            channel=person.channel,
            private=person.private,
            made_at=self._clock(),
            overlay=overlay,
            name=source.name,
            picture_sha256=files[source.data],
            photo_sha256=files[source.photo] if source.photo else None,
            mask_sha256=files[source.mask] if source.mask else None,
            font_sha256=files[base.font] if base.font else None,
            source_owner=base.owner if base.owner != person.id else None,
            job_id=base.job_id,
            picture=base.picture,
        )
        await self._ledger.keep_overlay(record)
        return record

    async def _blob(self, sha256: str | None) -> bytes | None:
        return await self._ledger.blob(sha256) if sha256 is not None else None


def _gone() -> UsageError:
    return UsageError(
        "overlay_unknown",
        "This picture is not kept any more, so its text cannot be changed; please start again with "
        "/overlay.",
    )
