"""The strength map: differential diffusion over stock pipelines.

Each cell of the latents has its own strength. Until the pass comes down to it, the cell is the
source, noised to the level of the moment, so that its surroundings are drawn around it; from then
on it is denoised like the rest (Levin and Fried, "Differential Diffusion: Giving Each Pixel Its
Strength", arXiv 2306.00950). Cells of strength 0 stay to the end, and end as the clean source.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import adaptive_max_pool2d

from bot.engines.arrays import Plane
from bot.engines.diffusion.codec import Codec
from bot.engines.diffusion.schedule import Plan

# Schedulers and the pipeline's callback arguments are untyped, hence Any below.

OnStep = Callable[[int, Tensor], None]
"""Called after each step with the number of steps done and the packed latents as the sampler left
them, before frozen cells are put back. May raise to end the pass."""


def cells_of(strengths: Plane, grid: tuple[int, int]) -> NDArray[np.float32]:
    """A map of pixels (H, W) as one of latent cells (h, w), each with the highest strength in it:
    one pixel that may change makes its cell change, and the rest is put back afterwards."""
    pooled = adaptive_max_pool2d(torch.from_numpy(strengths)[None, None], grid)
    return pooled[0, 0].numpy()


class StrengthMap:
    """What a pipeline calls after each of its steps (`callback_on_step_end`).

    `source` and `noise` are (B, C, h, w), `cells` (B, h, w) strengths in [0, 1]. `latents` holds
    the packed latents as they were last returned: after the pass, the result.
    """

    def __init__(
        self,
        *,
        codec: Codec,
        plan: Plan,
        source: Tensor,
        noise: Tensor,
        cells: NDArray[np.float32],
        on_step: OnStep | None = None,
    ) -> None:
        self._steps = plan.steps
        self._source = codec.pack(source.float())
        self._noise = codec.pack(noise.float())
        first = torch.from_numpy(plan.first_steps(cells)).int()
        self._last_release = int(first.max())
        spread = first.to(source.device)[:, None].expand(source.shape)
        self._first = codec.pack(spread.contiguous())
        self._on_step = on_step
        self.latents: Tensor | None = None

    def __call__(
        self, pipe: Any, step: int, timestep: Any, arguments: dict[str, Any]
    ) -> dict[str, Any]:
        """Put the source back into the cells whose time has not come."""
        del timestep
        done = step + 1
        latents: Tensor = arguments["latents"]
        if self._on_step is not None:
            self._on_step(done, latents)
        if self._last_release >= done:
            source = self._source_at(pipe.scheduler, done).to(latents.dtype)
            latents = torch.where(self.frozen(done), source, latents)
        self.latents = latents
        return {"latents": latents}

    def frozen(self, done: int) -> Tensor:
        """Which packed values are still the source's after `done` steps."""
        return self._first >= done

    @property
    def source(self) -> Tensor:
        """The clean source, packed."""
        return self._source

    def _source_at(self, scheduler: Any, done: int) -> Tensor:
        """The source at the noise level that the latents have after `done` steps.

        Schedulers of sigmas go by their own step count, which stands at `done`, and ignore the
        timestep; those of alphas go by the timestep. In float32: they cast to the sample's type.
        """
        if done == self._steps:
            return self._source
        timesteps = scheduler.timesteps[done].expand(len(self._source))
        noisy: Tensor
        if hasattr(scheduler, "scale_noise"):
            noisy = scheduler.scale_noise(self._source, timesteps, self._noise)
        else:
            noisy = scheduler.add_noise(self._source, self._noise, timesteps)
        return noisy
