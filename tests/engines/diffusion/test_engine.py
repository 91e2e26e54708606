"""The diffusion engine as a whole, on tiny models loaded from their folders."""

from __future__ import annotations

import weakref
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.nn.modules.module import register_module_forward_pre_hook

from bot.domain.edit import Command, Fidelity, Strength, Words
from bot.domain.errors import BotError, JobCancelled, ModelError
from bot.domain.job import RenderResult
from bot.domain.model import Family
from bot.domain.options import EngineOptions
from bot.domain.recipe import Finish
from bot.engines.diffusion.engine import DiffusionEngine
from bot.engines.strength_finder import find_strengths
from tests.engines.diffusion.sets import (
    FakeCutouts,
    FakeWatch,
    FolderOf,
    a_mask,
    a_photo,
    a_task,
    a_tiny_model,
    an_edit,
    an_engine,
    pictures_of,
    pixels_of_photo,
)
from tests.engines.diffusion.stage import LIBRARY_WARNINGS

pytestmark = [pytest.mark.slow, LIBRARY_WARNINGS]

QUICK = (Family.SDXL, Family.FLUX, Family.FLUX2_KLEIN)


@pytest.mark.parametrize("family", Family, ids=str)
def test_an_odd_photo_comes_back_at_its_size_with_its_core_untouched(
    family: Family, tiny_folder: FolderOf
) -> None:
    model = a_tiny_model(family, tiny_folder, size=144, steps=2)
    photo = a_photo(height=131, width=203)
    [outcome] = an_engine(model).render([a_task(photo, an_edit(model))], FakeWatch())

    [picture] = pictures_of(outcome)
    source, mask = pixels_of_photo(photo), a_mask(131, 203)
    assert picture.shape == (131, 203, 3)
    assert np.array_equal(picture[mask.core], source[mask.core])
    assert not np.array_equal(picture[mask.alpha == 0], source[mask.alpha == 0])


@pytest.mark.parametrize("family", QUICK, ids=str)
def test_strength_0_everywhere_gives_the_source_without_a_step(
    family: Family, tiny_folder: FolderOf
) -> None:
    model = a_tiny_model(family, tiny_folder)
    photo, watch = a_photo(), FakeWatch()
    edit = an_edit(model, strength=Strength(product=0.0, scene=0.0), fidelity=Fidelity.REIMAGINE)
    [outcome] = an_engine(model).render([a_task(photo, edit)], watch)

    assert np.array_equal(pictures_of(outcome)[0], pixels_of_photo(photo))
    assert isinstance(outcome, RenderResult)
    assert outcome.steps == 0
    assert watch.steps == []


@pytest.mark.parametrize("family", QUICK, ids=str)
def test_the_same_edit_gives_the_same_bytes_warm_and_anew(
    family: Family, tiny_folder: FolderOf
) -> None:
    """Warm, embeddings and source latents are the kept ones."""
    model = a_tiny_model(family, tiny_folder)
    task = a_task(a_photo(), an_edit(model))
    engine = an_engine(model)
    first, again, anew = (
        each.render([task], FakeWatch())[0] for each in (engine, engine, an_engine(model))
    )
    assert isinstance(first, RenderResult)
    assert isinstance(again, RenderResult)
    assert isinstance(anew, RenderResult)
    assert first.pictures == again.pictures == anew.pictures


@pytest.mark.parametrize("family", QUICK, ids=str)
def test_tasks_in_one_pass_equal_tasks_alone(family: Family, tiny_folder: FolderOf) -> None:
    model = a_tiny_model(family, tiny_folder)
    tasks = [
        a_task(a_photo(seed=n), an_edit(model, seed=n), an_edit(model, seed=n + 10), job_id=str(n))
        for n in range(2)
    ]
    engine = an_engine(model)
    together = engine.render(tasks, FakeWatch())
    for task, outcome in zip(tasks, together, strict=True):
        [alone] = engine.render([replace(task)], FakeWatch())
        for batched, single in zip(pictures_of(outcome), pictures_of(alone), strict=True):
            assert np.abs(batched.astype(int) - single.astype(int)).max() <= 1


def test_a_pass_has_at_most_max_batch_pictures(tiny_folder: FolderOf) -> None:
    model = a_tiny_model(Family.SDXL, tiny_folder)
    watch = FakeWatch()
    edits = [an_edit(model, seed=seed) for seed in range(5)]
    [outcome] = an_engine(model, max_batch=3).render([a_task(a_photo(), *edits)], watch)

    assert len(pictures_of(outcome)) == 5
    assert isinstance(outcome, RenderResult)
    assert [picture.edit.seed for picture in outcome.pictures] == [0, 1, 2, 3, 4]
    assert watch.steps == [(step, 2 * model.steps) for step in range(2 * model.steps + 1)]


