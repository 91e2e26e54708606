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


def is_single_step(sampler: Any) -> bool:
    """True where one step goes straight from one noise level to the next, so that the clean
    picture can be read from two latents in a row."""
    return isinstance(sampler, EulerDiscreteScheduler | FlowMatchEulerDiscreteScheduler)
