"""Finishing what was made and what was uploaded, with a ledger and a finisher that keeps orders."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from bot.config.exports import load_exports
from bot.domain.access import Visitor
from bot.domain.errors import Refusal, UsageError
from bot.domain.finishing import FinishSource, OverlayRecord
from bot.domain.job import Output
from bot.domain.overlay import Overlay
from bot.ledger.sqlite import SqliteLedger
from bot.services.access import check_overlay
from bot.services.finishing import Base, Finishing, Person
from bot.services.jobs import JobService
from bot.services.recorded import RecordedJobs
from tests.fakes import FakeExecutor, FakeFinisher, FakeReader
from tests.front.stage import catalog
from tests.ledger.records import accept, finish
from tests.loops import in_loop

TARGETS = load_exports(Path(__file__).parents[2] / "config" / "exports.yaml")
MARA = Person(id=5, guild=3, channel=4, private=False)


@dataclass(frozen=True, kw_only=True)
class Here:
    finishing: Finishing
    finisher: FakeFinisher
    ledger: SqliteLedger


@asynccontextmanager
async def here(folder: Path) -> AsyncIterator[Here]:
    finisher = FakeFinisher()
    service = JobService(catalog=catalog(), reader=FakeReader(), executor=FakeExecutor())
    async with SqliteLedger(folder) as ledger, RecordedJobs(jobs=service, ledger=ledger) as jobs:
        finishing = Finishing(
            finisher=finisher, jobs=jobs, ledger=ledger, targets=TARGETS, output=Output()
        )
        yield Here(finishing=finishing, finisher=finisher, ledger=ledger)


def an_upload() -> Base:
    return Base(source=FinishSource(name="cup.png", data=b"picture"), font=b"font")


@in_loop
async def test_a_result_is_finished_with_the_photo_that_it_came_from(tmp_path: Path) -> None:
    async with here(tmp_path) as at:
        job = await accept(at.ledger, 1, b"photo")
        await finish(at.ledger, job, b"one", b"two")
        base = await at.finishing.of_result(job.id, 1)
        assert (base.source.data, base.source.photo) == (b"two", b"photo")
        assert base.owner == job.owner
        with pytest.raises(UsageError, match="picture_unknown"):
            await at.finishing.of_result(job.id, 2)
        with pytest.raises(UsageError, match="job_unknown"):
            await at.finishing.of_result("0" * 32, 0)


@in_loop
async def test_text_can_be_edited_from_what_was_kept(tmp_path: Path) -> None:
    async with here(tmp_path) as at:
        first, _ = await at.finishing.add_text(
            an_upload(), Overlay(text="Sale"), MARA, new_id=uuid4().hex
        )
    async with here(tmp_path) as at:  # after a restart
        base = await at.finishing.of_overlay(await at.finishing.overlay(first.id))
        assert (base.source.data, base.font, base.overlay) == (
            b"picture", b"font", Overlay(text="Sale"),
        )  # fmt: skip
        second, _ = await at.finishing.add_text(
            base, Overlay(text="Sold"), MARA, new_id=uuid4().hex
        )
        assert at.finisher.texts[-1].source.data == b"picture"  # not the one with text on it
        assert second.id != first.id
        with pytest.raises(UsageError, match="overlay_unknown"):
            await at.finishing.overlay("0" * 32)


@in_loop
async def test_text_on_somebody_elses_picture_stays_theirs_to_remove(tmp_path: Path) -> None:
    async with here(tmp_path) as at:
        base = Base(source=an_upload().source, owner=9)
        record, _ = await at.finishing.add_text(
            base, Overlay(text="Sale"), MARA, new_id=uuid4().hex
        )
        assert record.source_owner == 9
        await at.ledger.forget(9)
        with pytest.raises(UsageError, match="overlay_unknown"):
            await at.finishing.overlay(record.id)


@in_loop
async def test_the_photo_behind_a_result_stays_its_owners_to_remove(tmp_path: Path) -> None:
    async with here(tmp_path) as at:
        job = await accept(at.ledger, 1, b"photo", source_owner=77)
        await finish(at.ledger, job, b"one")
        base = await at.finishing.of_result(job.id, 0)
        record, _ = await at.finishing.add_text(
            base, Overlay(text="Sale"), MARA, new_id=uuid4().hex
        )
        assert record.photo_sha256 is not None
        await at.ledger.forget(77)
        assert await at.ledger.overlay(record.id) is None


@in_loop
async def test_an_export_takes_the_text_along_and_fits_the_place(tmp_path: Path) -> None:
    async with here(tmp_path) as at:
        record, _ = await at.finishing.add_text(
            an_upload(), Overlay(text="Sale"), MARA, new_id=uuid4().hex
        )
        base = await at.finishing.of_overlay(record)
        square = TARGETS.find("square")
        await at.finishing.export(base, square, label="Square", limit_bytes=10**6)
        order = at.finisher.exports[-1]
        assert order.overlay == Overlay(text="Sale")
        assert order.target.max_bytes == 10**6  # less than the target's own
        main = TARGETS.find("shop-white")
        with pytest.raises(UsageError, match="export_text_refused"):
            await at.finishing.export(base, main, label="Main", limit_bytes=10**9)


def visitor(person: int, *, server: int | None = 3, channel: int = 4) -> Visitor:
    return Visitor(person=person, server=server, channels=frozenset({channel}))


async def a_kept_one(at: Here, *, private: bool) -> OverlayRecord:
    person = Person(id=5, guild=3, channel=4, private=private)
    overlay = Overlay(text="Sale")
    record, _ = await at.finishing.add_text(an_upload(), overlay, person, new_id=uuid4().hex)
    return record


@in_loop
async def test_only_those_who_see_it_may_use_it(tmp_path: Path) -> None:
    async with here(tmp_path) as at:
        shown = await a_kept_one(at, private=False)
        check_overlay(shown, visitor(6))
        check_overlay(shown, visitor(5, server=None, channel=99))
        for elsewhere in (visitor(6, server=8), visitor(6, channel=9)):
            with pytest.raises(Refusal, match="job_elsewhere"):
                check_overlay(shown, elsewhere)
        hidden = await a_kept_one(at, private=True)
        check_overlay(hidden, visitor(5))
        with pytest.raises(Refusal, match="not_yours"):
            check_overlay(hidden, visitor(6))
