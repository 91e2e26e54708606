"""SD and SDXL: UNets with a discrete schedule and CLIP's short memory."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import torch
from torch import Tensor

from bot.engines.diffusion.adapter import Adapter, Call, Prompt, named
from bot.engines.diffusion.codec import generators
from bot.engines.diffusion.embeds import Embeds, split_prompt
from bot.engines.diffusion.samplers import discrete_sampler
from bot.engines.diffusion.schedule import DiscreteSchedule, Schedule

CLIP_TOKENS = 77
"""What CLIP reads at once, the tokens for start and end included."""


class Unet(Adapter):
    """SD and SDXL: discrete timesteps, negative prompts, prompts in chunks of 77 tokens."""

    multiple = 64
    doubles = True

    def __init__(self, pipe: Any) -> None:
        super().__init__(pipe)
        pipe.scheduler = discrete_sampler(pipe.scheduler)

    def schedule(self, size: tuple[int, int], steps: int) -> Schedule:
        alphas = self.pipe.scheduler.alphas_cumprod.double().cpu().numpy()
        return DiscreteSchedule(alphas_cumprod=alphas)

    def arguments(self, call: Call) -> dict[str, Any]:
        return {
            **call.embeds,
            "image": call.source,
            "strength": 1.0,  # of the plan's timesteps, which start where the dial says
            "timesteps": list(call.plan.timesteps or ()),
            "guidance_scale": call.guidance_scale,
            "generator": generators(call.seeds),
        }

    def encode(self, prompt: Prompt) -> Embeds:
        """Chunks laid end to end; the pooled output, which SDXL has one of, is the first's."""
        positive = self._chunks(prompt.positive)
        negative = self._chunks(prompt.negative) if prompt.guided else [""]
        count = max(len(positive), len(negative))
        positive += [""] * (count - len(positive))
        negative += [""] * (count - len(negative))
        # None rather than "" where nothing is to be avoided: SDXL then takes zeros.
        parts = [
            self._encode_chunk(words, avoided if prompt.negative else None, guided=prompt.guided)
            for words, avoided in zip(positive, negative, strict=True)
        ]
        pooled = {name: value for name, value in parts[0].items() if "pooled" in name}
        joined = {
            name: torch.cat([part[name] for part in parts], dim=1)
            for name in parts[0]
            if name not in pooled
        }
        return {**joined, **pooled}

    def _chunks(self, text: str) -> list[str]:
        return split_prompt(text, self.count_tokens, CLIP_TOKENS)

    @abstractmethod
    def _encode_chunk(self, words: str, avoided: str | None, *, guided: bool) -> dict[str, Tensor]:
        """Embeddings of at most `CLIP_TOKENS` tokens of words and of what to stay away from."""
        ...


class StableDiffusion(Unet):
    """Stable Diffusion 1 and 2."""

    def _encode_chunk(self, words: str, avoided: str | None, *, guided: bool) -> dict[str, Tensor]:
        device = self.codec.device
        embeds, negative = self.pipe.encode_prompt(
            words, device, 1, guided, negative_prompt=avoided
        )
        return named(("prompt_embeds", embeds), ("negative_prompt_embeds", negative))


class StableDiffusionXL(Unet):
    """Stable Diffusion XL."""

    def _encode_chunk(self, words: str, avoided: str | None, *, guided: bool) -> dict[str, Tensor]:
        embeds, negative, pooled, negative_pooled = self.pipe.encode_prompt(
            words, negative_prompt=avoided, do_classifier_free_guidance=guided
        )
        return named(
            ("prompt_embeds", embeds),
            ("pooled_prompt_embeds", pooled),
            ("negative_prompt_embeds", negative if guided else None),
            ("negative_pooled_prompt_embeds", negative_pooled if guided else None),
        )
