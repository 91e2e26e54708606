from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from diffusers import (
    DPMSolverMultistepScheduler,
    EulerDiscreteScheduler,
    FlowMatchEulerDiscreteScheduler,
)
from diffusers.pipelines.flux2.pipeline_flux2_klein import compute_empirical_mu
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.engines.diffusion.samplers import discrete_sampler, flow_sampler
from bot.engines.diffusion.schedule import (
    NEVER,
    DiscreteSchedule,
    FlowSchedule,
    Plan,
    Schedule,
    flow_sigma_of,
    shifted,
    snr_of,
)
from tests.engines.diffusion.stage import LIBRARY_WARNINGS
from tests.engines.diffusion.tiny import FLUX_SHIFT, QWEN_SHIFT, SD_NOISE

pytestmark = LIBRARY_WARNINGS

ALPHAS = torch.cumprod(1.0 - torch.linspace(0.00085**0.5, 0.012**0.5, 1000) ** 2, dim=0)
TOKENS = (1024 // 16) ** 2

STRENGTHS = st.floats(0.01, 1.0)
STEPS = st.integers(1, 100)


def sdxl() -> Schedule:
    return DiscreteSchedule(alphas_cumprod=ALPHAS.double().numpy())


def flux(steps: int) -> Schedule:
    del steps
    mu = 0.5 + (1.15 - 0.5) * (TOKENS - 256) / (4096 - 256)
    return FlowSchedule(factor=math.exp(mu))


def klein(steps: int) -> Schedule:
    return FlowSchedule(factor=math.exp(compute_empirical_mu(TOKENS, steps)))


def snr_at_start(plan: Plan) -> float:
    """The SNR at which a pipeline with this plan starts, read from the sampler it runs."""
    if plan.timesteps is not None:
        euler = discrete_sampler(EulerDiscreteScheduler(**SD_NOISE))
        euler.set_timesteps(timesteps=list(plan.timesteps))
        return float(euler.sigmas[0]) ** -2
    flow = flow_sampler(FlowMatchEulerDiscreteScheduler(**FLUX_SHIFT))
    flow.set_timesteps(sigmas=list(plan.sigmas or ()), mu=1.0)
    sigma = float(flow.sigmas[0])
    return ((1.0 - sigma) / sigma) ** 2


@pytest.mark.parametrize("steps", [4, 28])
@pytest.mark.parametrize("model", ["sdxl", "flux", "klein"])
def test_sampling_starts_at_the_signal_to_noise_ratio_of_the_scale(model: str, steps: int) -> None:
    schedule = {"sdxl": sdxl(), "flux": flux(steps), "klein": klein(steps)}[model]
    for strength in np.arange(0.10, 0.951, 0.05):
        expected = float(ALPHAS[round(1000 * strength)] / (1 - ALPHAS[round(1000 * strength)]))
        plan = schedule.plan(float(strength), 0.0, steps)
        assert plan.steps == steps
        assert snr_at_start(plan) == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize("steps", [4, 28])
@pytest.mark.parametrize("model", ["sdxl", "flux", "klein"])
def test_the_lower_strength_starts_at_its_ratio_too(model: str, steps: int) -> None:
    schedule = {"sdxl": sdxl(), "flux": flux(steps), "klein": klein(steps)}[model]
    for high, low in ((0.95, 0.2), (0.9, 0.3), (0.6, 0.5), (0.4, 0.1)):
        plan = schedule.plan(high, low, steps)
        assert plan.steps == steps
        assert snr_at_start(plan) == pytest.approx(float(snr_of(high)), rel=0.05)
        first = int(plan.first_steps(np.array([low]))[0])
        assert first > 0
        assert snr_at_start(_from_step(plan, first)) == pytest.approx(float(snr_of(low)), rel=0.05)


def test_strength_1_is_the_maximum_of_each_schedule() -> None:
    assert sdxl().plan(1.0, 0.0, 4).timesteps == (999, 749, 499, 249)
    assert (flux(4).plan(1.0, 0.0, 4).sigmas or ())[0] == 1.0
    assert (klein(4).plan(1.0, 0.0, 4).sigmas or ())[0] == 1.0


def test_strength_1_takes_the_steps_that_the_family_takes_itself() -> None:
    for steps in (4, 28):
        own = FlowMatchEulerDiscreteScheduler(**QWEN_SHIFT)
        mu = 0.7
        own.set_timesteps(sigmas=np.linspace(1.0, 1.0 / steps, steps), mu=mu)
        schedule = FlowSchedule(factor=math.exp(mu), terminal=0.02)
        assert schedule.plan(1.0, 0.0, steps).sigmas == pytest.approx(
            own.sigmas[:-1].tolist(), abs=1e-6
        )


def test_a_model_with_other_betas_starts_where_its_own_ratio_is() -> None:
    other = DPMSolverMultistepScheduler(beta_start=0.0001, beta_end=0.02, beta_schedule="linear")
    alphas = other.alphas_cumprod.double().numpy()
    plan = DiscreteSchedule(alphas_cumprod=alphas).plan(0.5, 0.0, 10)
    start = alphas[(plan.timesteps or ())[0]]
    assert start / (1.0 - start) == pytest.approx(float(snr_of(0.5)), rel=0.05)


def test_the_scale_falls_smoothly_to_pure_noise() -> None:
    sigmas = flow_sigma_of(np.linspace(0.0, 1.0, 1001))
    assert sigmas[-1] == 1.0
    assert (np.diff(sigmas) >= 0.0).all()
    assert np.diff(sigmas).max() < 0.02


def test_cells_start_at_the_step_nearest_to_their_strength() -> None:
    plan = flux(4).plan(0.9, 0.3, 4)
    assert plan.first_steps(np.array([[0.0, 0.9], [0.3, 1.0]])).tolist()[0] == [NEVER, 0]
    lowest = int(plan.first_steps(np.array([0.3]))[0])
    assert plan.position_of(np.array(0.3)) == pytest.approx(plan.positions[lowest])
    assert plan.first_steps(np.array([1e-6])).tolist() == [3]


def test_a_plan_of_one_step_gets_another_for_two_strengths() -> None:
    assert sdxl().plan(0.9, 0.4, 1).timesteps == (900, 400)
    assert flux(1).plan(0.9, 0.4, 1).steps == 2
    assert flux(1).plan(0.9, 0.0, 1).steps == 1


@given(high=STRENGTHS, low=st.one_of(st.just(0.0), STRENGTHS), steps=STEPS)
@settings(max_examples=150, deadline=None)
def test_timesteps_fall_and_are_as_many_as_asked(high: float, low: float, steps: int) -> None:
    plan = sdxl().plan(max(high, low), min(high, low) if low else 0.0, steps)
    timesteps = plan.timesteps or ()
    assert len(timesteps) in (steps, 2)
    assert all(later < earlier for earlier, later in zip(timesteps, timesteps[1:], strict=False))
    assert timesteps[-1] >= 0
    assert timesteps[0] <= 999


@given(
    high=STRENGTHS,
    low=st.one_of(st.just(0.0), STRENGTHS),
    steps=STEPS,
    factor=st.floats(0.5, 10.0),
    terminal=st.one_of(st.none(), st.just(0.02)),
    smallest=st.one_of(st.none(), st.just(0.003)),
)
@settings(max_examples=150, deadline=None)
def test_sigmas_fall_and_are_as_many_as_asked(
    high: float,
    low: float,
    steps: int,
    factor: float,
    terminal: float | None,
    smallest: float | None,
) -> None:
    schedule = FlowSchedule(factor=factor, terminal=terminal, smallest=smallest)
    plan = schedule.plan(max(high, low), min(high, low) if low else 0.0, steps)
    sigmas = plan.sigmas or ()
    assert len(sigmas) in (steps, 2)
    assert all(later < earlier for earlier, later in zip(sigmas, sigmas[1:], strict=False))
    assert 0.0 < sigmas[-1] <= sigmas[0] <= 1.0


@given(u=st.floats(0.0, 1.0), factor=st.floats(0.1, 20.0))
def test_the_shift_can_be_undone(u: float, factor: float) -> None:
    there = shifted(np.array(u), factor)
    assert float(shifted(there, 1.0 / factor)) == pytest.approx(u, abs=1e-9)


def _from_step(plan: Plan, first: int) -> Plan:
    return Plan(
        positions=plan.positions[first:],
        position_of=plan.position_of,
        timesteps=plan.timesteps[first:] if plan.timesteps else None,
        sigmas=plan.sigmas[first:] if plan.sigmas else None,
    )
