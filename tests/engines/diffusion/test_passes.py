"""What the strength map promises, for every family, through pipelines loaded from a folder."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import diffusers
import numpy as np
import pytest
import torch

from bot.domain.errors import JobCancelled
from bot.domain.model import Family
from bot.engines.diffusion.passes import call_for
from bot.engines.diffusion.samplers import discrete_sampler
from bot.engines.diffusion.schedule import Plan
from tests.engines.diffusion.gaussian_denoiser import install_gaussian_denoiser
from tests.engines.diffusion.stage import LIBRARY_WARNINGS, Stage, bands, denoiser_of, load_stage
from tests.engines.diffusion.tiny import SD_NOISE

pytestmark = [pytest.mark.slow, LIBRARY_WARNINGS]

FAMILIES = pytest.mark.parametrize("family", Family, ids=str)
DIAL = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
ONE_LEVEL = 1.0 / 127.5
"""One of 255 levels, for pictures in -1 to 1."""


@pytest.fixture(scope="module")
def stage_of(tiny_folder: Callable[[Family], Path]) -> Callable[[Family], Stage]:
    """Gives a family's loaded tiny model."""

    @functools.cache
    def stage(family: Family) -> Stage:
        return load_stage(family, tiny_folder(family))

    return stage


@pytest.fixture
def stage(family: Family, stage_of: Callable[[Family], Stage]) -> Stage:
    return stage_of(family)


@pytest.fixture
def exact_stage(stage: Stage) -> Iterator[Stage]:
    """The stage with a denoiser of known answer in place of its network."""
    denoiser = denoiser_of(stage.pipe)
    forward = denoiser.forward
    install_gaussian_denoiser(stage.pipe)
    yield stage
    denoiser.forward = forward


@FAMILIES
def test_cells_of_strength_0_end_as_the_source(stage: Stage) -> None:
    cells = bands(stage, 0.0, 0.9)
    result = stage.run([stage.shot(cells)], stage.setup(0.9))

    kept = torch.from_numpy(cells == 0.0)
    assert torch.equal(result[0][:, kept], stage.source()[0][:, kept])
    assert not torch.equal(result[0][:, ~kept], stage.source()[0][:, ~kept])


@FAMILIES
def test_a_uniform_map_equals_plain_img2img_from_the_same_start(stage: Stage) -> None:
    shot, setup = stage.shot(0.6), stage.setup(0.6)
    mapped = stage.run([shot], setup)

    arguments = stage.adapter.arguments(call_for(stage.adapter, [shot], setup))
    plain = stage.pipe(**arguments, output_type="latent").images
    assert torch.equal(_as_pipeline_output(stage, mapped), plain)


@FAMILIES
def test_drift_grows_with_strength(exact_stage: Stage) -> None:
    """With an exact denoiser, so that the amount of noise is all that differs."""
    drifts = []
    for strength in DIAL:
        setup = exact_stage.setup(strength, steps=28)
        result = exact_stage.run([exact_stage.shot(strength)], setup)
        drifts.append(float((result - exact_stage.source()).abs().mean()))
    assert all(low < high for low, high in zip(drifts, drifts[1:], strict=False)), drifts


@FAMILIES
def test_the_executed_steps_do_not_depend_on_the_dial(stage: Stage) -> None:
    executed = []
    for high, low in ((0.05, 0.0), (0.5, 0.2), (1.0, 0.9)):
        with stage.counting() as calls:
            stage.run([stage.shot(high)], stage.setup(high, low, steps=3))
        executed.append(calls)
    assert executed[0] == executed[1] == executed[2]
    assert len(executed[0]) in (3, 6)  # six where guidance runs the network apart


@FAMILIES
def test_a_batch_equals_singles(stage: Stage) -> None:
    """Four maps, seeds, photos and prompts, as far as the family takes different ones at once."""
    one_photo, one_prompt = stage.adapter.is_editor, stage.adapter.shares_words
    maps = [bands(stage, 0.0, 0.8), bands(stage, 0.8, 0.4), bands(stage, 0.8), bands(stage, 0.4)]
    maps[3][0, 0] = 0.8
    shots = [
        stage.shot(
            cells,
            seed=number,
            photo=0 if one_photo else number,
            words=0 if one_prompt else number % 2,
        )
        for number, cells in enumerate(maps)
    ]
    setup = stage.setup(0.8, 0.4, steps=2)
    together = stage.run(shots, setup)
    for shot, batched in zip(shots, together, strict=True):
        alone = stage.run([shot], setup)
        codec = stage.adapter.codec
        apart = (codec.decode(alone) - codec.decode(batched[None])).abs().max()
        assert float(apart) < ONE_LEVEL


