"""A denoiser with a known answer, for tests that ask whether sampling is exact.

If every latent value is drawn from a normal distribution with mean `mu` and deviation `tau`, the
best guess of the clean value behind `x = a * clean + s * noise` is the posterior mean
`mu + tau^2 a / (tau^2 a^2 + s^2) * (x - a * mu)`. It works on each value alone: what happens to
one pixel cannot leak into another, as it does through a network.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor


def install_gaussian_denoiser(pipe: Any, *, mu: float = 0.7, tau: float = 0.8) -> None:
    """Replace the forward pass of the pipeline's UNet or transformer by the posterior mean, in
    the terms in which the pipeline's network answers (noise, v or velocity)."""

    def clean(x: Tensor, a: float, s: float) -> Tensor:
        return mu + tau**2 * a / (tau**2 * a**2 + s**2) * (x - a * mu)

    def velocity(x: Tensor, sigma: float) -> Tensor:
        """Noise minus clean, for `x = (1 - sigma) * clean + sigma * noise`."""
        guess = clean(x, 1.0 - sigma, sigma)
        return (x - guess) / sigma

    def unet(sample: Tensor, timestep: Any, *_args: Any, **_options: Any) -> tuple[Tensor]:
        ratio = _noise_to_signal(pipe.scheduler, float(timestep))
        a = 1.0 / math.sqrt(1.0 + ratio**2)
        s = ratio * a
        guess = clean(sample, a, s)
        noise = (sample - a * guess) / s
        kind = pipe.scheduler.config.prediction_type
        answers = {"epsilon": noise, "v_prediction": a * noise - s * guess, "sample": guess}
        return (answers[kind],)

    def transformer(
        hidden_states: Tensor, timestep: Tensor, *_args: Any, **_options: Any
    ) -> tuple[Tensor]:
        return (velocity(hidden_states, float(timestep.flatten()[0]) / longest),)

    def z_image(x: list[Tensor], t: Tensor, *_args: Any, **_options: Any) -> tuple[list[Tensor]]:
        """Z-Image takes a list, counts time from noise to picture and answers with the sign
        turned."""
        return ([-velocity(each.float(), 1.0 - float(t[0])) for each in x],)

    name = type(pipe).__name__
    longest = 1000.0 if name.startswith("StableDiffusion3") else 1.0
    if getattr(pipe, "unet", None) is not None:
        pipe.unet.forward = unet
    else:
        pipe.transformer.forward = z_image if name.startswith("ZImage") else transformer


def _noise_to_signal(scheduler: Any, timestep: float) -> float:
    """sigma / alpha of the training schedule, linear between timesteps as Euler has it."""
    squared = (1.0 - scheduler.alphas_cumprod) / scheduler.alphas_cumprod
    ratios: Tensor = torch.sqrt(squared)
    lower = math.floor(timestep)
    upper = min(lower + 1, len(ratios) - 1)
    return float(torch.lerp(ratios[lower], ratios[upper], timestep - lower))
