"""Progress out, cancellations in."""

from collections.abc import Iterable

import pytest

from bot.domain.errors import JobCancelled
from bot.executor.messages import Report, Step
from bot.executor.orders import Orders, Reports
from bot.executor.watch import PassWatch


class FakeOrders(Orders):
    """Orders that no pipe brings."""

    def __init__(self) -> None:
        self.cancelled: set[str] = set()

    def unwanted(self, job_ids: Iterable[str]) -> bool:
        return self.cancelled.issuperset(job_ids)


class FakeReports(Reports):
    """Keeps what is sent."""

    def __init__(self) -> None:
        self.sent: list[Report] = []

    def send(self, report: Report) -> None:
        self.sent.append(report)


def a_watch(*job_ids: str) -> tuple[PassWatch, FakeOrders, FakeReports]:
    orders, reports = FakeOrders(), FakeReports()
    return PassWatch(job_ids, orders, reports), orders, reports


def test_steps_in_quick_succession_are_merged_and_keep_their_previews() -> None:
    watch, _, reports = a_watch("1", "2")
    watch.step(1, 500)
    watch.step(2, 500, [b"early", b"early"])
    for step in range(3, 500):
        watch.step(step, 500, [b"late", None] if step == 3 else ())
    watch.step(500, 500)
    assert len(reports.sent) < 20
    assert reports.sent[0] == Step(step=1, steps=500)
    assert reports.sent[-1].step == 500
    told = [report.previews for report in reports.sent if report.previews]
    assert told == [(b"late", b"early")]


def test_a_pass_goes_on_while_anyone_waits_for_it() -> None:
    watch, orders, _ = a_watch("1", "2")
    orders.cancelled.add("1")
    watch.step(1, 4)
    watch.check()
    orders.cancelled.add("2")
    with pytest.raises(JobCancelled):
        watch.check()
    with pytest.raises(JobCancelled):
        watch.step(2, 4)
