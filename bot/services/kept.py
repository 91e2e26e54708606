"""What is kept of jobs, as buttons and message commands ask for it, also after restarts."""

from __future__ import annotations

from bot.domain.errors import UsageError
from bot.domain.ports import LedgerToRead
from bot.domain.record import JobRecord
from bot.services.jobs import Source


class KeptJobs:
    """Reads jobs, photos and results. Every method may raise `LedgerError`."""

    def __init__(self, ledger: LedgerToRead) -> None:
        self._ledger = ledger

    async def record(self, job_id: str) -> JobRecord:
        """What is known of a job. Raises `UsageError` where nothing is."""
        record = await self._ledger.job(job_id)
        if record is None:
            raise UsageError(
                "job_unknown",
                "This edit is not kept any more; please start a new one with a command.",
            )
        return record

    async def picture(self, job_id: str, index: int) -> bytes:
        """A picture of the result, encoded, counted from 0. Raises `UsageError` where there is
        none."""
        return await self.picture_of(await self.record(job_id), index)

    async def source(self, job_id: str) -> bytes:
        """The photo as it was handed in. Raises `UsageError` where it was removed."""
        return (await self.source_of(await self.record(job_id))).data

    async def picture_of(self, record: JobRecord, index: int) -> bytes:
        """The same of a job that was read already."""
        pictures = record.result.pictures if record.result is not None else ()
        if not 0 <= index < len(pictures):
            raise UsageError("picture_unknown", f"This edit has no picture number {index + 1}.")
        return await self._blob(pictures[index].sha256)

    async def source_of(self, record: JobRecord, picture: int | None = None) -> Source:
        """The job's photo with its mask, or one of its results. Raises `UsageError` where it was
        removed."""
        if picture is not None:
            data = await self.picture_of(record, picture)
            return Source(name=_name_of_picture(record, picture), data=data)
        mask = record.mask_sha256
        return Source(
            name=record.source_name,
            data=await self._blob(record.source_sha256),
            mask_name="mask.png",
            mask_data=await self._blob(mask) if mask else None,
        )

    async def _blob(self, sha256: str) -> bytes:
        data = await self._ledger.blob(sha256)
        if data is None:
            raise UsageError(
                "photo_removed",
                "The pictures of this edit were removed, as they are kept for some time only; "
                "please send the photo again.",
            )
        return data


def _name_of_picture(record: JobRecord, index: int) -> str:
    """ "mug.jpg" becomes "mug-2.png" for the second picture, in the picture's format."""
    stem = record.source_name.rpartition(".")[0] or record.source_name
    ending = record.result.pictures[index].format if record.result is not None else "png"
    return f"{stem}-{index + 1}.{ending}"
