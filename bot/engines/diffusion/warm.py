"""The warm model: one loaded pipeline and what is kept beside it between jobs."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Hashable
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from bot.domain.edit import Edit
from bot.domain.model import Model
from bot.domain.options import DiffusionOptions
from bot.engines.arrays import Rgb
from bot.engines.diffusion.adapter import Prompt
from bot.engines.diffusion.canvas import Canvas, canvas_for
from bot.engines.diffusion.embeds import Embeds, Kept
from bot.engines.diffusion.families import ADAPTERS
from bot.engines.diffusion.load import load_pipeline
from bot.engines.diffusion.memory import enable_tiling, free
from bot.engines.diffusion.preview import Palette
from bot.engines.diffusion.safety import load_safety_checker

log = logging.getLogger(__name__)

KEPT_PROMPTS = 32
"""FLUX.2 klein's take 8 MB each in half precision, all others less."""

KEPT_SOURCES = 16
"""Source latents take 0.3 to 1 MB each at a megapixel."""


class WarmModel:
    """A pipeline in memory, with its embeddings and source latents of late.

    What is kept is handed out as it was computed, so that a second run is equal to the first to
    the bit.
    """

    def __init__(
        self, model: Model, folder: Path, *, device: str, options: DiffusionOptions
    ) -> None:
        """Load from `folder`. Raises `ModelError`."""
        started = time.monotonic()
        pipe = load_pipeline(model, folder, device=device, options=options)
        self._checker = (
            load_safety_checker(model, folder, device=device) if options.safety_checker else None
        )
        self.model = model
        self.adapter = ADAPTERS[model.family](pipe)
        self._palette = Palette.fit(self.adapter.codec) if options.preview_every else None
        self._embeds = Kept(KEPT_PROMPTS)
        self._sources = Kept(KEPT_SOURCES)
        # Hundreds of thousands of objects came with the libraries; without this, every full
        # collection looks at them all and stands still for a quarter of a second.
        gc.collect()
        gc.freeze()
        log.info("model %s ready after %.1f s", model.name, time.monotonic() - started)

    def canvas(self, height: int, width: int) -> Canvas:
        """The canvas for pictures of this size in pixels."""
        return canvas_for(
            height,
            width,
            size=self.model.size,
            native=self.adapter.native,
            multiple=self.adapter.multiple,
        )

    def guidance_scale(self, edit: Edit) -> float:
        """The guidance scale of an edit: its own, or the model's."""
        own = edit.guidance_scale
        return self.model.guidance_scale if own is None else own

    def negates(self, edit: Edit) -> bool:
        """Whether the model honours a negative prompt at the edit's guidance scale."""
        guided = self.adapter.is_guided(self.guidance_scale(edit))
        return guided and self.model.negative_prompt

    def too_long(self, text: str) -> tuple[int, int] | None:
        """Tokens of a prompt and how many the model reads, where it does not read all of them."""
        return self.adapter.too_long(text)

    @torch.no_grad()
    def embeds(self, prompt: Prompt, photo: Hashable) -> Embeds:
        """Embeddings of a prompt. `photo` names what the prompt's reference shows, if any."""
        shown = photo if prompt.reference is not None else None
        key = (prompt.positive, prompt.negative, prompt.guided, shown)
        found: Embeds = self._embeds.get(key, lambda: self.adapter.encode(prompt))
        return found

    def source(self, placed: Rgb, photo: Hashable) -> Tensor:
        """Normalised latents (1, C, h, w) of a placed photo, which `photo` names."""
        latents: Tensor = self._sources.get(
            photo, lambda: self.adapter.codec.encode(tensor_of(placed))
        )
        return latents

    def reference(self, placed: Rgb) -> Image.Image | None:
        """The photo as an editor is shown it; None for other families."""
        return Image.fromarray(placed) if self.adapter.is_editor else None

    def decode(self, latents: Tensor) -> list[Rgb]:
        """Pictures (H, W, 3) of normalised latents (B, C, h, w), decoded one by one: the decoder
        takes more memory than the steps did."""
        codec = self.adapter.codec
        ones = [latents[number : number + 1] for number in range(len(latents))]
        return [rgb_of_tensor(codec.decode(each)[0]) for each in ones]

    def check(self, picture: Rgb) -> None:
        """Raise `RenderError` for a picture that the model's safety checker holds back."""
        if self._checker is not None:
            self._checker.check(picture)

    def paint(self, latents: Tensor) -> Rgb:
        """A small picture (h, w, 3) of one picture's normalised latents (1, C, h, w)."""
        codec = self.adapter.codec
        if self._palette is None:
            self._palette = Palette.fit(codec)
        return self._palette.paint(codec.paintable(latents))

    def tile(self) -> None:
        """From now on take less memory and more time to encode and decode."""
        enable_tiling(self.adapter.pipe)

    def close(self) -> None:
        """Give the memory back."""
        self._embeds = Kept(0)
        self._sources = Kept(0)
        free(self.adapter.pipe)


def tensor_of(rgb: Rgb) -> Tensor:
    """A picture (H, W, 3) as (3, H, W) float32 in -1 to 1."""
    planes = np.ascontiguousarray(rgb.transpose(2, 0, 1))
    return torch.from_numpy(planes).float() / 127.5 - 1.0


def rgb_of_tensor(picture: Tensor) -> Rgb:
    """A picture (3, H, W) in -1 to 1 as (H, W, 3) uint8."""
    values = ((picture.float() / 2.0 + 0.5).clamp(0.0, 1.0) * 255.0).round()
    planes = values.to(torch.uint8).permute(1, 2, 0).contiguous()
    return planes.cpu().numpy()
