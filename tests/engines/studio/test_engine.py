"""From a task to finished pictures: what each command and fidelity does to product and scene."""

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pytest
from PIL import Image

from bot.domain.edit import Command, Edit, Fidelity, Strength
from bot.domain.errors import BotError, JobCancelled, RenderError
from bot.domain.job import Output, Picture, RenderResult, RenderTask
from bot.domain.recipe import FilterKind, Finish, Paint, StyleFilter
from bot.engines.arrays import Mask, Rgb, rgb_of
from bot.engines.metadata import read_edit_json
from bot.engines.studio.engine import StudioEngine
from tests.fakes import a_photo, a_task, an_edit

PHOTO = a_photo(96, 72)
SOURCE = rgb_of(PHOTO)
INSIDE = np.zeros((72, 96), bool)
INSIDE[18:54, 24:72] = True
CORE = np.zeros_like(INSIDE)
CORE[20:52, 26:70] = True
BLUE = Paint(name="blue", label="Blue", color="#2b6cb0")


class FakeCutouts:
    """Fills the MaskMaker role: the red square, trusted or not; a photo named bad has none."""

    def __init__(self, *, trusted: bool = True) -> None:
        self._trusted = trusted

    def mask(self, task: RenderTask) -> Mask:
        if task.photo.name.startswith("bad"):
            raise RenderError("no_mask", "This mask cannot be used.")
        return Mask(
            alpha=INSIDE.astype(np.float32),
            core=CORE,
            confidence=0.9 if self._trusted else 0.1,
            trusted=self._trusted,
            method="plain",
        )


class Steps:
    """Fills the Watch role: counts, and may cancel."""

    def __init__(self, cancel_at: int | None = None) -> None:
        self.seen: list[tuple[int, int]] = []
        self._cancel_at = cancel_at

    def step(self, step: int, steps: int, previews: Sequence[bytes | None] = ()) -> None:
        self.seen.append((step, steps))
        if step == self._cancel_at:
            raise JobCancelled

    def check(self) -> None:
        """Nobody cancels between steps."""


def render(*edits: Edit, trusted: bool = True, **task: Any) -> RenderResult:
    engine = StudioEngine(FakeCutouts(trusted=trusted))
    (outcome,) = engine.render([a_task(photo=PHOTO, edits=edits, **task)], Steps())
    assert isinstance(outcome, RenderResult)
    return outcome


def pixels(picture: Picture) -> Rgb:
    with Image.open(io.BytesIO(picture.data)) as opened:
        return np.asarray(opened.convert("RGB"), np.uint8)


def a_style(**changes: Any) -> Edit:
    both = Strength(product=0.7, scene=0.7)
    fields = {
        "command": Command.RESTYLE,
        "recipe": StyleFilter(filter=FilterKind.WATERCOLOUR),
        "strength": both,
        "fidelity": Fidelity.REIMAGINE,
    }
    return an_edit(**{**fields, **changes})


def a_finish(upscale: Literal[1, 2], fidelity: Fidelity) -> Edit:
    recipe = Finish(upscale=upscale, sharpen=0.6, contrast=0.4)
    both = Strength(product=0.4, scene=0.4)
    return a_style(command=Command.REFINE, recipe=recipe, strength=both, fidelity=fidelity)


@pytest.mark.parametrize(
    "edit", [an_edit(), a_style(fidelity=Fidelity.EXACT), a_finish(1, Fidelity.EXACT)]
)
def test_exact_keeps_the_core_byte_for_byte_whatever_the_command(edit: Edit) -> None:
    (picture,) = render(edit).pictures
    made = pixels(picture)
    assert (made[CORE] == SOURCE[CORE]).all()
    assert (made[~INSIDE] != SOURCE[~INSIDE]).any()


def test_exact_holds_in_an_enlarged_picture_too() -> None:
    (exact,) = render(a_finish(2, Fidelity.EXACT)).pictures
    (blend,) = render(a_finish(2, Fidelity.BLEND)).pictures
    (plain,) = render(
        replace(a_finish(2, Fidelity.BLEND), strength=Strength(product=0.0, scene=0.0))
    ).pictures
    core = CORE.repeat(2, axis=0).repeat(2, axis=1)
    assert pixels(exact).shape == (144, 192, 3)
    assert (pixels(exact)[core] == pixels(plain)[core]).all()
    assert (pixels(exact)[~core] == pixels(blend)[~core]).mean() > 0.9


@pytest.mark.parametrize("fidelity", list(Fidelity))
def test_every_fidelity_gets_a_new_scene(fidelity: Fidelity) -> None:
    product = {Fidelity.EXACT: 0.0, Fidelity.BLEND: 0.2, Fidelity.REIMAGINE: 0.95}[fidelity]
    edit = an_edit(fidelity=fidelity, strength=Strength(product=product, scene=0.95))
    result = render(edit)
    assert result.fidelity is fidelity
    made = pixels(result.pictures[0]).astype(int)
    assert np.abs(made - SOURCE)[~INSIDE].mean() > 15  # marble, where there was white
    assert np.abs(made - SOURCE)[CORE].mean() < 60  # still the product


