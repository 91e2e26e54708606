"""What the meter is told of jobs, whichever way they end."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from bot.domain.job import Failed
from bot.domain.meter import Unmetered
from bot.domain.record import JobRecord, JobState
from tests.loops import in_loop
from tests.services.by_hand import a_bot


@dataclass
class Noting(Unmetered):
    """Fills the Meter role, for jobs."""

    told: list[object] = field(default_factory=list)

    def job_waits(self, record: JobRecord) -> None:
        self.told.append("waits")

    def job_runs(self, record: JobRecord, waited_s: float) -> None:
        self.told.append(waited_s)

    def job_over(self, record: JobRecord, *, ran: bool) -> None:
        self.told.append((record.state, ran))


@in_loop
async def test_a_job_is_told_of_from_its_wait_to_its_end(tmp_path: Path) -> None:
    meter = Noting()
    async with a_bot(tmp_path, meter=meter) as bot:
        live = await bot.submit()
        bot.clock.turn(seconds=4)
        bot.executor.run(live.record.id)
        await bot.until(live, JobState.RUNNING)
        bot.executor.finish(live.record.id)
        await live.final()
    assert meter.told == ["waits", 4.0, (JobState.DONE, True)]


@in_loop
async def test_a_job_that_never_ran_is_told_of_as_such(tmp_path: Path) -> None:
    meter = Noting()
    async with a_bot(tmp_path, meter=meter) as bot:
        live = await bot.submit()
        await bot.jobs.cancel(live.record.id)
        await live.final()
        failed = await bot.submit()
        bot.executor.tell(failed.record.id, Failed(code="render_failed", reply="It failed."))
        await failed.final()
    assert meter.told == [
        "waits", (JobState.CANCELLED, False), "waits", (JobState.FAILED, False),
    ]  # fmt: skip


@in_loop
async def test_a_job_that_goes_on_after_the_next_start_has_not_ended(tmp_path: Path) -> None:
    meter = Noting()
    async with a_bot(tmp_path, meter=meter) as bot:
        await bot.submit()
    assert meter.told == ["waits", (JobState.WAITING, False)]


@in_loop
async def test_a_job_that_is_taken_up_again_is_under_way_once(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        live = await bot.submit()
        bot.executor.tell(live.record.id, Failed(code="render_failed", reply="It failed."))
        await live.final()
        assert await bot.jobs.take_up(live.record.id) is None, "it has ended"
        assert await bot.ledger.reopen(live.record.id)
        again = await bot.jobs.take_up(live.record.id)
        assert again is not None
        assert await bot.jobs.take_up(live.record.id) is None, "it is under way"
        bot.executor.finish(live.record.id)
        assert (await again.final()).state is JobState.DONE
