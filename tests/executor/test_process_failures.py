"""One toy engine per way to fail: what the person is told, and that the next job is unharmed."""

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest

from bot.domain.job import Cancelled, Done, Failed, Running, Waiting
from tests.executor.engines.returns_nonsense import WAYS
from tests.executor.toys import a_job, an_executor, the_end, the_first


async def fails(executor_options: dict[str, Any], behaviour: str) -> tuple[Failed, int]:
    """How a job of that behaviour fails, and how many times the worker was replaced for it. The
    next job must come out well."""
    async with an_executor(**executor_options) as executor:
        failed = await the_end(executor.submit(a_job("bad", behaviour)))
        restarts = executor.restarts
        assert isinstance(await the_end(executor.submit(a_job("good"))), Done)
    assert isinstance(failed, Failed), failed
    return failed, restarts


def test_an_engine_that_refuses_is_quoted() -> None:
    failed, restarts = asyncio.run(fails({}, "raises_bot_error"))
    assert failed == Failed(
        code="model_missing", reply="The model is not here. Pull it first.", detail="no folder"
    )
    assert restarts == 0


def test_a_bug_is_named_by_a_code_that_is_in_the_log(capfd: pytest.CaptureFixture[str]) -> None:
    failed, restarts = asyncio.run(fails({}, "raises_unknown"))
    assert failed.code == "render_failed"
    reference = failed.detail.split(":")[0]
    assert len(reference) == 6
    assert reference in failed.reply
    logged = capfd.readouterr().err
    assert f"job bad failed, code {reference}" in logged
    assert "ZeroDivisionError: a bug of the engine" in logged
    assert "Traceback" in logged
    assert "Traceback" not in failed.reply
    assert restarts == 0


def test_a_worker_that_exits_costs_the_job_after_a_second_try() -> None:
    failed, restarts = asyncio.run(fails({}, "exits"))
    assert failed.code == "worker_crashed"
    assert failed.detail == "worker exited with 3"
    assert restarts >= 1


def test_a_worker_that_is_killed_costs_the_job_after_a_second_try() -> None:
    failed, _ = asyncio.run(fails({}, "is_killed"))
    assert failed.code == "worker_crashed"
    assert failed.detail == "worker was killed by SIGKILL"


def test_a_crash_that_does_not_come_again_costs_nothing(tmp_path: Path) -> None:
    async def scene() -> None:
        async with an_executor("kills_once", given=tmp_path / "mark") as executor:
            ticket = executor.submit(a_job("1"))
            kinds = [type(event) async for event in ticket.events()]
            assert kinds[0] is Waiting
            assert kinds[-1] is Done
            assert Failed not in kinds
            assert executor.restarts == 1

    asyncio.run(scene())


@pytest.mark.slow
def test_a_worker_that_hangs_is_replaced() -> None:
    failed, _ = asyncio.run(fails({"hang_limit_s": 0.6}, "hangs"))
    assert failed.code == "worker_hung"


@pytest.mark.slow
def test_a_quiet_engine_that_looks_for_cancellations_is_not_taken_for_hung() -> None:
    async def scene() -> None:
        async with an_executor(hang_limit_s=1.2) as executor:
            assert isinstance(await the_end(executor.submit(a_job("1", "is_quiet"))), Done)

    asyncio.run(scene())


def test_a_job_that_takes_too_long_is_not_tried_again() -> None:
    async def scene() -> None:
        async with an_executor(job_limit_s=0.8) as executor:
            failed = await the_end(executor.submit(a_job("1", "is_slow")))
            assert isinstance(failed, Failed)
            assert failed.code == "job_too_long"
            assert isinstance(await the_end(executor.submit(a_job("2"))), Done)
            assert executor.restarts == 1

    asyncio.run(scene())


def test_a_flood_of_output_and_steps_blocks_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    async def scene() -> None:
        async with an_executor() as executor:
            for name in ("1", "2"):
                assert isinstance(await the_end(executor.submit(a_job(name, "floods"))), Done)

    asyncio.run(scene())
    captured = capfd.readouterr()
    assert captured.out == ""  # the bot's stdout is for answers
    assert len(captured.err) > 2 * 2 * 2**21


def test_a_worker_that_eats_memory_is_stopped_by_its_limit() -> None:
    failed, restarts = asyncio.run(fails({"memory_limit_mib": 1024}, "eats_memory"))
    assert failed.code == "out_of_memory"
    assert "smaller photo" in failed.reply
    assert restarts == 0


