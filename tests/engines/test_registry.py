"""Each task goes to its engine, and to the studio engine where a model does not load."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.domain.edit import EngineName
from bot.domain.errors import BotError, ModelError, RenderError
from bot.domain.job import Fallback, Notice, RenderResult, RenderTask
from bot.domain.ports import Watch
from bot.engines.registry import EngineRouter
from tests.fakes import a_result, a_task, an_edit

SAID = Notice(code="prompt_not_followed", text="It made marble instead.")


class FakeEngine:
    """Fills the Engine role: remembers its tasks, or fails."""

    def __init__(self, error: BotError | None = None) -> None:
        self._error = error
        self.tasks: list[RenderTask] = []
        self.closed = False

    def render(self, tasks: Sequence[RenderTask], watch: Watch) -> list[RenderResult | BotError]:
        self.tasks += tasks
        if self._error is not None:
            raise self._error
        return [a_result(task) for task in tasks]

    def close(self) -> None:
        self.closed = True


class Unwatched:
    """Fills the Watch role without telling anybody."""

    def step(self, step: int, steps: int, previews: Sequence[bytes | None] = ()) -> None:
        """Nobody is told."""

    def check(self) -> None:
        """Nobody cancels."""


def a_diffusion_task(fallback: Fallback | None) -> RenderTask:
    edit = an_edit(engine=EngineName.DIFFUSION, model="a-model")
    return a_task(edits=(edit,), fallback=fallback)


def a_router(studio: FakeEngine, diffusion: FakeEngine) -> EngineRouter:
    return EngineRouter(
        {EngineName.STUDIO: lambda: studio, EngineName.DIFFUSION: lambda: diffusion}
    )


def test_a_task_goes_to_the_engine_of_its_edits() -> None:
    studio, diffusion = FakeEngine(), FakeEngine()
    router = a_router(studio, diffusion)
    router.render([a_diffusion_task(None)], Unwatched())
    assert (len(studio.tasks), len(diffusion.tasks)) == (0, 1)
    router.render([a_task()], Unwatched())
    assert (len(studio.tasks), len(diffusion.tasks)) == (1, 1)


def test_the_studio_engine_makes_what_was_planned_for_it_and_says_why() -> None:
    studio = FakeEngine()
    planned = an_edit(seed=9)
    task = a_diffusion_task(Fallback(edits=(planned,), notices=(SAID,)))
    router = a_router(studio, FakeEngine(ModelError("model_damaged", "The model is damaged.")))
    (result,) = router.render([task], Unwatched())
    assert isinstance(result, RenderResult)
    assert studio.tasks == [replace(task, edits=(planned,))]
    assert result.engine is EngineName.STUDIO
    assert [notice.code for notice in result.warnings] == ["engine_fallback", SAID.code]
    assert "The model is damaged." in result.warnings[0].text


def test_a_model_that_was_asked_for_is_not_replaced() -> None:
    studio = FakeEngine()
    router = a_router(studio, FakeEngine(ModelError("model_damaged", "The model is damaged.")))
    with pytest.raises(ModelError):
        router.render([a_diffusion_task(None)], Unwatched())
    assert not studio.tasks


def test_other_failures_are_no_reason_to_fall_back() -> None:
    studio = FakeEngine()
    router = a_router(studio, FakeEngine(RenderError("render_not_finite", "No picture.")))
    with pytest.raises(RenderError):
        router.render([a_diffusion_task(Fallback(edits=(an_edit(),)))], Unwatched())
    assert not studio.tasks


def test_engines_that_were_built_are_closed() -> None:
    studio, diffusion = FakeEngine(), FakeEngine()
    router = a_router(studio, diffusion)
    router.render([a_task()], Unwatched())
    router.close()
    assert (studio.closed, diffusion.closed) == (True, False)
