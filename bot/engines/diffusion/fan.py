"""A fan: pictures of several strengths in one pass, each on a schedule of its own.

A pass starts where its strength says, so that pictures of other strengths need other timesteps at
the same step. Networks take a timestep for each picture of a batch; the samplers of diffusers take
one for all. So a fan has a sampler for each picture, and hands the network the timesteps of all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import torch
from torch import Tensor

from bot.engines.diffusion.schedule import Plan

# Pipelines and schedulers are untyped, hence Any below.


class Timesteps(list[Tensor]):
    """For each step the timesteps of all pictures, (B,), where a pipeline expects a tensor."""

    def __getitem__(self, place: Any) -> Any:
        found = super().__getitem__(place)
        return Timesteps(found) if isinstance(place, slice) else found

    def repeat(self, count: int) -> Tensor:
        """The first for each of `count` pictures."""
        return self[0][:count]


class Fan:
    """What a pipeline takes for its scheduler, over `samplers` of one kind: the first is for the
    first of B pictures, and so on. Their plans have as many steps.

    `copies` says how often each picture is in the network's batch, once the pipeline has begun: all
    B of them and then all again where guidance doubles it.
    """

    order = 1

    def __init__(
        self, samplers: Sequence[Any], plans: Sequence[Plan], copies: Callable[[], int]
    ) -> None:
        self.samplers = samplers
        self.config = samplers[0].config
        self._plans = plans
        self._copies = copies

    def set_timesteps(
        self,
        num_inference_steps: int | None = None,
        device: Any = None,
        timesteps: Any = None,
        sigmas: Any = None,
        mu: float | None = None,
    ) -> None:
        """What a pipeline calls before its steps; the plans say what it would."""
        del num_inference_steps, timesteps, sigmas, mu
        for sampler, plan in zip(self.samplers, self._plans, strict=True):
            wanted = {"sigmas": plan.sigmas} if plan.sigmas else {"timesteps": plan.timesteps}
            sampler.set_timesteps(**{k: list(v or ()) for k, v in wanted.items()}, device=device)
        columns = torch.stack([sampler.timesteps for sampler in self.samplers], dim=1)
        self.timesteps = Timesteps(columns.repeat(1, self._copies()))
        """For each step (copies * B,)."""

    def set_begin_index(self, begin_index: int = 0) -> None:
        """At which step the pass begins."""
        for sampler in self.samplers:
            sampler.set_begin_index(begin_index)

    def scale_model_input(self, sample: Tensor, timestep: Tensor) -> Tensor:
        """Latents (copies * B, ...) as the network takes them."""
        return torch.cat(
            [
                self.samplers[number % len(self.samplers)].scale_model_input(each, step)
                for number, (each, step) in enumerate(
                    zip(sample.chunk(len(sample)), timestep, strict=True)
                )
            ]
        )

    def step(
        self,
        model_output: Tensor,
        timestep: Tensor,
        sample: Tensor,
        generator: Any = None,
        return_dict: bool = True,
    ) -> tuple[Tensor]:
        """The latents (B, ...) after a step. Pipelines ask for a tuple."""
        del return_dict
        own = generator if isinstance(generator, list) else [generator] * len(self.samplers)
        return (
            self.each(
                lambda sampler, number, output, before: sampler.step(
                    output, timestep[number], before, generator=own[number], return_dict=False
                )[0],
                model_output,
                sample,
            ),
        )

    def add_noise(self, sample: Tensor, noise: Tensor, timesteps: Tensor) -> Tensor:
        """`sample` (B, ...) noised to where each picture starts, by discrete schedules."""
        del timesteps
        return self.each(
            lambda sampler, _, clean, noise: sampler.add_noise(clean, noise, sampler.timesteps[:1]),
            sample,
            noise,
        )

    def scale_noise(self, sample: Tensor, timestep: Tensor, noise: Tensor) -> Tensor:
        """`sample` (B, ...) noised to where each picture starts, by flow schedules."""
        del timestep
        return self.each(
            lambda sampler, _, clean, noise: sampler.scale_noise(
                clean, sampler.timesteps[:1], noise
            ),
            sample,
            noise,
        )

    def each(self, act: Callable[..., Tensor], *batches: Tensor) -> Tensor:
        """What `act` makes of each picture, given its sampler, its number and its parts (1, ...) of
        the batches."""
        parts = zip(*(batch.chunk(len(batch)) for batch in batches), strict=True)
        return torch.cat(
            [
                act(sampler, number, *part)
                for number, (sampler, part) in enumerate(zip(self.samplers, parts, strict=True))
            ]
        )


@contextmanager
def fanned(pipe: Any, plans: Sequence[Plan], *, doubles: bool) -> Iterator[None]:
    """Have the pipeline follow a plan for each picture, all of as many steps, in this block. Where
    all plans are one, nothing is done. `doubles`: guidance puts each picture into the batch twice.
    """
    if len({(plan.sigmas, plan.timesteps) for plan in plans}) == 1:
        yield
        return

    def copies() -> int:
        return 2 if doubles and pipe.do_classifier_free_guidance else 1

    own = pipe.scheduler
    pipe.scheduler = Fan([deepcopy(own) for _ in plans], plans, copies)
    try:
        yield
    finally:
        pipe.scheduler = own
