"""Flow matching models with a strength: SD3, FLUX.1, Z-Image and Qwen-Image."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from bot.engines.diffusion.adapter import Adapter, Call, Prompt, named
from bot.engines.diffusion.codec import PackedCodec, QwenCodec, generators
from bot.engines.diffusion.embeds import Embeds
from bot.engines.diffusion.samplers import flow_sampler
from bot.engines.diffusion.schedule import FlowSchedule, shifted


class Flow(Adapter):
    """Flow matching with `strength`: the source goes in as latents."""

    def __init__(self, pipe: Any) -> None:
        super().__init__(pipe)
        self._shift = pipe.scheduler.config
        pipe.scheduler = flow_sampler(pipe.scheduler)

    def schedule(self, size: tuple[int, int], steps: int) -> FlowSchedule:
        factor = float(self._shift.shift)
        if self._shift.use_dynamic_shifting:
            mu = self._mu(_tokens(size), steps)
            factor = mu if self._shift.get("time_shift_type") == "linear" else math.exp(mu)
        return FlowSchedule(factor=factor, terminal=self._shift.get("shift_terminal"))

    def arguments(self, call: Call) -> dict[str, Any]:
        height, width = call.size
        return {
            **call.embeds,
            **self._guidance(call.guidance_scale),
            "image": call.source,
            "strength": 1.0,  # of the plan's sigmas, which start where the dial says
            "sigmas": list(call.plan.sigmas or ()),
            "num_inference_steps": call.plan.steps,
            "generator": generators(call.seeds),
            "height": height,
            "width": width,
        }

    def _guidance(self, scale: float) -> dict[str, float]:
        return {"guidance_scale": scale}

    def _mu(self, tokens: int, steps: int) -> float:
        """The size-dependent shift, as the pipelines interpolate it."""
        del steps
        short = self._shift.get("base_image_seq_len", 256)
        long = self._shift.get("max_image_seq_len", 4096)
        low, high = self._shift.get("base_shift", 0.5), self._shift.get("max_shift", 1.15)
        return float(low + (high - low) * (tokens - short) / (long - short))


class StableDiffusion3(Flow):
    """Stable Diffusion 3 and 3.5."""

    tokenizer = "tokenizer_3"
    doubles = True
    reads_tokens = 256

    def schedule(self, size: tuple[int, int], steps: int) -> FlowSchedule:
        """Its pipeline lets the scheduler space the steps, down to the least sigma."""
        least = 1.0 / self._shift.num_train_timesteps
        if not self._shift.use_dynamic_shifting:
            least = float(shifted(np.array(least), self._shift.shift))
        return replace(super().schedule(size, steps), smallest=least)

    def encode(self, prompt: Prompt) -> Embeds:
        embeds, negative, pooled, negative_pooled = self.pipe.encode_prompt(
            prompt.positive,
            None,
            None,
            negative_prompt=prompt.negative,
            do_classifier_free_guidance=prompt.guided,
        )
        return named(
            ("prompt_embeds", embeds),
            ("pooled_prompt_embeds", pooled),
            ("negative_prompt_embeds", negative if prompt.guided else None),
            ("negative_pooled_prompt_embeds", negative_pooled if prompt.guided else None),
        )


class Flux(Flow):
    """FLUX.1: its guidance scale goes into the network, which has no negative prompt."""

    codec_kind = PackedCodec
    tokenizer = "tokenizer_2"
    reads_tokens = 512

    def is_guided(self, guidance_scale: float) -> bool:
        return False

    def encode(self, prompt: Prompt) -> Embeds:
        embeds, pooled, _ = self.pipe.encode_prompt(prompt.positive)
        return named(("prompt_embeds", embeds), ("pooled_prompt_embeds", pooled))


class ZImage(Flow):
    """Z-Image: guided by any scale above 0."""

    reads_tokens = 512

    def __init__(self, pipe: Any) -> None:
        super().__init__(pipe)
        # It takes latents of 16 channels for pixels and resizes them otherwise.
        pipe.image_processor.register_to_config(vae_latent_channels=16)

    def is_guided(self, guidance_scale: float) -> bool:
        return guidance_scale > 0.0

    def encode(self, prompt: Prompt) -> Embeds:
        embeds, negative = self.pipe.encode_prompt(
            [prompt.positive],  # a list of our own: its template is written into it
            do_classifier_free_guidance=prompt.guided,
            negative_prompt=[prompt.negative] if prompt.guided else None,
        )
        return {"prompt_embeds": embeds, "negative_prompt_embeds": negative}


class QwenImage(Flow):
    """Qwen-Image: guidance runs the network twice and needs something to stay away from."""

    codec_kind = QwenCodec
    reads_tokens = 1024

    def _guidance(self, scale: float) -> dict[str, float]:
        return {"true_cfg_scale": scale}

    def encode(self, prompt: Prompt) -> Embeds:
        found = self._encode_one("", prompt.positive, prompt.reference)
        if prompt.guided:  # the model's authors give a blank where nothing is to be avoided
            found |= self._encode_one("negative_", prompt.negative or " ", prompt.reference)
        return found

    def _encode_one(self, prefix: str, text: str, reference: Image.Image | None) -> Embeds:
        embeds, mask = self._encode_text(text, reference)
        if mask is None:
            mask = embeds.new_ones(embeds.shape[:2], dtype=torch.long)
        return {f"{prefix}prompt_embeds": embeds, f"{prefix}prompt_embeds_mask": mask}

    def _encode_text(
        self, text: str, reference: Image.Image | None
    ) -> tuple[Tensor, Tensor | None]:
        del reference
        embeds, mask = self.pipe.encode_prompt(text)
        return embeds, mask


def _tokens(size: tuple[int, int]) -> int:
    """Tokens of a picture of (height, width) pixels: every flow family has one per 16 x 16."""
    height, width = size
    return (height // 16) * (width // 16)
