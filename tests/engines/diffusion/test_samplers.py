from __future__ import annotations

from typing import Any

import diffusers
import numpy as np
import pytest
import torch

from bot.engines.diffusion.samplers import clean_guess, discrete_sampler, flow_sampler, noised
from tests.engines.diffusion.stage import LIBRARY_WARNINGS
from tests.engines.diffusion.tiny import FLUX_SHIFT, SD_NOISE

pytestmark = LIBRARY_WARNINGS

TIMESTEPS = [800, 500, 350, 120]

STAND_INS = {
    "DDIMScheduler": "EulerDiscreteScheduler",
    "DEISMultistepScheduler": "DPMSolverMultistepScheduler",
    "DPMSolverMultistepScheduler": "DPMSolverMultistepScheduler",
    "DPMSolverSinglestepScheduler": "DPMSolverMultistepScheduler",
    "EulerAncestralDiscreteScheduler": "EulerDiscreteScheduler",
    "EulerDiscreteScheduler": "EulerDiscreteScheduler",
    "HeunDiscreteScheduler": "EulerDiscreteScheduler",
    "LCMScheduler": "LCMScheduler",
    "PNDMScheduler": "DPMSolverMultistepScheduler",
    "TCDScheduler": "EulerDiscreteScheduler",
    "UniPCMultistepScheduler": "DPMSolverMultistepScheduler",
}


@pytest.mark.parametrize("name", STAND_INS)
def test_every_sampler_takes_the_timesteps_of_a_plan(name: str) -> None:
    own = getattr(diffusers, name)(**SD_NOISE, prediction_type="v_prediction")
    sampler = discrete_sampler(own)
    sampler.set_timesteps(timesteps=TIMESTEPS)
    assert type(sampler).__name__ == STAND_INS[name]
    assert sampler.timesteps.tolist() == TIMESTEPS
    assert sampler.config.prediction_type == "v_prediction"
    assert torch.equal(sampler.alphas_cumprod, own.alphas_cumprod)


@pytest.mark.parametrize("name", ["EulerDiscreteScheduler", "DPMSolverMultistepScheduler"])
def test_a_spacing_of_its_own_does_not_stand_in_the_way(name: str) -> None:
    sampler = discrete_sampler(getattr(diffusers, name)(**SD_NOISE, use_karras_sigmas=True))
    sampler.set_timesteps(timesteps=TIMESTEPS)
    assert sampler.timesteps.tolist() == TIMESTEPS


def test_a_flow_sampler_takes_sigmas_word_for_word() -> None:
    sampler = flow_sampler(diffusers.FlowMatchEulerDiscreteScheduler(**FLUX_SHIFT))
    sampler.set_timesteps(sigmas=[0.9, 0.5, 0.1], mu=1.15)
    assert sampler.sigmas.tolist() == pytest.approx([0.9, 0.5, 0.1, 0.0])


@pytest.mark.parametrize("name", sorted(set(STAND_INS.values())))
def test_a_waiting_source_has_the_noise_of_the_moment(name: str) -> None:
    """After each step, the source is noised to the level at which the next one starts."""
    sampler = discrete_sampler(getattr(diffusers, name)(**SD_NOISE))
    sampler.set_timesteps(timesteps=TIMESTEPS)
    sampler.set_begin_index(0)
    source, noise = torch.full((1, 4, 2, 2), 3.0), torch.full((1, 4, 2, 2), 5.0)
    latents = torch.randn((1, 4, 2, 2), generator=torch.Generator().manual_seed(0))
    for done, timestep in enumerate(sampler.timesteps[:-1], start=1):
        latents = sampler.step(latents, timestep, latents, return_dict=False)[0]
        alpha = float(sampler.alphas_cumprod[TIMESTEPS[done]])
        signal, spread = alpha**0.5, (1.0 - alpha) ** 0.5
        if name == "EulerDiscreteScheduler":  # which scales latents to a signal of 1
            signal, spread = 1.0, spread / signal
        found = noised(sampler, source, noise, done)
        assert torch.allclose(found, torch.tensor(3.0 * signal + 5.0 * spread), rtol=1e-5)


def test_one_straight_step_tells_where_it_was_heading() -> None:
    sampler: Any = flow_sampler(diffusers.FlowMatchEulerDiscreteScheduler(**FLUX_SHIFT))
    sampler.set_timesteps(sigmas=[0.9, 0.5], mu=1.15)
    clean, noise = torch.tensor([2.0]), torch.tensor([-1.0])
    before = 0.1 * clean + 0.9 * noise
    after = sampler.step(noise - clean, sampler.timesteps[0], before, return_dict=False)[0]
    assert np.allclose(clean_guess(sampler, 1, before, after), clean, atol=1e-6)
