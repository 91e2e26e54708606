"""Codecs: pictures to a model's normalised latents and back, and into the shape of its steps.

The pipelines draw their source latents at random and resize pictures as they like. Here a picture
has one latent, the mode of its distribution, at exactly its own size, which is what makes batches
equal singles and frozen pixels exact.

Two shapes: *latents* (B, C, h, w), where the strength map lives, and *packed* latents, which is
what a pipeline keeps between its steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from diffusers.utils.torch_utils import randn_tensor
from torch import Tensor

# Pipelines and autoencoders have no common typed base, hence Any below.


class Codec:
    """The codec of SD, SDXL, SD3 and Z-Image: one KL autoencoder, latents that stay as they are.

    Normalised are `(z - shift_factor) * scaling_factor`, or with the mean and deviation that some
    finetunes of SDXL bring.
    """

    def __init__(self, pipe: Any) -> None:
        self.pipe = pipe
        vae = pipe.vae
        if getattr(vae.config, "force_upcast", False) and vae.dtype == torch.float16:
            vae.to(dtype=torch.float32)  # SDXL's autoencoder overflows in half precision

    @property
    def device(self) -> torch.device:
        """Where latents are: the pipeline's own device, also under offloading."""
        device: torch.device = self.pipe._execution_device
        return device

    @torch.no_grad()
    def encode(self, picture: Tensor) -> Tensor:
        """Normalised latents (1, C, h, w) in float32 of a picture (3, H, W) in -1 to 1."""
        vae = self.pipe.vae
        pixels = _channels_last(picture[None].to(self.device, vae.dtype))
        return self._normalise(self._encode(pixels).float())

    @torch.no_grad()
    def decode(self, latents: Tensor) -> Tensor:
        """Pictures (B, 3, H, W) in -1 to 1, float32, of normalised latents (B, C, h, w)."""
        vae = self.pipe.vae
        denormalised = self._denormalise(latents.float()).to(vae.dtype)
        return self._decode(_channels_last(denormalised)).float()

    def noise(self, shape: torch.Size, seeds: Sequence[int], dtype: torch.dtype) -> Tensor:
        """Noise (B, *shape[1:]), one generator per picture: the very values that an img2img
        pipeline draws first from generators with these seeds."""
        full = (len(seeds), *shape[1:])
        return randn_tensor(full, generator=generators(seeds), device=self.device, dtype=dtype)

    def pack(self, latents: Tensor) -> Tensor:
        """Latents in the shape that the pipeline steps through."""
        return latents

    def unpack(self, packed: Tensor, grid: tuple[int, int]) -> Tensor:
        """The opposite of `pack`; `grid` is (h, w) of the latents."""
        del grid
        return packed

    def paintable(self, latents: Tensor) -> Tensor:
        """Latents whose cells answer for one place each, (B, C', h', w'): what a preview reads."""
        return latents

    def _encode(self, pixels: Tensor) -> Tensor:
        latents: Tensor = self.pipe.vae.encode(pixels).latent_dist.mode()
        return latents

    def _decode(self, latents: Tensor) -> Tensor:
        pictures: Tensor = self.pipe.vae.decode(latents, return_dict=False)[0]
        return pictures

    def _normalise(self, latents: Tensor) -> Tensor:
        config = self.pipe.vae.config
        if _has_statistics(config):
            mean, deviation = _statistics(config, latents)
            return (latents - mean) * config.scaling_factor / deviation
        return (latents - (_shift(config))) * config.scaling_factor

    def _denormalise(self, latents: Tensor) -> Tensor:
        config = self.pipe.vae.config
        if _has_statistics(config):
            mean, deviation = _statistics(config, latents)
            return latents * deviation / config.scaling_factor + mean
        return latents / config.scaling_factor + _shift(config)


class PackedCodec(Codec):
    """The codec of FLUX.1: as above, packed in patches of 2 x 2 cells, (B, h/2 * w/2, 4 C)."""

    def pack(self, latents: Tensor) -> Tensor:
        batch, channels, height, width = latents.shape
        packed: Tensor = self.pipe._pack_latents(latents, batch, channels, height, width)
        return packed

    def unpack(self, packed: Tensor, grid: tuple[int, int]) -> Tensor:
        height, width = grid
        patches = packed.reshape(len(packed), height // 2, width // 2, -1, 2, 2)
        return patches.permute(0, 3, 1, 4, 2, 5).reshape(len(packed), -1, height, width)


class QwenCodec(PackedCodec):
    """The codec of Qwen-Image: a video autoencoder at one frame, mean and deviation a channel."""

    def _encode(self, pixels: Tensor) -> Tensor:
        return super()._encode(pixels.unsqueeze(2))[:, :, 0]

    def _decode(self, latents: Tensor) -> Tensor:
        return super()._decode(latents.unsqueeze(2))[:, :, 0]

    def _normalise(self, latents: Tensor) -> Tensor:
        mean, deviation = _statistics(self.pipe.vae.config, latents)
        return (latents - mean) / deviation

    def _denormalise(self, latents: Tensor) -> Tensor:
        mean, deviation = _statistics(self.pipe.vae.config, latents)
        return latents * deviation + mean


class Flux2Codec(Codec):
    """The codec of FLUX.2: patches of 2 x 2 cells become channels, normalised by the running
    statistics of the autoencoder's batch norm; packed (B, h * w, C)."""

    def pack(self, latents: Tensor) -> Tensor:
        packed: Tensor = self.pipe._pack_latents(latents)
        return packed

    def unpack(self, packed: Tensor, grid: tuple[int, int]) -> Tensor:
        return packed.permute(0, 2, 1).reshape(len(packed), -1, *grid)

    def paintable(self, latents: Tensor) -> Tensor:
        return self._denormalise(latents)

    def _normalise(self, latents: Tensor) -> Tensor:
        patches = self.pipe._patchify_latents(latents)
        mean, deviation = self._running(patches)
        return (patches - mean) / deviation

    def _denormalise(self, latents: Tensor) -> Tensor:
        mean, deviation = self._running(latents)
        cells: Tensor = self.pipe._unpatchify_latents(latents * deviation + mean)
        return cells

    def _running(self, like: Tensor) -> tuple[Tensor, Tensor]:
        vae = self.pipe.vae
        mean = vae.bn.running_mean.view(1, -1, 1, 1).to(like)
        variance = vae.bn.running_var.view(1, -1, 1, 1).to(like)
        return mean, torch.sqrt(variance + vae.config.batch_norm_eps)


def generators(seeds: Sequence[int]) -> list[torch.Generator]:
    """One generator per picture, on the CPU, so that a seed means the same on every device."""
    return [torch.Generator("cpu").manual_seed(seed) for seed in seeds]


def _channels_last(tensor: Tensor) -> Tensor:
    """The same values with channels side by side in memory, which convolutions are faster on: a
    quarter of the decoder's time on a CPU."""
    return tensor.contiguous(memory_format=torch.channels_last)


def _has_statistics(config: Any) -> bool:
    return (
        getattr(config, "latents_mean", None) is not None
        and getattr(config, "latents_std", None) is not None
    )


def _statistics(config: Any, like: Tensor) -> tuple[Tensor, Tensor]:
    mean = torch.tensor(config.latents_mean).view(1, -1, 1, 1).to(like)
    deviation = torch.tensor(config.latents_std).view(1, -1, 1, 1).to(like)
    return mean, deviation


def _shift(config: Any) -> float:
    return float(getattr(config, "shift_factor", None) or 0.0)
