"""Nothing but results of their own tasks leaves the worker."""

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.job import Failed, Fallback
from bot.executor.outcomes import outcomes_of
from tests.fakes import a_result, a_task, an_edit

TASK = a_task(edits=(an_edit(), an_edit(seed=8)))
GOOD = a_result(TASK)


def test_a_result_of_its_task_goes_out() -> None:
    assert outcomes_of([GOOD], [TASK]) == (GOOD,)


WORDS: dict[str, Any] = {"pictures": ("a picture", "another")}


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        [GOOD, GOOD],
        ["a picture"],
        [replace(GOOD, job_id="another")],
        [replace(GOOD, pictures=GOOD.pictures[:1])],
        [replace(GOOD, **WORDS)],
        [replace(GOOD, pictures=(GOOD.pictures[0], replace(GOOD.pictures[1], data=b"")))],
    ],
)
def test_anything_else_is_a_bad_result(answer: object) -> None:
    (outcome,) = outcomes_of(answer, [TASK])
    assert isinstance(outcome, Failed)
    assert outcome.code == "bad_result"


def test_a_fallback_may_make_the_pictures_that_were_planned_for_it() -> None:
    task = replace(TASK, fallback=Fallback(edits=(an_edit(),)))
    one = replace(GOOD, pictures=GOOD.pictures[:1])
    assert outcomes_of([one], [task]) == (one,)
    assert outcomes_of([GOOD], [task]) == (GOOD,)