def test_strengths_share_a_pass_and_long_prompts_have_one_of_their_own(
    tiny_folder: FolderOf,
) -> None:
    """Whatever shares a pass must not show in a picture."""
    model = a_tiny_model(Family.SDXL, tiny_folder)
    long = Words(change="a beach, " * 60)
    edits = [
        an_edit(model),
        an_edit(model, strength=Strength(product=0.0, scene=0.5)),
        an_edit(model, words=long),
    ]
    engine, watch = an_engine(model), FakeWatch()
    [outcome] = engine.render([a_task(a_photo(), *edits)], watch)

    assert watch.steps[-1] == (2 * model.steps, 2 * model.steps)
    together = pictures_of(outcome)
    alone = [pictures_of(engine.render([a_task(a_photo(), e)], FakeWatch())[0])[0] for e in edits]
    for shared, own in zip(together[:2], alone[:2], strict=True):
        assert np.abs(shared.astype(int) - own.astype(int)).max() <= 1
    assert np.array_equal(together[2], alone[2])


def test_words_beyond_77_tokens_count(tiny_folder: FolderOf) -> None:
    model = a_tiny_model(Family.SDXL, tiny_folder)
    start = "a photo of a red car on a wet street at night, " * 12
    edits = [an_edit(model, words=Words(change=start + end)) for end in ("snow", "sunrise")]
    [outcome] = an_engine(model).render([a_task(a_photo(), *edits)], FakeWatch())
    snow, sunrise = pictures_of(outcome)
    assert not np.array_equal(snow, sunrise)


@pytest.mark.parametrize("family", QUICK, ids=str)
def test_a_cancelled_render_leaves_the_next_one_unharmed(
    family: Family, tiny_folder: FolderOf
) -> None:
    model = a_tiny_model(family, tiny_folder)
    task = a_task(a_photo(), an_edit(model))
    engine, watch = an_engine(model), FakeWatch(cancel_after=3)
    [before] = engine.render([task], FakeWatch())
    with pytest.raises(JobCancelled):
        engine.render([task], watch)
    assert [step for step, _ in watch.steps] == [0, 1, 2]
    [after] = engine.render([task], FakeWatch())
    assert np.array_equal(pictures_of(before)[0], pictures_of(after)[0])


def test_each_task_gets_previews_as_often_as_asked(tiny_folder: FolderOf) -> None:
    model = a_tiny_model(Family.FLUX, tiny_folder)
    tasks = [a_task(a_photo(seed=n), an_edit(model), job_id=str(n)) for n in range(2)]
    watch = FakeWatch()
    an_engine(model, preview_every=2).render(tasks, watch)
    assert [len(previews) for previews in watch.previews] == [0, 0, 2, 0, 2]
    assert all(jpeg and jpeg.startswith(b"\xff\xd8") for jpeg in watch.previews[2])


def test_without_a_trusted_mask_a_background_changes_a_little_and_says_so(
    tiny_folder: FolderOf,
) -> None:
    model = a_tiny_model(Family.SDXL, tiny_folder)
    engine = an_engine(model, cutouts=FakeCutouts(trusted=False))
    [outcome] = engine.render([a_task(a_photo(), an_edit(model))], FakeWatch())
    assert isinstance(outcome, RenderResult)
    assert outcome.strength.uniform
    assert outcome.strength.scene <= 0.3
    assert "mask_untrusted" in {notice.code for notice in outcome.warnings}


def test_variants_keep_the_scene_to_the_byte(tiny_folder: FolderOf) -> None:
    model = a_tiny_model(Family.SDXL, tiny_folder)
    photo = a_photo()
    edit = an_edit(
        model,
        command=Command.VARIANTS,
        strength=Strength(product=0.7, scene=0.0),
        fidelity=Fidelity.BLEND,
    )
    [outcome] = an_engine(model).render([a_task(photo, edit)], FakeWatch())
    [picture] = pictures_of(outcome)
    source, mask = pixels_of_photo(photo), a_mask(64, 64)
    assert np.array_equal(picture[mask.alpha == 0], source[mask.alpha == 0])
    assert not np.array_equal(picture[mask.core], source[mask.core])


def test_a_mask_changes_nothing_in_a_uniform_edit(tiny_folder: FolderOf) -> None:
    """It is there for the receipt alone."""
    model = a_tiny_model(Family.SDXL, tiny_folder)
    edit = an_edit(model, strength=Strength(product=0.5, scene=0.5), fidelity=Fidelity.REIMAGINE)
    outcomes = [
        an_engine(model, cutouts=FakeCutouts(trusted=trusted)).render(
            [a_task(a_photo(), edit)], FakeWatch()
        )
        for trusted in (True, False)
    ]
    (one,), (other,) = (pictures_of(outcome) for [outcome] in outcomes)
    assert np.array_equal(one, other)


