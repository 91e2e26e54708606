"""Samplers that follow a plan: what takes the place of the scheduler that a model came with.

The strength map replaces latents between two steps and hands every run its own timesteps or
sigmas. Not every scheduler bears that: UniPC's corrector carries on from latents of its own and
jumps when they differ, PNDM repeats a timestep, and many take no timesteps at all.
"""

from __future__ import annotations

import inspect
import logging
from typing import Any

from diffusers import (
    DPMSolverMultistepScheduler,
    EulerDiscreteScheduler,
    FlowMatchEulerDiscreteScheduler,
    LCMScheduler,
)
from torch import Tensor, cat

from bot.engines.diffusion.fan import Fan

log = logging.getLogger(__name__)

# Schedulers have no common base that is typed, hence Any below.

_MULTISTEP = frozenset(
    {
        "DEISMultistepScheduler",
        "DPMSolverMultistepScheduler",
        "DPMSolverSinglestepScheduler",
        "PNDMScheduler",
        "SASolverScheduler",
        "UniPCMultistepScheduler",
    }
)
"""Higher-order schedulers; DPM++ 2M stands in for all. With its corrector switched off, UniPC
gives the same pictures as DPM++ 2M, without custom timesteps."""

_STRAIGHT = (EulerDiscreteScheduler, FlowMatchEulerDiscreteScheduler)

_PLAIN_SPACING = {
    "use_karras_sigmas": False,
    "use_exponential_sigmas": False,
    "use_beta_sigmas": False,
    "use_lu_lambdas": False,
    "interpolation_type": "linear",
    "timestep_type": "discrete",
    "final_sigmas_type": "zero",
}
"""A plan says where the steps are; options that space them otherwise are refused beside it."""


def discrete_sampler(own: Any) -> Any:
    """A sampler for SD and SDXL that takes timesteps, with `own`'s betas and prediction type.

    LCM stays what it is, multistep schedulers become DPM++ 2M and all others Euler, which for
    DDIM and TCD without added noise is the same thing in other variables.
    """
    name = type(own).__name__
    if name == "LCMScheduler":
        kind: Any = LCMScheduler
    elif name in _MULTISTEP:
        kind = DPMSolverMultistepScheduler
    else:
        kind = EulerDiscreteScheduler
    if kind.__name__ != name:
        log.info("%s runs as %s", name, kind.__name__)
    known = inspect.signature(kind).parameters
    return kind.from_config(own.config, **{k: v for k, v in _PLAIN_SPACING.items() if k in known})


def flow_sampler(own: Any) -> Any:
    """A sampler for flow models that takes sigmas word for word: the time shift is in the plan."""
    return FlowMatchEulerDiscreteScheduler.from_config(
        own.config,
        shift=1.0,
        use_dynamic_shifting=False,
        shift_terminal=None,
        use_karras_sigmas=False,
        use_exponential_sigmas=False,
        use_beta_sigmas=False,
    )


def noised(sampler: Any, source: Tensor, noise: Tensor, step: int) -> Tensor:
    """`source` at the noise level at which step number `step`, from 0, starts.

    For steps of the running pass. Samplers that keep sigmas go by their own step count, which
    stands there, and ignore the timestep; LCM goes by the timestep. In float32, since both
    functions round the level to the source's type.
    """
    if isinstance(sampler, Fan):
        return sampler.each(
            lambda own, _, clean, grain: noised(own, clean, grain, step), source, noise
        )
    timesteps = sampler.timesteps[step].expand(len(source))
    noisy: Tensor
    if hasattr(sampler, "scale_noise"):
        noisy = sampler.scale_noise(source.float(), timesteps, noise.float())
    else:
        noisy = sampler.add_noise(source.float(), noise.float(), timesteps)
    return noisy


def start_of(sampler: Any, source: Tensor, noise: Tensor) -> Tensor | None:
    """What the running pass started from, for samplers whose steps are straight, else None."""
    if isinstance(sampler, Fan):
        pairs = zip(
            sampler.samplers, source.chunk(len(source)), noise.chunk(len(noise)), strict=True
        )
        starts = [start for own, *pair in pairs if (start := start_of(own, *pair)) is not None]
        return cat(starts) if starts else None
    if not isinstance(sampler, _STRAIGHT):
        return None
    level = _level(sampler, 0)
    is_flow = isinstance(sampler, FlowMatchEulerDiscreteScheduler)
    return (1.0 - level if is_flow else 1.0) * source + level * noise


def clean_guess(sampler: Any, done: int, before: Tensor | None, after: Tensor) -> Tensor:
    """The clean latents that step number `done`, from 1, was heading for.

    One Euler step moves from `before` to `after` on the straight line to the clean latents, which
    this extends to its end. DPM++ keeps its own guess. Otherwise the latents as they are.
    """
    if isinstance(sampler, Fan):
        known = after if before is None else before
        return sampler.each(
            lambda own, _, was, now: clean_guess(own, done, None if before is None else was, now),
            known,
            after,
        )
    guesses = getattr(sampler, "model_outputs", None)
    if guesses and guesses[-1] is not None:
        guess: Tensor = guesses[-1]
        return guess
    if before is None:
        return after
    level, next_level = _level(sampler, done - 1), _level(sampler, done)
    moved = after.float() - before.float()
    return after.float() - next_level / (next_level - level) * moved


def _level(sampler: Any, step: int) -> float:
    """The sigma at which a step starts."""
    return float(sampler.sigmas[step])
