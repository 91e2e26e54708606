"""Instruction editors: FLUX.2 klein and Qwen-Image-Edit, which look at the photo as they work."""

from __future__ import annotations

from typing import Any

import torch
from PIL import Image
from torch import Tensor

from bot.engines.diffusion.adapter import Call, Prompt, named
from bot.engines.diffusion.codec import Flux2Codec
from bot.engines.diffusion.embeds import Embeds
from bot.engines.diffusion.flows import Flow, QwenImage


class Editor(Flow):
    """Instruction editors: the photo is a reference and there is no strength. Latents that are
    noised to the plan's start, beside the reference, make them image to image all the same."""

    is_editor = True

    def arguments(self, call: Call) -> dict[str, Any]:
        arguments = super().arguments(call)
        del arguments["strength"]
        first = [(plan.sigmas or (1.0,))[0] for plan in call.plans]
        sigma = call.source.new_tensor(first, dtype=torch.float32)[:, None, None, None]
        start = sigma * call.noise.float() + (1.0 - sigma) * call.source.float()
        return {**arguments, "image": [call.reference], "latents": self._start(start)}

    def _start(self, latents: Tensor) -> Tensor:
        return self.codec.pack(latents)


class Flux2Klein(Editor):
    """FLUX.2 klein: distilled models have no guidance; the base models stay away from a prompt
    that is given as embeddings only."""

    codec_kind = Flux2Codec
    reads_tokens = 512
    native = (0.25, 1.0)  # larger references would be scaled down beside the picture

    def is_guided(self, guidance_scale: float) -> bool:
        return guidance_scale > 1.0 and not self.pipe.config.is_distilled

    def encode(self, prompt: Prompt) -> Embeds:
        embeds, _ = self.pipe.encode_prompt(prompt.positive)
        negative = self.pipe.encode_prompt(prompt.negative)[0] if prompt.guided else None
        return named(("prompt_embeds", embeds), ("negative_prompt_embeds", negative))

    def _guidance(self, scale: float) -> dict[str, float]:
        return {"guidance_scale": scale if self.is_guided(scale) else 1.0}

    def _mu(self, tokens: int, steps: int) -> float:
        from diffusers.pipelines.flux2.pipeline_flux2_klein import compute_empirical_mu

        return float(compute_empirical_mu(image_seq_len=tokens, num_steps=steps))

    def _start(self, latents: Tensor) -> Tensor:
        return latents  # packed by the pipeline itself


class QwenImageEdit(Editor, QwenImage):
    """Qwen-Image-Edit: reads the words together with the photo, which it scales to a megapixel;
    its own pictures have to be as large to stay in register."""

    native = (1.0, 1.0)

    def _encode_text(
        self, text: str, reference: Image.Image | None
    ) -> tuple[Tensor, Tensor | None]:
        from diffusers.pipelines.qwenimage import pipeline_qwenimage_edit as own

        shown = _scaled(self.pipe, reference, own.calculate_dimensions, 1024 * 1024)
        embeds, mask = self.pipe.encode_prompt(text, image=shown)
        return embeds, mask


class QwenImageEditPlus(QwenImageEdit):
    """Qwen-Image-Edit 2509 and later: takes one prompt a pass and makes several pictures of it."""

    shares_words = True

    def arguments(self, call: Call) -> dict[str, Any]:
        one = {name: value[:1] for name, value in call.embeds.items()}
        arguments = super().arguments(call)
        return {**arguments, **one, "num_images_per_prompt": len(call.seeds)}

    def _encode_text(
        self, text: str, reference: Image.Image | None
    ) -> tuple[Tensor, Tensor | None]:
        from diffusers.pipelines.qwenimage import pipeline_qwenimage_edit_plus as own

        shown = _scaled(self.pipe, reference, own.calculate_dimensions, own.CONDITION_IMAGE_SIZE)
        embeds, mask = self.pipe.encode_prompt(text, image=[shown])
        return embeds, mask


def _scaled(pipe: Any, reference: Image.Image | None, dimensions: Any, area: int) -> Any:
    """The photo as the editor's text encoder sees it: of about `area` pixels."""
    if reference is None:
        raise ValueError("an editor encodes its prompt together with the photo")
    width, height = dimensions(area, reference.width / reference.height)[:2]
    return pipe.image_processor.resize(reference, height, width)
