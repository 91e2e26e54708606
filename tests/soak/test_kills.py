"""The bot is killed again and again, and every job that Discord acknowledged ends exactly once."""

from __future__ import annotations

import asyncio

import pytest

from benchmarks.soak.in_emulator import EMULATOR, open_emulator_stage
from benchmarks.soak.in_sandbox import open_sandbox_stage
from benchmarks.soak.kills import run_rounds

ROUNDS, ROUNDS_IN_EMULATOR = 20, 5


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_twenty_kills_lose_no_job_and_answer_none_twice() -> None:
    opening = open_sandbox_stage(quiet=True)
    tally = asyncio.run(run_rounds(ROUNDS, opening, seed=20, report=print, longest_work_s=1.5))
    assert tally.jobs >= ROUNDS
    assert (tally.losses, tally.twins, tally.open_orders) == (0, 0, ())
    assert tally.settled


@pytest.mark.slow
@pytest.mark.timeout(200)
@pytest.mark.filterwarnings("ignore:unread_data:DeprecationWarning")  # of aiohttp, about itself
@pytest.mark.skipif(
    not (EMULATOR / "emulator").is_dir(), reason="the emulator of ../shared/discord is not here"
)
def test_nor_do_they_in_the_independent_emulator() -> None:
    opening = open_emulator_stage()
    tally = asyncio.run(
        run_rounds(ROUNDS_IN_EMULATOR, opening, seed=4, report=print, longest_work_s=1.5)
    )
    assert tally.jobs >= ROUNDS_IN_EMULATOR
    assert (tally.losses, tally.twins, tally.open_orders) == (0, 0, ())
    assert tally.settled