@pytest.mark.parametrize("fidelity", list(Fidelity))
def test_without_trust_the_scene_stays_and_the_person_is_told(fidelity: Fidelity) -> None:
    both = Strength(product=0.95, scene=0.95)
    strength = both if fidelity is Fidelity.REIMAGINE else Strength(product=0.0, scene=0.95)
    result = render(an_edit(fidelity=fidelity, strength=strength), trusted=False)
    assert [notice.code for notice in result.warnings] == ["mask_untrusted"]
    assert result.strength.uniform
    assert result.strength.scene < 0.5
    assert np.abs(pixels(result.pictures[0]).astype(int) - SOURCE).mean() < 30


def test_variants_change_nothing_around_the_product() -> None:
    edit = an_edit(
        command=Command.VARIANTS,
        recipe=None,
        paint=BLUE,
        strength=Strength(product=0.7, scene=0.0),
        fidelity=Fidelity.BLEND,
    )
    made = pixels(render(edit).pictures[0])
    assert (made[~INSIDE] == SOURCE[~INSIDE]).all()
    middle = made[30:40, 40:56].reshape(-1, 3).mean(axis=0)
    assert middle[2] > middle[0]


def test_strength_0_gives_the_photo_back() -> None:
    still = Strength(product=0.0, scene=0.0)
    for edit in (an_edit(strength=still), a_style(strength=still)):
        assert (pixels(render(edit).pictures[0]) == SOURCE).all()


def test_the_same_seed_gives_the_same_bytes_and_another_does_not() -> None:
    first, second = render(an_edit(seed=1), an_edit(seed=2)).pictures
    assert render(an_edit(seed=1)).pictures == (first,)
    assert (pixels(first) != pixels(second)).any()


def test_pictures_carry_their_own_edits() -> None:
    result = render(an_edit(seed=1), an_edit(seed=2), output=Output(format="webp"))
    assert [picture.edit.seed for picture in result.pictures] == [1, 2]
    for picture in result.pictures:
        assert read_edit_json(picture.data) == picture.edit.to_json()


def test_the_mask_comes_along_where_it_is_asked_for() -> None:
    without, saved = (
        render(an_edit(), output=Output(save_mask=wanted)).mask for wanted in (False, True)
    )
    assert without is not None
    assert saved is not None
    assert without.png is None
    assert saved.png is not None
    with Image.open(io.BytesIO(saved.png)) as mask:
        assert ((np.asarray(mask) == 255) == CORE).all()


def test_a_task_that_fails_does_not_stop_the_others() -> None:
    bad = a_task("bad", photo=replace(PHOTO, name="bad.png"))
    good = a_task("good", photo=PHOTO)
    outcomes = StudioEngine(FakeCutouts()).render([bad, good], Steps())
    assert isinstance(outcomes[0], BotError)
    assert isinstance(outcomes[1], RenderResult)


def test_steps_are_told_and_a_cancellation_goes_through() -> None:
    steps = Steps()
    task = a_task(photo=PHOTO, edits=(an_edit(seed=1), an_edit(seed=2)))
    StudioEngine(FakeCutouts()).render([task], steps)
    assert steps.seen == [(0, 3), (1, 3), (2, 3), (3, 3)]
    with pytest.raises(JobCancelled):
        StudioEngine(FakeCutouts()).render([task], Steps(cancel_at=2))


def test_under_blend_the_scene_lights_the_product_by_its_strength() -> None:
    edits = [
        an_edit(fidelity=Fidelity.BLEND, strength=Strength(product=product, scene=0.95))
        for product in (0.0, 0.1, 0.2, 0.6)
    ]
    result = render(*edits)
    moved = [
        float(np.abs(pixels(picture)[CORE].astype(int) - SOURCE[CORE]).mean())
        for picture in result.pictures
    ]
    assert moved == sorted(moved)
    assert moved[0] < 0.5 < moved[1] < moved[2] < moved[3]


def test_pictures_of_a_ladder_are_those_of_edits_of_their_own() -> None:
    ladder = [
        a_style(strength=Strength(product=strength, scene=strength)) for strength in (0.4, 0.7, 1.0)
    ]
    together = render(*ladder)
    for edit, picture in zip(ladder, together.pictures, strict=True):
        assert picture == render(edit).pictures[0]
        assert picture.strength == edit.strength


def test_each_picture_says_what_was_really_done() -> None:
    edits = [an_edit(strength=Strength(product=0.0, scene=scene)) for scene in (0.2, 0.9)]
    result = render(*edits, trusted=False)
    assert [picture.strength for picture in result.pictures] == [
        Strength(product=0.2, scene=0.2),
        Strength(product=0.3, scene=0.3),
    ]
    assert [notice.code for notice in result.warnings] == ["mask_untrusted"]
