"""A fan: pictures of several strengths in one pass, each on a schedule of its own.

A pass starts where its strength says, so that pictures of other strengths need other timesteps at
the same step. Pipelines that hand the timestep on with `expand` take one for each picture as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from diffusers import FlowMatchEulerDiscreteScheduler
from numpy.typing import NDArray
from torch import Tensor

from bot.engines.diffusion.schedule import Plan

# Pipelines and schedulers are untyped, hence Any below.


class FanSampler(FlowMatchEulerDiscreteScheduler):  # type: ignore[misc]  # diffusers is untyped
    """The flow sampler with a column of sigmas for each of B pictures, for packed latents
    (B, tokens, channels)."""

    def lay_out(self, levels: NDArray[np.float32]) -> None:
        """Take these sigmas (steps, B), whatever the pipeline asks for later."""
        self._levels = levels

    def set_timesteps(
        self,
        num_inference_steps: int | None = None,
        device: Any = None,
        sigmas: Any = None,
        mu: float | None = None,
        timesteps: Any = None,
    ) -> None:
        """What a pipeline calls before its steps."""
        del num_inference_steps, sigmas, mu, timesteps
        levels = torch.from_numpy(self._levels).to(device)
        self.num_inference_steps = len(levels)
        self.timesteps = levels * self.config.num_train_timesteps
        self.sigmas = torch.cat([levels, torch.zeros_like(levels[:1])])[:, :, None, None]
        self._step_index = self._begin_index = None

    def scale_noise(self, sample: Tensor, timestep: Tensor, noise: Tensor) -> Tensor:
        """`sample` (B, tokens, channels) at the noise level of the step that comes next."""
        del timestep
        level = self.sigmas[self.step_index or 0].to(sample)
        return level * noise + (1.0 - level) * sample


@contextmanager
def fanned(pipe: Any, plans: Sequence[Plan]) -> Iterator[None]:
    """Have the pipeline follow a plan for each picture, all of as many steps, in this block. Where
    all plans are one, nothing is done."""
    if len({plan.sigmas for plan in plans}) == 1:
        yield
        return
    own = pipe.scheduler
    sampler = FanSampler.from_config(own.config)
    sampler.lay_out(np.array([plan.sigmas for plan in plans], np.float32).T.copy())
    pipe.scheduler = sampler
    try:
        yield
    finally:
        pipe.scheduler = own