def test_nonsense_is_refused_of_every_kind() -> None:
    async def scene() -> None:
        async with an_executor() as executor:
            for way in WAYS:
                job = a_job(way, "returns_nonsense", preset=way)
                failed = await the_end(executor.submit(job))
                assert isinstance(failed, Failed), way
                assert failed.code == "bad_result", (way, failed)
            assert isinstance(await the_end(executor.submit(a_job("good"))), Done)
            assert executor.restarts == 0

    asyncio.run(scene())


def test_one_bad_job_fails_alone_out_of_a_shared_pass() -> None:
    async def scene() -> None:
        async with an_executor() as executor:
            tickets = {
                name: executor.submit(a_job(name, behaviour, owner=name, model="one"))
                for name, behaviour in (
                    ("ann", "renders"),
                    ("bob", "raises_unknown"),
                    ("cid", "renders"),
                )
            }
            ends = {name: await the_end(ticket) for name, ticket in tickets.items()}
            assert isinstance(ends["bob"], Failed)
            for name in ("ann", "cid"):
                assert isinstance(ends[name], Done)
                assert ends[name].result.positive.endswith("of 1")  # again, and alone

    asyncio.run(scene())


def test_a_poison_job_costs_two_workers_and_no_other_job() -> None:
    async def scene() -> None:
        async with an_executor() as executor:
            poison = executor.submit(a_job("poison", "exits", owner="ann", model="one"))
            others = [
                executor.submit(a_job(f"job {i}", owner=f"owner {i}", model="one"))
                for i in range(5)
            ]
            failed = await the_end(poison)
            assert isinstance(failed, Failed)
            assert failed.code == "worker_crashed"
            assert all([isinstance(await the_end(ticket), Done) for ticket in others])
            # One worker for the shared pass, one for the second try, one that lives.
            assert executor.restarts == 2

    asyncio.run(scene())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("engine", "starts"),
    [("fails_to_build", 3), ("exits_at_start", 3), ("fails_to_import", 1), ("hangs_at_start", 3)],
)
def test_an_engine_that_cannot_start_fails_who_waits_and_is_not_tried_for_ever(
    engine: str, starts: int
) -> None:
    async def scene() -> None:
        async with an_executor(engine, start_limit_s=0.3 if "hangs" in engine else 20) as executor:
            tickets = [executor.submit(a_job(str(i))) for i in range(3)]
            for ticket in tickets:
                failed = await the_end(ticket)
                assert isinstance(failed, Failed)
                assert failed.code == "engine_start_failed"
                assert failed.detail
            assert executor.restarts == starts - 1
            again = await the_end(executor.submit(a_job("again")))
            assert isinstance(again, Failed)
            assert executor.restarts == starts

    asyncio.run(scene())


def test_an_engine_that_refuses_to_start_is_quoted() -> None:
    async def scene() -> None:
        async with an_executor("refuses_to_build") as executor:
            failed = await the_end(executor.submit(a_job("1")))
            assert failed == Failed(code="no_gpu", reply="There is no GPU in this machine.")
            assert executor.restarts == 0

    asyncio.run(scene())


def test_a_worker_that_dies_while_it_rests_is_replaced() -> None:
    async def scene() -> None:
        async with an_executor() as executor:
            step = await the_first(
                slow := executor.submit(a_job("1", "is_slow")),
                lambda event: isinstance(event, Running) and event.preview is not None,
            )
            assert isinstance(step, Running)
            slow.cancel()
            assert await the_end(slow) == Cancelled()
            await the_end(executor.submit(a_job("2")))
            assert step.preview is not None
            os.kill(int(step.preview), 9)
            assert isinstance(await the_end(executor.submit(a_job("3"))), Done)

    asyncio.run(scene())


def test_tries_after_a_shortage_of_memory_are_counted() -> None:
    async def scene() -> int:
        async with an_executor(memory_limit_mib=1024) as executor:
            await the_end(executor.submit(a_job("alone", "eats_memory")))
            assert executor.memory_retries == 0, "alone, it is not tried again"
            first = executor.submit(a_job("first", "is_slow", owner="eve"))
            shared = [
                executor.submit(a_job(name, behaviour, model="m", owner=name))
                for name, behaviour in (("a", "eats_memory"), ("b", "renders"))
            ]
            first.cancel()
            for ticket in shared:
                await the_end(ticket)
            return executor.memory_retries

    assert asyncio.run(scene()) == 1


def test_it_says_whether_a_worker_can_be_had() -> None:
    async def startable(engine: str, job: bool) -> bool:
        async with an_executor(engine) as executor:
            assert executor.startable, "nothing has gone wrong yet"
            if job:
                await the_end(executor.submit(a_job("1")))
            return executor.startable

    assert asyncio.run(startable("by_words", job=True))
    assert not asyncio.run(startable("refuses_to_build", job=True))