@FAMILIES
def test_five_strengths_in_one_pass_equal_each_alone(stage: Stage) -> None:
    """As a ladder has them: one photo, one seed, one prompt, and another start for each."""
    ladder = (0.3, 0.5, 0.65, 0.8, 1.0)
    setups = [stage.setup(strength, steps=3) for strength in ladder]
    shots = [
        replace(stage.shot(bands(stage, 0.0, strength)), plan=setup.plan)
        for strength, setup in zip(ladder, setups, strict=True)
    ]
    own = stage.pipe.scheduler
    previews: list[torch.Tensor] = []
    with stage.counting() as calls:
        together = stage.run(shots, setups[0], lambda done, heading: previews.append(heading()))
    assert set(calls) == {len(ladder) * (2 if stage.adapter.doubles else 1)}
    assert stage.pipe.scheduler is own
    assert all(bool(torch.isfinite(each).all()) for each in previews)
    codec = stage.adapter.codec
    for shot, setup, fanned in zip(shots, setups, together, strict=True):
        alone = stage.run([shot], setup)
        assert float((codec.decode(alone) - codec.decode(fanned[None])).abs().max()) < ONE_LEVEL


@FAMILIES
def test_cancelling_stops_within_a_step_and_leaves_the_pipeline_as_it_was(stage: Stage) -> None:
    shot, setup = stage.shot(bands(stage, 0.3, 0.9)), stage.setup(0.9, 0.3)
    undisturbed = stage.run([shot], setup)

    def cancel_at_two(done: int, _heading: Any) -> None:
        if done == 2:
            raise JobCancelled

    with stage.counting() as calls, pytest.raises(JobCancelled):
        stage.run([shot], setup, cancel_at_two)
    calls_per_step = len(calls) / 2
    assert calls_per_step in (1, 2)
    assert torch.equal(stage.run([shot], setup), undisturbed)


@FAMILIES
def test_each_strength_comes_out_as_if_it_were_alone(exact_stage: Stage) -> None:
    """A cell that waits for its time ends as in a pass of its own from the same level: shown with
    a denoiser that looks at each value alone."""
    stage = exact_stage
    cells = bands(stage, 1.0, 0.4)
    setup = stage.setup(1.0, 0.4)
    together = stage.run([stage.shot(cells)], setup)
    first = int(setup.plan.first_steps(np.array([0.4]))[0])
    alone = stage.run([stage.shot(0.4)], replace(setup, plan=_from_step(setup.plan, first)))

    low = torch.from_numpy(np.isclose(cells, 0.4))
    apart = float((together[0][:, low] - alone[0][:, low]).abs().max() / alone.abs().max())
    # DPM++, which takes the place of SD's PNDM, looks back at a step from before the release.
    assert apart < (0.1 if stage.model.family is Family.SD else 1e-4)


@FAMILIES
def test_previews_show_what_the_sampler_heads_for(stage: Stage) -> None:
    cells = bands(stage, 0.0, 0.7)
    guesses: list[torch.Tensor] = []
    result = stage.run(
        [stage.shot(cells)], stage.setup(0.7), lambda _done, heading: guesses.append(heading())
    )
    assert len(guesses) == stage.model.steps
    assert torch.allclose(guesses[-1], result, atol=1e-4)
    kept = torch.from_numpy(cells == 0.0)
    for guess in guesses:
        assert torch.equal(guess[0][:, kept], stage.source()[0][:, kept])


@FAMILIES
def test_the_first_guess_is_free_of_noise(exact_stage: Stage) -> None:
    """An exact denoiser knows its clean picture at once: the spread of its first guess is that of
    clean values, not of noise."""
    stage = exact_stage
    guesses: list[torch.Tensor] = []
    stage.run([stage.shot(1.0)], stage.setup(1.0), lambda _done, heading: guesses.append(heading()))
    assert float(guesses[0].std()) < 0.2  # tau is 0.8, and almost nothing is known at strength 1


@pytest.mark.parametrize(
    "name", ["EulerAncestralDiscreteScheduler", "LCMScheduler", "UniPCMultistepScheduler"]
)
def test_the_promises_hold_whatever_scheduler_a_model_comes_with(
    name: str, stage_of: Callable[[Family], Stage]
) -> None:
    stage = stage_of(Family.SD)
    own = stage.pipe.scheduler
    stage.pipe.scheduler = discrete_sampler(getattr(diffusers, name)(**SD_NOISE))
    try:
        cells, setup = bands(stage, 0.0, 0.9), stage.setup(0.9)
        result = stage.run([stage.shot(cells)], setup)
        uniform = stage.run([stage.shot(0.9)], setup)
        call = call_for(stage.adapter, [stage.shot(0.9)], setup)
        plain = stage.pipe(**stage.adapter.arguments(call), output_type="latent").images
    finally:
        stage.pipe.scheduler = own
    kept = torch.from_numpy(cells == 0.0)
    assert torch.equal(result[0][:, kept], stage.source()[0][:, kept])
    assert torch.equal(uniform, plain)


def _as_pipeline_output(stage: Stage, latents: torch.Tensor) -> torch.Tensor:
    """Latents as the family's pipeline gives them out: klein's are no longer in patches."""
    codec = stage.adapter.codec
    is_klein = stage.model.family is Family.FLUX2_KLEIN
    return codec.paintable(latents) if is_klein else codec.pack(latents)


def _from_step(plan: Plan, first: int) -> Plan:
    """The steps of a plan from one on, as a plan of their own."""
    return replace(
        plan,
        positions=plan.positions[first:],
        timesteps=plan.timesteps[first:] if plan.timesteps else None,
        sigmas=plan.sigmas[first:] if plan.sigmas else None,
    )
