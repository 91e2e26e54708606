"""The bot is killed again and again, and every job that Discord acknowledged ends exactly once."""

from __future__ import annotations

import asyncio

import pytest

from benchmarks.soak.kills import run_rounds

ROUNDS = 20


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_twenty_kills_lose_no_job_and_answer_none_twice() -> None:
    tally = asyncio.run(run_rounds(ROUNDS, seed=20, report=print, longest_work_s=1.5))
    assert tally.jobs >= ROUNDS
    assert (tally.losses, tally.twins) == (0, 0)