def test_refine_can_double_the_size(tiny_folder: FolderOf) -> None:
    model = a_tiny_model(Family.SDXL, tiny_folder)
    edit = an_edit(
        model,
        command=Command.REFINE,
        strength=Strength(product=0.3, scene=0.3),
        fidelity=Fidelity.BLEND,
        recipe=Finish(upscale=2),
    )
    [outcome] = an_engine(model).render([a_task(a_photo(40, 56), edit)], FakeWatch())
    assert pictures_of(outcome)[0].shape == (80, 112, 3)


def test_a_task_that_fails_does_not_stop_the_others(tiny_folder: FolderOf) -> None:
    model = a_tiny_model(Family.SDXL, tiny_folder)
    tasks = [a_task(a_photo(), an_edit(model), job_id=job_id) for job_id in ("bad", "good")]
    bad, good = an_engine(model, cutouts=FakeCutouts(failing=["bad"])).render(tasks, FakeWatch())
    assert isinstance(bad, BotError)
    assert bad.code == "mask_unusable"
    assert len(pictures_of(good)) == 1


def test_what_a_model_cannot_avoid_is_said(tiny_folder: FolderOf) -> None:
    flux = a_tiny_model(Family.FLUX, tiny_folder)
    sdxl = a_tiny_model(Family.SDXL, tiny_folder)
    engine = an_engine(flux, sdxl)
    told = {}
    for model in (flux, sdxl):
        [outcome] = engine.render([a_task(a_photo(), an_edit(model))], FakeWatch())
        assert isinstance(outcome, RenderResult)
        told[model.family] = outcome
    assert told[Family.SDXL].negative == "distorted logo, people"
    assert told[Family.FLUX].negative == ""
    assert [notice.code for notice in told[Family.FLUX].warnings] == ["avoid_left_out"]
    assert told[Family.SDXL].warnings == ()


@pytest.mark.parametrize(
    ("family", "limit"), [(Family.FLUX, 512), (Family.Z_IMAGE, 512), (Family.SDXL, None)]
)
def test_words_that_the_model_does_not_read_to_their_end_are_told(
    tiny_folder: FolderOf, family: Family, limit: int | None
) -> None:
    model = a_tiny_model(family, tiny_folder)
    words = Words(change=" ".join(f"word{number}" for number in range(600)))
    [outcome] = an_engine(model).render(
        [a_task(a_photo(), replace(an_edit(model), words=words))], FakeWatch()
    )
    assert isinstance(outcome, RenderResult)
    told = [notice.text for notice in outcome.warnings]
    if limit is None:
        assert told == []
    else:
        (text,) = told
        assert text.startswith("Your words are about ")
        assert f"the model reads {limit}" in text


def test_loading_another_model_frees_the_first(tiny_folder: FolderOf) -> None:
    first, second = (a_tiny_model(family, tiny_folder) for family in (Family.SDXL, Family.FLUX))
    engine = an_engine(first, second)
    used: list[weakref.ref[torch.nn.Module]] = []
    hook = register_module_forward_pre_hook(
        lambda module, _inputs: used.append(weakref.ref(module))
    )
    try:
        engine.render([a_task(a_photo(), an_edit(first))], FakeWatch())
    finally:
        hook.remove()
    assert used
    assert all(module() is not None for module in used)
    engine.render([a_task(a_photo(), an_edit(second))], FakeWatch())
    assert all(module() is None for module in used)


def test_a_model_that_is_not_there_is_named(tiny_folder: FolderOf) -> None:
    model = a_tiny_model(Family.SDXL, tiny_folder)
    with pytest.raises(ModelError, match=model.name):
        an_engine().render([a_task(a_photo(), an_edit(model))], FakeWatch())


def test_the_configured_threads_are_used() -> None:
    before = torch.get_num_threads()
    try:
        DiffusionEngine(EngineOptions(threads=1), FakeCutouts())
        assert torch.get_num_threads() == 1
    finally:
        torch.set_num_threads(before)


def test_a_search_for_the_strength_gives_a_picture_that_can_be_made_again(
    tiny_folder: FolderOf,
) -> None:
    model = a_tiny_model(Family.SDXL, tiny_folder, steps=2)
    engine, photo, watch = an_engine(model), a_photo(), FakeWatch()
    edit = an_edit(model, strength=Strength(product=0.5, scene=0.5), fidelity=Fidelity.REIMAGINE)
    edit = replace(edit, command=Command.RESTYLE)
    found = find_strengths(engine, replace(a_task(photo, edit), auto_strength=True), watch)

    assert isinstance(found, RenderResult)
    assert {n.code for n in found.warnings} & {"strength_found", "strength_lowest"}
    assert watch.steps == sorted(watch.steps)
    (picture,) = found.pictures
    assert picture.edit.strength.uniform
    assert picture.strength == picture.edit.strength
    [alone] = engine.render([a_task(photo, picture.edit)], FakeWatch())
    assert isinstance(alone, RenderResult)
    assert alone.pictures == found.pictures
