"""What Prometheus reads, from what the bot tells the meter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from prometheus_client.parser import text_string_to_metric_families

from bot.domain.catalog import EditRequest
from bot.domain.edit import Command
from bot.domain.receipt import Receipt, SceneVerdict, Verdict
from bot.domain.record import JobRecord, JobState
from bot.ops.metrics import PrometheusMeter
from tests.ledger.records import NOON, a_record, a_stored_result

KEPT = Receipt(verdict=Verdict.KEPT, scene=SceneVerdict.NEW)


@dataclass
class Figures:
    """Fills the role of the executor that counts."""

    waiting: int = 3
    restarts: int = 2
    memory_retries: int = 1


def a_done_job(**changes: object) -> JobRecord:
    result = a_stored_result(b"one", b"two")
    pictures = (replace(result.pictures[0], receipt=KEPT), result.pictures[1])
    return a_record(
        1,
        state=JobState.DONE,
        ended_at=NOON + timedelta(seconds=5),
        result=replace(result, pictures=pictures, render_s=1.5),
    )


def read(meter: PrometheusMeter) -> dict[str, float]:
    """Every sample by its name and labels, as Prometheus understands the page."""
    return {
        sample.name + "".join(f" {value}" for _, value in sorted(sample.labels.items())): value
        for family in text_string_to_metric_families(meter.page().decode())
        for sample in family.samples
        for value in [sample.value]
    }


def test_a_job_is_counted_through_its_life() -> None:
    meter = PrometheusMeter(Figures())
    record = a_record(1)
    meter.job_waits(record)
    meter.job_waits(a_record(2, request=EditRequest(command=Command.REFINE)))
    assert read(meter)["restage_jobs_under_way background waiting"] == 1
    meter.job_runs(record, 4.0)
    assert read(meter)["restage_jobs_under_way background running"] == 1
    meter.job_over(a_done_job(), ran=True)
    now = read(meter)
    assert now["restage_jobs_under_way background waiting"] == 0
    assert now["restage_jobs_under_way background running"] == 0
    assert now["restage_jobs_under_way refine waiting"] == 1
    assert now["restage_jobs_total background accepted"] == 1
    assert now["restage_jobs_total background done"] == 1
    assert now["restage_jobs_total background failed"] == 0
    assert now["restage_wait_seconds_sum background"] == 4.0
    assert now["restage_render_seconds_sum background"] == 1.5
    assert now["restage_receipts_total background kept"] == 1
    assert now["restage_receipts_total background changed"] == 0


def test_a_job_that_waits_for_the_next_start_has_not_ended() -> None:
    meter = PrometheusMeter(Figures())
    meter.job_waits(a_record(1))
    meter.job_over(a_record(1), ran=False)
    now = read(meter)
    assert now["restage_jobs_under_way background waiting"] == 0
    assert sum(now[f"restage_jobs_total background {s}"] for s in ("done", "failed")) == 0


def test_the_executors_own_figures_are_read_when_asked_for() -> None:
    figures = Figures()
    meter = PrometheusMeter(figures)
    figures.waiting = 9
    now = read(meter)
    assert now["restage_queue_length"] == 9
    assert now["restage_worker_restarts_total"] == 2
    assert now["restage_memory_retries_total"] == 1


def test_discord_is_counted() -> None:
    meter = PrometheusMeter(Figures())
    meter.gateway_came_back()
    meter.rate_limited(1.5)
    meter.rate_limited(-1.0)
    now = read(meter)
    assert now["restage_gateway_reconnects_total"] == 1
    assert now["restage_rate_limit_waits_total"] == 2
    assert now["restage_rate_limit_wait_seconds_total"] == 1.5


def test_labels_are_few_whatever_people_write() -> None:
    meter = PrometheusMeter(Figures())
    before = set(read(meter))
    for number in range(50):
        request = EditRequest(command=Command.BACKGROUND, prompt=f"on table {number}")
        record = a_record(number, request=request, source_name=f"{number}.jpg")
        meter.job_waits(record)
        meter.job_runs(record, 1.0)
        failed = replace(record, state=JobState.FAILED, error_code=f"code_{number}")
        meter.job_over(failed, ran=True)
    added = set(read(meter)) - before
    assert all("_seconds_" in name and "background" in name for name in added)
