"""A job's way through the bot: written down first, once, and found again after any end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.catalog import EditRequest
from bot.domain.edit import Command, EngineName
from bot.domain.errors import LedgerError, PhotoError, UsageError
from bot.domain.job import (
    QUEUE_FULL,
    Cancelled,
    Failed,
    Job,
    Output,
    Running,
    Waiting,
)
from bot.domain.record import JobState
from bot.executor.ticket import JobTicket
from bot.ledger.sqlite import SqliteLedger
from bot.services.jobs import Source
from bot.services.live import Live
from bot.services.recorded import MAX_ATTEMPTS, AlreadyAccepted, RecordedJobs
from tests.executor.toys import an_executor
from tests.fakes import a_model
from tests.ledger.records import an_address, as_after_a_kill, blob_files
from tests.loops import in_loop
from tests.services.by_hand import STUDIO, Bot, HandExecutor, a_bot, a_service, an_order, hash_of

OTHER = an_address(user=43, channel=8)


async def all_of(lives: AsyncIterator[Live]) -> list[Live]:
    return [live async for live in lives]


# From an order to its end.


@in_loop
async def test_a_job_is_written_down_before_it_is_queued(tmp_path: Path) -> None:
    class Looks(HandExecutor):
        def submit(self, job: Job, *, admitted: bool = False) -> JobTicket:
            kept = (tmp_path / "ledger.sqlite3-wal").read_bytes()
            assert job.id.encode() in kept
            assert blob_files(tmp_path) == {hash_of(b"mug")}
            return super().submit(job, admitted=admitted)

    async with a_bot(tmp_path, Looks()) as bot:
        live = await bot.submit()
        assert list(bot.executor.jobs) == [live.record.id]


@in_loop
async def test_the_record_says_all_that_is_known(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        source = Source(name="mug.jpg", data=b"mug", mask_name="m.png", mask_data=b"mask")
        order = an_order(output=Output(format="webp"), source=source)
        live = await bot.jobs.submit(order, interaction=5, part=2, address=an_address())
        assert isinstance(live, Live)
        record = live.record
        assert await bot.known(live) == record
        (job,) = bot.executor.jobs.values()
        assert (record.id, record.edits, record.output) == (job.id, job.task.edits, job.task.output)
        assert (record.interaction, record.part) == (5, 2)
        assert (record.owner, record.source_owner, job.owner) == (42, None, "42")
        assert record.request == order.request
        assert (record.state, record.accepted_at) == (JobState.WAITING, bot.clock.now)
        assert await bot.jobs.source(record.id) == b"mug"
        assert record.mask_sha256 == hash_of(b"mask")
        assert await bot.ledger.blob(hash_of(b"mask")) == b"mask"


@in_loop
async def test_a_job_goes_from_waiting_to_its_pictures(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        live = await bot.submit()
        events = live.events()
        assert await anext(events) == Waiting(place=1, eta_s=None)
        bot.executor.run(live.record.id)
        assert await anext(events) == Running(step=0, steps=1)
        await bot.until(live, JobState.RUNNING)
        assert (await bot.known(live)).attempts == 1
        bot.executor.finish(live.record.id)
        assert [event async for event in events] == []
        final = await live.final()
        assert final == await bot.known(live)
        assert final.state is JobState.DONE
        assert final.result is not None
        assert [picture.edit for picture in final.result.pictures] == list(live.record.edits)
        assert final.result.mask_method == "plain"
        assert await bot.jobs.picture(final.id, 1) == b"PNG"
        assert await bot.jobs.unanswered() == [final]
        assert bot.jobs.live(final.id) is None


@in_loop
async def test_the_end_is_told_when_it_is_written(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        lives = [await bot.submit() for _ in range(3)]
        for live in lives:
            bot.executor.finish(live.record.id)
            final = await live.final()
            assert (await bot.known(live)).state is JobState.DONE
            assert await live.final() == final  # may be asked again


@in_loop
async def test_a_failure_keeps_its_sentence(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        live = await bot.submit()
        bot.executor.tell(live.record.id, Failed(code="out_of_memory", reply="Too little memory."))
        final = await live.final()
        assert final.state is JobState.FAILED
        assert (final.error_code, final.error_reply) == ("out_of_memory", "Too little memory.")


@in_loop
async def test_what_cannot_be_accepted_leaves_nothing(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        with pytest.raises(PhotoError):
            await bot.submit(source=Source(name="bad.jpg", data=b"bad"))
        with pytest.raises(UsageError):
            await bot.submit(request=EditRequest(command=Command.BACKGROUND, preset="moon"))
        assert await bot.ledger.jobs() == []
        assert blob_files(tmp_path) == set()


@in_loop
async def test_what_was_admitted_is_let_into_a_full_queue(tmp_path: Path) -> None:
    async with a_bot(tmp_path, HandExecutor(room=1)) as bot:
        bot.jobs.check_room()
        lives = [await bot.submit(), await bot.submit()]
        with pytest.raises(UsageError, match=QUEUE_FULL):
            bot.jobs.check_room()
        for live in lives:
            bot.executor.finish(live.record.id)
            assert (await live.final()).state is JobState.DONE


@in_loop
async def test_a_result_without_room_on_the_disk_is_said_so(tmp_path: Path) -> None:
    class RoomForWordsOnly(SqliteLedger):
        async def put_blob(self, data: bytes) -> str:
            if data == b"PNG":
                raise LedgerError("ledger_full", "There is no room left.")
            return await super().put_blob(data)

    async with a_bot(tmp_path, ledger_kind=RoomForWordsOnly) as bot:
        live = await bot.submit()
        bot.executor.finish(live.record.id)
        final = await live.final()
        assert (final.state, final.error_code) == (JobState.FAILED, "ledger_full")


# Exactly once.


@in_loop
async def test_an_interaction_counts_once(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        answers = await asyncio.gather(
            *(
                bot.jobs.submit(an_order(), interaction=1, part=part, address=an_address())
                for part in (0, 0, 1, 0, 1)
            )
        )
        assert sum(isinstance(answer, Live) for answer in answers) == 2
        assert answers.count(AlreadyAccepted(interaction=1, part=0)) == 2
        assert len(bot.executor.jobs) == 2
        assert len(await bot.ledger.unfinished()) == 2


# Cancelling.


@pytest.mark.parametrize("runs", [False, True])
@in_loop
async def test_a_job_is_cancelled_and_no_other(tmp_path: Path, runs: bool) -> None:
    async with a_bot(tmp_path) as bot:
        live, other = await bot.submit(), await bot.submit()
        if runs:
            bot.executor.run(live.record.id)
            await bot.until(live, JobState.RUNNING)
        assert await bot.jobs.cancel(live.record.id)
        assert (await live.final()).state is JobState.CANCELLED
        assert list(bot.executor.tickets) == [other.record.id]
        assert not await bot.jobs.cancel(live.record.id)
        assert not await bot.jobs.cancel("0" * 32)


@in_loop
async def test_a_result_that_comes_after_the_cancellation_is_not_kept(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        live = await bot.submit()
        await bot.ledger.cancel(live.record.id)  # written, and not acted on yet
        bot.executor.finish(live.record.id)
        final = await live.final()
        assert (final.state, final.result) == (JobState.CANCELLED, None)
        assert blob_files(tmp_path) == {hash_of(b"mug")}


@in_loop
async def test_a_job_that_the_executor_cancels_is_cancelled(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        live = await bot.submit()
        bot.executor.tell(live.record.id, Cancelled())
        assert (await live.final()).state is JobState.CANCELLED


# Once more.


async def a_done_job(bot: Bot, **changes: object) -> Live:
    live = await bot.submit(**changes)
    bot.executor.finish(live.record.id)
    await live.final()
    return live


@in_loop
async def test_again_is_the_same_request_with_a_new_seed(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        request = replace(an_order().request, seed=11, prompt="black marble")
        source = Source(name="mug.jpg", data=b"mug", mask_name="m.png", mask_data=b"mask")
        first = await a_done_job(bot, request=request, source=source, output=Output(quality=50))
        again = await bot.jobs.again(first.record.id, interaction=99, address=OTHER, seed=500)
        assert isinstance(again, Live)
        record = again.record
        assert [edit.seed for edit in first.record.edits] == [11, 12]
        assert [edit.seed for edit in record.edits] == [500, 501]
        assert record.request == replace(request, seed=None)
        assert (record.owner, record.source_owner) == (43, 42)
        assert record.output == Output(quality=50)
        assert record.mask_sha256 == hash_of(b"mask")
        assert bot.executor.jobs[record.id].owner == "43"


@in_loop
async def test_again_with_other_words_and_another_engine(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        first = await a_done_job(bot)
        model = a_model()
        choice = replace(STUDIO, engine=EngineName.DIFFUSION, model=model, may_fall_back=True)
        again = await bot.jobs.again(
            first.record.id,
            interaction=99,
            address=an_address(),
            seed=1,
            request=replace(first.record.request, prompt="a beach", seed=4),
            choice=choice,
        )
        assert isinstance(again, Live)
        edit = again.record.edits[0]
        assert (edit.words.change, edit.seed, edit.model) == ("a beach", 4, model.name)
        assert again.record.may_fall_back
        assert again.record.source_owner is None


@in_loop
async def test_a_result_can_be_the_next_source(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        first = await a_done_job(bot)
        again = await bot.jobs.again(
            first.record.id, interaction=99, address=OTHER, seed=1, picture=1
        )
        assert isinstance(again, Live)
        assert again.record.source_name == "mug-2.png"
        assert again.record.source_sha256 == hash_of(b"PNG")
        assert again.record.mask_sha256 is None
        assert again.record.source_owner == 42


@in_loop
async def test_a_photo_stays_its_owners_through_many_hands(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        first = await a_done_job(bot)
        second = await bot.jobs.again(first.record.id, interaction=98, address=OTHER, seed=1)
        assert isinstance(second, Live)
        third = await bot.jobs.again(
            second.record.id, interaction=99, address=an_address(user=44), seed=1
        )
        assert isinstance(third, Live)
        assert third.record.source_owner == 42


@in_loop
async def test_a_button_that_is_pressed_twice_at_once_counts_once(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        first = await a_done_job(bot)
        answers = await asyncio.gather(
            *(
                bot.jobs.again(first.record.id, interaction=99, address=OTHER, seed=1)
                for _ in range(2)
            )
        )
        assert sum(isinstance(answer, Live) for answer in answers) == 1


# What is gone is said to be gone.


@in_loop
async def test_what_is_not_kept_is_said_so(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        done = (await a_done_job(bot)).record
        waiting = (await bot.submit()).record
        await bot.ledger.answered(done.id)
        with pytest.raises(UsageError, match="picture_unknown: .*number 3"):
            await bot.jobs.picture(done.id, 2)
        with pytest.raises(UsageError, match="picture_unknown"):
            await bot.jobs.picture(done.id, -1)
        with pytest.raises(UsageError, match="picture_unknown"):
            await bot.jobs.picture(waiting.id, 0)
        with pytest.raises(UsageError, match="job_unknown"):
            await bot.jobs.record("0" * 32)
        await bot.jobs.cancel(waiting.id)
        await bot.ledger.answered(waiting.id)
        bot.clock.turn(days=1)
        await bot.ledger.sweep(30, 0)
        with pytest.raises(UsageError, match="photo_removed"):
            await bot.jobs.picture(done.id, 0)
        with pytest.raises(UsageError, match="photo_removed"):
            await bot.jobs.again(done.id, interaction=99, address=OTHER, seed=1)


@in_loop
async def test_a_forgotten_person_has_no_jobs_under_way(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        await a_done_job(bot)
        waiting, running = await bot.submit(), await bot.submit()
        bot.executor.run(running.record.id)
        other = await bot.jobs.submit(an_order(b"jar"), interaction=50, address=OTHER)
        assert isinstance(other, Live)
        assert await bot.jobs.forget(42) == 3
        assert (await waiting.final()).state is JobState.CANCELLED
        assert (await running.final()).state is JobState.CANCELLED
        assert await bot.ledger.jobs() == [other.record]
        assert list(bot.executor.tickets) == [other.record.id]
        assert blob_files(tmp_path) == {hash_of(b"jar")}


# After a restart.


@in_loop
async def test_a_killed_bots_jobs_go_on_as_they_were_planned(tmp_path: Path) -> None:
    async with a_bot(tmp_path / "data") as bot:
        source = Source(name="mug.jpg", data=b"mug", mask_name="m.png", mask_data=b"mask")
        waiting = await bot.submit(source=source, output=Output(format="jpeg"))
        running, done = await bot.submit(), await a_done_job(bot)
        bot.executor.run(running.record.id)
        await bot.until(running, JobState.RUNNING)
        before = dict(bot.executor.jobs)
        left = as_after_a_kill(tmp_path / "data", tmp_path / "left")
    async with a_bot(left) as bot:
        assert [record.id for record in await bot.jobs.unanswered()] == [done.record.id]
        lives = await all_of(bot.jobs.resume())
        assert [live.record.id for live in lives] == [waiting.record.id, running.record.id]
        for live in lives:
            job = bot.executor.jobs[live.record.id]
            assert job.owner == "42"
            assert job.task.edits == before[job.id].task.edits
            assert job.task.output == before[job.id].task.output
            assert (job.task.mask is None) == (before[job.id].task.mask is None)
        assert (await bot.known(running)).state is JobState.WAITING
        bot.executor.run(running.record.id)
        await bot.until(running, JobState.RUNNING)
        assert (await bot.known(running)).attempts == 2
        bot.executor.finish(running.record.id)
        assert (await lives[1].final()).state is JobState.DONE
        assert await all_of(bot.jobs.resume()) == []  # nothing is queued twice


@in_loop
async def test_a_resumed_job_of_auto_can_still_fall_back(tmp_path: Path) -> None:
    choice = replace(STUDIO, engine=EngineName.DIFFUSION, model=a_model(), may_fall_back=True)
    async with a_bot(tmp_path / "data") as bot:
        live = await bot.submit(choice=choice)
        planned = bot.executor.jobs[live.record.id].task.fallback
        left = as_after_a_kill(tmp_path / "data", tmp_path / "left")
    async with a_bot(left) as bot:
        await all_of(bot.jobs.resume())
        assert planned is not None
        assert bot.executor.jobs[live.record.id].task.fallback == planned


@in_loop
async def test_a_job_that_was_there_at_too_many_deaths_is_not_tried_again(tmp_path: Path) -> None:
    folder = tmp_path / "0"
    async with a_bot(folder) as bot:
        job = (await bot.submit()).record
        folder = as_after_a_kill(folder, tmp_path / "start")
    for death in range(1, MAX_ATTEMPTS + 1):
        async with a_bot(folder) as bot:
            (live,) = await all_of(bot.jobs.resume())
            bot.executor.run(job.id)
            await bot.until(live, JobState.RUNNING)
            folder = as_after_a_kill(folder, tmp_path / f"death-{death}")
    async with a_bot(folder) as bot:
        (live,) = await all_of(bot.jobs.resume())
        final = await live.final()
        assert (final.state, final.error_code) == (JobState.FAILED, "job_interrupted")
        assert final.attempts == MAX_ATTEMPTS
        assert bot.executor.jobs == {}
        assert await bot.jobs.unanswered() == [final]


@in_loop
async def test_an_orderly_end_costs_no_attempt(tmp_path: Path) -> None:
    for _ in range(MAX_ATTEMPTS + 2):
        async with a_bot(tmp_path) as bot:
            lives = await all_of(bot.jobs.resume()) or [await bot.submit()]
            (live,) = lives
            bot.executor.run(live.record.id)
            await bot.until(live, JobState.RUNNING)
            bot.executor.close()
            final = await live.final()
            assert (final.state, final.attempts) == (JobState.WAITING, 0)


@in_loop
async def test_an_order_that_meets_a_closing_executor_waits_for_the_next_start(
    tmp_path: Path,
) -> None:
    async with a_bot(tmp_path) as bot:
        bot.executor.close()
        live = await bot.submit()
        assert (await live.final()).state is JobState.WAITING
    async with a_bot(tmp_path) as bot:
        assert [each.record.id for each in await all_of(bot.jobs.resume())] == [live.record.id]


@in_loop
async def test_results_that_come_while_the_bot_closes_are_kept(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        live = await bot.submit()
        bot.executor.finish(live.record.id)
    async with a_bot(tmp_path) as bot:
        assert (await bot.known(live)).state is JobState.DONE
        assert await bot.jobs.picture(live.record.id, 0) == b"PNG"


@in_loop
async def test_what_cannot_go_on_has_failed(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        gone = await bot.submit(source=Source(name="gone.jpg", data=b"gone"))
        kept = await bot.submit()
    for file in (tmp_path / "blobs" / hash_of(b"gone")[:2]).iterdir():
        file.unlink()
    async with a_bot(tmp_path) as bot:
        lives = await all_of(bot.jobs.resume())
        final = await lives[0].final()
        assert (final.id, final.error_code) == (gone.record.id, "photo_removed")
        assert list(bot.executor.jobs) == [kept.record.id]
    async with a_bot(tmp_path) as bot:
        bot.reader.refuses = True
        (live,) = await all_of(bot.jobs.resume())
        final = await live.final()
        assert (final.id, final.error_code) == (kept.record.id, "photo_damaged")


@in_loop
async def test_a_job_that_is_cancelled_before_its_turn_is_not_resumed(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        await bot.submit()
        second = await bot.submit()
    async with a_bot(tmp_path) as bot:
        lives = bot.jobs.resume()
        await anext(lives)
        assert await bot.jobs.cancel(second.record.id)
        assert await all_of(lives) == []
        assert len(bot.executor.jobs) == 1


@in_loop
async def test_what_is_resumed_is_let_into_a_full_queue(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        ids = [(await bot.submit()).record.id for _ in range(3)]
    async with a_bot(tmp_path, HandExecutor(room=1)) as bot:
        assert [live.record.id for live in await all_of(bot.jobs.resume())] == ids


# With the real executor.


@in_loop
async def test_the_real_executor_fits(tmp_path: Path) -> None:
    """A queue that is full, and an end while one job runs and another waits."""
    executor = an_executor(max_waiting=1)

    async def submit(jobs: RecordedJobs, interaction: int, words: str) -> Live:
        request = EditRequest(command=Command.BACKGROUND, prompt=words)
        order = an_order(request=request)
        live = await jobs.submit(order, interaction=interaction, address=an_address())
        assert isinstance(live, Live)
        return live

    async with (
        SqliteLedger(tmp_path) as ledger,
        RecordedJobs(jobs=a_service(executor), ledger=ledger) as jobs,
        executor,
    ):
        quick = await submit(jobs, 1, "renders")
        assert (await quick.final()).state is JobState.DONE
        running = await submit(jobs, 2, "is_slow")
        async for event in running.events():
            if isinstance(event, Running) and event.step > 0:
                break
        waiting = await submit(jobs, 3, "renders")
        with pytest.raises(UsageError, match=QUEUE_FULL):
            jobs.check_room()
        assert (await jobs.record(running.record.id)).state is JobState.RUNNING
    assert [(await live.final()).state for live in (running, waiting)] == [JobState.WAITING] * 2
    async with SqliteLedger(tmp_path) as ledger:
        left = [(record.id, record.attempts) for record in await ledger.unfinished()]
        assert left == [(running.record.id, 0), (waiting.record.id, 0)]
