"""The pictures of a job as they are shown: small enough, before first, then after."""

from __future__ import annotations

import asyncio
import io
from dataclasses import dataclass

from PIL import Image, ImageOps

from bot.domain.edit import Edit
from bot.domain.errors import UsageError
from bot.domain.record import JobRecord, StoredResult
from bot.front.card import NamedFile
from bot.front.fitting import fit_gallery
from bot.front.voice import Voice
from bot.services.kept import KeptJobs

REQUEST_LIMIT_BYTES = 25 * 2**20 - 2**18
"""All files of one message; Discord takes 25 MiB in all, with the message itself."""

_BEFORE_SIDE_PX = 2048
_BEFORE_QUALITY = 88


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The files of one result. `smaller` says that some pictures are not shown as they are kept."""

    files: tuple[NamedFile, ...]
    smaller: bool


class Pictures:
    """Takes pictures from the ledger and makes them fit."""

    def __init__(self, jobs: KeptJobs) -> None:
        self._jobs = jobs
        Image.preinit()  # load the file formats now, and not while the first person waits

    async def shown(
        self,
        record: JobRecord,
        result: StoredResult,
        voice: Voice,
        *,
        limit_bytes: int,
        picture: int | None = None,
    ) -> Shown:
        """The photo and the pictures of a result, or one of these; all fit into one message.

        Raises `UsageError` where they were removed.
        """
        numbers = range(len(result.pictures)) if picture is None else range(picture, picture + 1)
        after = [await self._jobs.picture(record.id, number) for number in numbers]
        before = await self._before(record)
        fitted = await asyncio.to_thread(
            fit_gallery,
            [*before, *after],
            limit_bytes=limit_bytes,
            total_bytes=REQUEST_LIMIT_BYTES,
        )
        files = [
            NamedFile(
                name=f"before.{fitted[0].extension}",
                data=fitted[0].data,
                description=before_text(record, voice),
            )
            for _ in before
        ]
        for number, one in zip(numbers, fitted[len(before) :], strict=True):
            name = f"restage-{record.id[:8]}-{number + 1}.{one.extension}"
            made = voice.phrase(_what(result.pictures[number].edit))
            described = voice.say("result.after_text", preset=made)
            files.append(NamedFile(name=name, data=one.data, description=described))
        return Shown(
            files=tuple(files), smaller=not all(one.original for one in fitted[len(before) :])
        )

    async def original(
        self, record: JobRecord, picture: int, *, limit_bytes: int
    ) -> tuple[NamedFile, bool]:
        """One picture as it is kept, and whether it really is that: a picture that is too large
        for Discord comes as close to it as fits. Raises `UsageError` where there is none."""
        data = await self._jobs.picture(record.id, picture)
        (fitted,) = await asyncio.to_thread(
            fit_gallery, [data], limit_bytes=limit_bytes, total_bytes=REQUEST_LIMIT_BYTES
        )
        name = f"restage-{record.id[:8]}-{picture + 1}.{fitted.extension}"
        return NamedFile(name=name, data=fitted.data), fitted.original

    async def _before(self, record: JobRecord) -> list[bytes]:
        """The photo as a JPEG without its metadata, which may say where it was taken; none where
        it was removed."""
        try:
            source = await self._jobs.source(record.id)
        except UsageError:
            return []
        return [await asyncio.to_thread(upright_jpeg, source)]


def before_text(record: JobRecord, voice: Voice) -> str:
    """What the photo shows, for those who do not see it: its name."""
    return voice.say("result.before_text", name=voice.label(record.source_name, 100))


def _what(edit: Edit) -> str:
    """What tells a picture from the others of its job."""
    return edit.paint.label if edit.paint is not None else edit.preset or ""


def upright_jpeg(data: bytes) -> bytes:
    """A photo that was accepted before, upright, on white where it is transparent."""
    with Image.open(io.BytesIO(data)) as photo:
        photo.draft("RGB", (_BEFORE_SIDE_PX, _BEFORE_SIDE_PX))
        upright = ImageOps.exif_transpose(photo)
        upright.thumbnail((_BEFORE_SIDE_PX, _BEFORE_SIDE_PX))
        profile = photo.info.get("icc_profile")
        if upright.has_transparency_data:
            layered = upright.convert("RGBA")
            upright = Image.new("RGB", layered.size, "white")
            upright.paste(layered, mask=layered.getchannel("A"))
        if upright.mode != "RGB":
            upright, profile = upright.convert("RGB"), None
        encoded = io.BytesIO()
        upright.save(encoded, "JPEG", quality=_BEFORE_QUALITY, icc_profile=profile)
    return encoded.getvalue()
