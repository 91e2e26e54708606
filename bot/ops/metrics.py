"""Metrics for Prometheus. Labels are commands, states and verdicts: few, and nobody's names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from bot.domain.edit import Command
from bot.domain.receipt import Verdict
from bot.domain.record import JobRecord, JobState

WAIT_BUCKETS_S = (0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800)
RENDER_BUCKETS_S = (0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 40, 80, 160, 320, 900)

UNDER_WAY = (JobState.WAITING, JobState.RUNNING)
ENDS = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class ExecutorFigures(Protocol):
    """What an executor counts by itself."""

    @property
    def waiting(self) -> int:
        """How many jobs wait in its queue."""
        ...

    @property
    def restarts(self) -> int:
        """How many times its worker was replaced."""
        ...

    @property
    def memory_retries(self) -> int:
        """How many passes were tried again since memory ran out."""
        ...


class PrometheusMeter:
    """Fills the Meter role. Belongs to the event loop; `page` is what Prometheus reads."""

    def __init__(self, executor: ExecutorFigures) -> None:
        self._registry = registry = CollectorRegistry()
        self._jobs = Counter(
            "restage_jobs",
            "Jobs that were accepted or taken up again (accepted), and that ended, by command.",
            ["command", "state"],
            registry=registry,
        )
        self._under_way = Gauge(
            "restage_jobs_under_way",
            "Jobs that wait or run now, by command.",
            ["command", "state"],
            registry=registry,
        )
        self._wait_s = Histogram(
            "restage_wait_seconds",
            "From a job's acceptance to its start.",
            ["command"],
            buckets=WAIT_BUCKETS_S,
            registry=registry,
        )
        self._render_s = Histogram(
            "restage_render_seconds",
            "The engine's time for the pictures of a job, loading of models left out.",
            ["command"],
            buckets=RENDER_BUCKETS_S,
            registry=registry,
        )
        self._verdicts = Counter(
            "restage_receipts",
            "Pictures by what their receipt says of the product.",
            ["command", "verdict"],
            registry=registry,
        )
        self._reconnects = Counter(
            "restage_gateway_reconnects",
            "Connections to Discord's gateway that were lost and came back.",
            registry=registry,
        )
        self._limited = Counter(
            "restage_rate_limit_waits",
            "Requests that Discord refused for now (429).",
            registry=registry,
        )
        self._limited_s = Counter(
            "restage_rate_limit_wait_seconds",
            "The waits that it asked for.",
            registry=registry,
        )
        registry.register(_OfExecutor(executor))
        ProcessCollector(registry=registry)
        self._begin_at_zero()

    def page(self) -> bytes:
        """All figures, in Prometheus' text format."""
        return generate_latest(self._registry)

    def job_waits(self, record: JobRecord) -> None:
        """A job was accepted, or taken up again."""
        command = record.request.command
        self._jobs.labels(command, "accepted").inc()
        self._under_way.labels(command, JobState.WAITING).inc()

    def job_runs(self, record: JobRecord, waited_s: float) -> None:
        """A job that waited runs."""
        command = record.request.command
        self._under_way.labels(command, JobState.WAITING).dec()
        self._under_way.labels(command, JobState.RUNNING).inc()
        self._wait_s.labels(command).observe(max(0.0, waited_s))

    def job_over(self, record: JobRecord, *, ran: bool) -> None:
        """A job has ended, or waits for the next start."""
        command, result = record.request.command, record.result
        self._under_way.labels(command, JobState.RUNNING if ran else JobState.WAITING).dec()
        if record.state.ended:
            self._jobs.labels(command, record.state).inc()
        if result is None:
            return
        self._render_s.labels(command).observe(result.render_s)
        for picture in result.pictures:
            if picture.receipt is not None:
                self._verdicts.labels(command, picture.receipt.verdict).inc()

    def gateway_came_back(self) -> None:
        """The connection was lost, and is there again."""
        self._reconnects.inc()

    def rate_limited(self, wait_s: float) -> None:
        """Discord asked to wait."""
        self._limited.inc()
        self._limited_s.inc(max(0.0, wait_s))

    def _begin_at_zero(self) -> None:
        """Have every label there from the start: a rate is only right where its zero was seen."""
        for command in Command:
            for state in ("accepted", *ENDS):
                self._jobs.labels(command, state)
            for state in UNDER_WAY:
                self._under_way.labels(command, state)
            for verdict in Verdict:
                self._verdicts.labels(command, verdict)


class _OfExecutor(Collector):
    """The executor's own figures, read when they are asked for."""

    def __init__(self, executor: ExecutorFigures) -> None:
        self._executor = executor

    def collect(self) -> Iterator[Metric]:
        """One metric each."""
        executor = self._executor
        yield GaugeMetricFamily(
            "restage_queue_length", "Jobs in the executor's queue.", executor.waiting
        )
        yield CounterMetricFamily(
            "restage_worker_restarts", "Workers that were replaced.", executor.restarts
        )
        yield CounterMetricFamily(
            "restage_memory_retries",
            "Passes that were tried again since memory ran out.",
            executor.memory_retries,
        )
