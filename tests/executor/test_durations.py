"""What jobs are expected to take."""

from dataclasses import replace

import pytest

from bot.domain.edit import Command, EngineName
from bot.domain.job import RenderTask
from bot.executor.durations import Durations
from tests.fakes import a_task, an_edit


def task(command: Command, *, model: str | None = None, pictures: int = 1) -> RenderTask:
    engine = EngineName.STUDIO if model is None else EngineName.DIFFUSION
    edit = an_edit(command=command, engine=engine, model=model, recipe=None)
    return a_task(edits=(edit,) * pictures)


def test_before_anything_is_known_a_studio_picture_is_quick() -> None:
    durations = Durations()
    studio = durations.expect_s(task(Command.RESTYLE))
    assert 0 < studio < durations.expect_s(task(Command.RESTYLE, model="klein"))
    assert durations.expect_s(task(Command.VARIANTS, pictures=4)) == pytest.approx(4 * studio)


def test_expectations_follow_what_was_measured() -> None:
    durations = Durations()
    for _ in range(3):
        durations.learn(task(Command.RESTYLE, pictures=2), 10.0)
    assert durations.expect_s(task(Command.RESTYLE)) == pytest.approx(5.0)
    for _ in range(30):
        durations.learn(task(Command.RESTYLE), 1.0)
    assert durations.expect_s(task(Command.RESTYLE)) == pytest.approx(1.0, rel=0.01)


def test_one_slow_job_does_not_decide() -> None:
    durations = Durations()
    for seconds in (2.0, 2.0, 2.0, 20.0):
        durations.learn(task(Command.REFINE), seconds)
    assert 2.0 < durations.expect_s(task(Command.REFINE)) < 10.0


def test_a_new_command_is_expected_to_take_what_others_take_on_its_model() -> None:
    durations = Durations()
    durations.learn(task(Command.RESTYLE, model="klein"), 7.0)
    assert durations.expect_s(task(Command.REFINE, model="klein")) == pytest.approx(7.0)
    prior = Durations().expect_s(task(Command.REFINE, model="other"))
    assert durations.expect_s(task(Command.REFINE, model="other")) == prior


def test_a_search_for_the_strength_is_expected_to_take_every_render() -> None:
    durations = Durations()
    searched = replace(task(Command.RESTYLE), auto_strength=True)
    durations.learn(searched, 9.0)
    assert durations.expect_s(searched) == pytest.approx(9.0)
    assert durations.expect_s(task(Command.RESTYLE)) == pytest.approx(3.0)
