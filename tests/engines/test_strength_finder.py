"""Strength `auto` with an engine whose pictures keep the product up to a known strength."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from bot.domain.edit import Command, EngineName, Fidelity, Strength
from bot.domain.errors import BotError, JobCancelled, RenderError
from bot.domain.job import Notice, RenderResult, RenderTask
from bot.domain.options import CutoutOptions
from bot.domain.photo import Photo
from bot.domain.ports import Watch
from bot.domain.receipt import Receipt, SceneVerdict, Verdict
from bot.domain.receipt_limits import ReceiptLimits
from bot.domain.recipe import FilterKind, StyleFilter
from bot.domain.strength_search import RUNGS, dial_of, is_kept
from bot.engines.cutout.chain import Cutouts
from bot.engines.registry import EngineRouter
from bot.engines.strength_finder import find_strengths
from bot.engines.studio.engine import StudioEngine
from tests.fakes import a_photo, a_result, a_task, an_edit

SAMPLES = Path(__file__).parents[2] / "samples"
HALF = Strength(product=0.5, scene=0.5)
PLAN = Notice(code="avoid_left_out", text="This was left out.")


class ToyEngine:
    """Fills the Engine role: a picture keeps the product up to the strength that stands for its
    seed in `keeps`; without a number there, no product was found."""

    def __init__(self, **keeps: float | None) -> None:
        self._keeps = {int(name.removeprefix("seed")): limit for name, limit in keeps.items()}
        self.rendered: list[list[Strength]] = []

    def render(self, tasks: Sequence[RenderTask], watch: Watch) -> list[RenderResult | BotError]:
        (task,) = tasks
        watch.step(0, 4)
        watch.check()
        self.rendered.append([edit.strength for edit in task.edits])
        result = a_result(task)
        watch.step(4, 4)
        pictures = [
            replace(
                picture,
                strength=picture.edit.strength,
                receipt=self._receipt(
                    picture.edit.seed, dial_of(picture.edit).read(picture.edit.strength)
                ),
            )
            for picture in result.pictures
        ]
        return [replace(result, pictures=tuple(pictures), warnings=(PLAN,))]

    def close(self) -> None:
        """Nothing is held."""

    def _receipt(self, seed: int, strength: float) -> Receipt:
        limit = self._keeps[seed]
        kept = limit is not None and strength <= limit
        return Receipt(
            verdict=Verdict.KEPT if kept else Verdict.CHANGED,
            scene=SceneVerdict.NEW,
            product_found=limit is not None,
        )


class Steps:
    """Fills the Watch role: keeps the shares that were reported, and may cancel."""

    def __init__(self, cancel_in_round: int | None = None) -> None:
        self.shares: list[float] = []
        self._cancel_in_round = cancel_in_round
        self._checks = 0

    def step(self, step: int, steps: int, previews: Sequence[bytes | None] = ()) -> None:
        self.shares.append(step / steps)

    def check(self) -> None:
        self._checks += 1
        if self._checks == self._cancel_in_round:
            raise JobCancelled


def restyles(*seeds: int) -> RenderTask:
    edits = tuple(
        an_edit(command=Command.RESTYLE, fidelity=Fidelity.REIMAGINE, strength=HALF, seed=seed)
        for seed in seeds
    )
    return a_task(edits=edits, auto_strength=True)


def found(engine: ToyEngine, task: RenderTask, watch: Watch | None = None) -> RenderResult:
    outcome = find_strengths(engine, task, watch or Steps())
    assert isinstance(outcome, RenderResult)
    return outcome


def codes(result: RenderResult) -> list[str]:
    return [notice.code for notice in result.warnings]


def test_the_picture_of_the_highest_strength_that_keeps_the_product_is_given() -> None:
    engine = ToyEngine(seed7=0.6)
    result = found(engine, restyles(7))
    assert [one.scene for (one,) in engine.rendered] == [0.55, 0.85, 0.7]
    (picture,) = result.pictures
    assert picture.edit.strength == Strength(product=0.55, scene=0.55) == result.strength
    assert codes(result) == ["strength_found", "avoid_left_out"]
    assert ": 55 is the highest" in result.warnings[0].text
    assert result.render_s == 3 * 0.5


def test_where_even_the_lowest_changes_it_that_is_given_and_said() -> None:
    result = found(ToyEngine(seed7=0.0), restyles(7))
    assert result.strength.product == 0.1
    assert codes(result)[0] == "strength_lowest"
    assert "even at 10" in result.warnings[0].text


def test_without_a_product_to_measure_the_own_strength_is_taken() -> None:
    engine = ToyEngine(seed7=None)
    result = found(engine, restyles(7))
    assert len(engine.rendered) == 2
    assert result.pictures[0].edit.strength == HALF
    assert codes(result)[0] == "strength_unmeasured"


def test_exact_is_done_after_one_render() -> None:
    engine = ToyEngine(seed7=1.0)
    result = found(engine, a_task(auto_strength=True))
    assert engine.rendered == [[Strength(product=0.0, scene=1.0)]]
    assert result.pictures[0].edit.strength.scene == 1.0


def test_several_pictures_are_searched_together_each_for_its_own() -> None:
    engine = ToyEngine(seed7=1.0, seed8=0.3, seed9=0.6)
    result = found(engine, restyles(7, 8, 9))
    assert [len(pictures) for pictures in engine.rendered] == [3, 3, 3]
    assert [p.edit.strength.scene for p in result.pictures] == [1.0, 0.25, 0.55]
    assert [p.edit.seed for p in result.pictures] == [7, 8, 9]
    assert "100, 25, 55" in result.warnings[0].text


def test_progress_never_goes_back_and_ends_full() -> None:
    steps = Steps()
    found(ToyEngine(seed7=0.6), restyles(7), steps)
    assert steps.shares == sorted(steps.shares)
    assert steps.shares[-1] == 1.0


@pytest.mark.parametrize("round_", [1, 2, 3])
def test_a_cancellation_ends_the_search_in_any_render(round_: int) -> None:
    engine = ToyEngine(seed7=0.6)
    with pytest.raises(JobCancelled):
        find_strengths(engine, restyles(7), Steps(cancel_in_round=round_))
    assert len(engine.rendered) == round_ - 1


def test_what_fails_ends_the_search() -> None:
    class Broken(ToyEngine):
        def render(
            self, tasks: Sequence[RenderTask], watch: Watch
        ) -> list[RenderResult | BotError]:
            return [RenderError("no_mask", "This mask cannot be used.")]

    outcome = find_strengths(Broken(), restyles(7), Steps())
    assert isinstance(outcome, RenderError)


def test_the_router_searches_for_tasks_that_ask_and_for_no_others() -> None:
    engine = ToyEngine(seed7=0.6)
    router = EngineRouter({EngineName.STUDIO: lambda: engine})
    router.render([restyles(7)], Steps())
    assert len(engine.rendered) == 3
    router.render([replace(restyles(7), auto_strength=False)], Steps())
    assert engine.rendered[3:] == [[HALF]]


@pytest.fixture(scope="module")
def mug() -> Photo:
    """The sample photo, small."""
    with Image.open(SAMPLES / "mug.jpg") as opened:
        small = ImageOps.contain(opened.convert("RGB"), (480, 480))
    return a_photo(
        small.width, small.height, name="mug.jpg", sha256="0" * 64, pixels=small.tobytes()
    )


@pytest.fixture(scope="module")
def studio() -> StudioEngine:
    return StudioEngine(Cutouts(CutoutOptions(method="plain"), Path("models")), ReceiptLimits())


def painted(photo: Photo, *strengths: float) -> RenderTask:
    """The photo as an oil painting, at these strengths."""
    edits = tuple(
        an_edit(
            command=Command.RESTYLE,
            recipe=StyleFilter(filter=FilterKind.OIL),
            fidelity=Fidelity.REIMAGINE,
            strength=Strength(product=strength, scene=strength),
            source_sha256=photo.sha256,
        )
        for strength in strengths
    )
    return a_task(photo=photo, edits=edits)


@pytest.mark.slow
def test_the_studio_engine_finds_what_its_own_ladder_shows(
    mug: Photo, studio: StudioEngine
) -> None:
    (ladder,) = studio.render([painted(mug, *RUNGS)], Steps())
    assert isinstance(ladder, RenderResult)
    kept = [is_kept(picture.receipt) is True for picture in ladder.pictures]
    assert kept[0]
    assert not kept[-1]
    assert kept == sorted(kept, reverse=True)
    task = replace(painted(mug, 0.85), auto_strength=True)
    result = find_strengths(studio, task, Steps())
    assert isinstance(result, RenderResult)
    highest = RUNGS[kept.count(True) - 1]
    (picture,) = result.pictures
    assert picture.edit.strength == Strength(product=highest, scene=highest)
    assert picture == ladder.pictures[RUNGS.index(highest)]
