"""One pass: several pictures of one size and plan, denoised together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from bot.engines.diffusion.adapter import Adapter, Call
from bot.engines.diffusion.embeds import Embeds, put_together
from bot.engines.diffusion.fan import fanned
from bot.engines.diffusion.schedule import Plan
from bot.engines.diffusion.strength_map import OnStep, StrengthMap

# Embeddings hold tensors or lists of them, hence Any below.


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shot:
    """One picture of a pass: normalised source latents (1, C, h, w), the strength of each cell
    (h, w), embeddings of batch side 1, its seed, and its plan where it is not that of the pass."""

    source: Tensor
    cells: NDArray[np.float32]
    embeds: Embeds
    seed: int
    plan: Plan | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What all pictures of a pass share: the plan, the guidance scale, the size (height, width)
    in pixels, and for editors the photo."""

    plan: Plan
    guidance_scale: float
    size: tuple[int, int]
    reference: Image.Image | None = None


def call_for(adapter: Adapter, shots: Sequence[Shot], setup: Setup) -> Call:
    """The call of the pipeline that makes these pictures."""
    source = torch.cat([shot.source for shot in shots])
    embeds = put_together([shot.embeds for shot in shots])
    seeds = [shot.seed for shot in shots]
    return Call(
        plans=[shot.plan or setup.plan for shot in shots],
        source=source,
        noise=adapter.codec.noise(source.shape, seeds, _dtype_of(embeds)),
        embeds=embeds,
        seeds=seeds,
        guidance_scale=setup.guidance_scale,
        size=setup.size,
        reference=setup.reference,
    )


def denoise(
    adapter: Adapter, shots: Sequence[Shot], setup: Setup, on_step: OnStep | None = None
) -> Tensor:
    """The finished latents (B, C, h, w) of a pass, normalised, strength 0 exactly the source.

    What `on_step` raises ends the pass within a step; the pipeline stays fit for the next one.
    """
    call = call_for(adapter, shots, setup)
    strength_map = StrengthMap(
        codec=adapter.codec,
        plans=call.plans,
        source=call.source,
        noise=call.noise,
        cells=np.stack([shot.cells for shot in shots]),
        on_step=on_step,
    )
    try:
        with fanned(adapter.pipe, call.plans, doubles=adapter.doubles):
            adapter.pipe(
                **adapter.arguments(call),
                output_type="latent",
                callback_on_step_end=strength_map,
                callback_on_step_end_tensor_inputs=["latents"],
            )
    except BaseException:
        adapter.pipe.maybe_free_model_hooks()  # what a pipeline does at its end only
        raise
    return strength_map.latents


def _dtype_of(embeds: Embeds) -> torch.dtype:
    """The type in which a pipeline draws its noise: that of the embeddings."""
    value: Any = embeds["prompt_embeds"]
    dtype: torch.dtype = (value[0] if isinstance(value, list) else value).dtype
    return dtype
