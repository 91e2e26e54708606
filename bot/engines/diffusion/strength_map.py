"""The strength map: differential diffusion over stock pipelines.

Each cell of the latents has its own strength. Until the pass comes down to it, the cell is the
source, noised to the level of the moment, so that its surroundings are drawn around it; from then
on it is denoised like the rest (Levin and Fried, "Differential Diffusion: Giving Each Pixel Its
Strength", arXiv 2306.00950). Cells of strength 0 stay to the end, and end as the clean source.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import adaptive_max_pool2d

from bot.engines.arrays import Plane
from bot.engines.diffusion.codec import Codec
from bot.engines.diffusion.samplers import clean_guess, noised, start_of
from bot.engines.diffusion.schedule import Plan

# Schedulers and the pipeline's callback arguments are untyped, hence Any below.

OnStep = Callable[[int, Callable[[], Tensor]], None]
"""Called after each step with the number of steps done and a function that gives the clean latents
(B, C, h, w) that the sampler is heading for. May raise to end the pass."""


def cells_of(strengths: Plane, grid: tuple[int, int]) -> NDArray[np.float32]:
    """A map of pixels (H, W) as one of latent cells (h, w), each with the highest strength in it:
    one pixel that may change makes its cell change, and the rest is put back afterwards."""
    pooled = adaptive_max_pool2d(torch.from_numpy(strengths)[None, None], grid)
    return pooled[0, 0].numpy()


class StrengthMap:
    """What a pipeline calls after each of its steps (`callback_on_step_end`).

    `source` and `noise` are (B, C, h, w), `cells` (B, h, w) strengths in [0, 1]; `plans` are B.
    """

    def __init__(
        self,
        *,
        codec: Codec,
        plans: Sequence[Plan],
        source: Tensor,
        noise: Tensor,
        cells: NDArray[np.float32],
        on_step: OnStep | None = None,
    ) -> None:
        self._codec = codec
        self._grid = (source.shape[-2], source.shape[-1])
        self._steps = plans[0].steps
        self._source = codec.pack(source.float())
        self._noise = codec.pack(noise.float())
        steps = [plan.first_steps(each) for plan, each in zip(plans, cells, strict=True)]
        first = torch.from_numpy(np.stack(steps)).int()
        self._last_release = int(first.max())
        # In the source's memory layout, which the choice between the two below hands on to the
        # network: its convolutions are slower on the other one.
        spread = torch.empty_like(source, dtype=first.dtype)
        self._first = codec.pack(spread.copy_(first[:, None]))
        self._on_step = on_step
        self._latents: Tensor | None = None

    @property
    def latents(self) -> Tensor:
        """The latents (B, C, h, w) after the last step: at the end of the pass, the result."""
        if self._latents is None:
            raise RuntimeError("the pipeline has not taken a step")
        return self._codec.unpack(self._latents, self._grid)

    def __call__(
        self, pipe: Any, step: int, timestep: Any, arguments: dict[str, Any]
    ) -> dict[str, Any]:
        """Put the source back into the cells whose time has not come."""
        del timestep
        done = step + 1
        before, latents = self._latents, arguments["latents"]
        if self._on_step is not None:
            self._on_step(done, lambda: self._heading(pipe.scheduler, done, before, latents))
        if self._last_release >= done:
            last = done == self._steps
            source = self._source
            if not last:
                source = noised(pipe.scheduler, self._source, self._noise, done)
            latents = torch.where(self._first >= done, source.to(latents.dtype), latents)
        self._latents = latents
        return {"latents": latents}

    def _heading(self, sampler: Any, done: int, before: Tensor | None, after: Tensor) -> Tensor:
        """The clean latents (B, C, h, w) ahead, the source's own where cells are not released."""
        if done == 1:
            before = start_of(sampler, self._source, self._noise)
        guess = clean_guess(sampler, done, before, after).float()
        shown = torch.where(self._first >= done, self._source, guess)
        return self._codec.unpack(shown, self._grid)
