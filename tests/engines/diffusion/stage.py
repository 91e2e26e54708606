"""A loaded tiny model of a family, with short ways to what tests do with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from bot.domain.model import Family, Model
from bot.domain.options import DiffusionOptions
from bot.engines.arrays import Rgb
from bot.engines.diffusion.adapter import Adapter, Prompt
from bot.engines.diffusion.families import ADAPTERS
from bot.engines.diffusion.load import load_pipeline
from bot.engines.diffusion.passes import Setup, Shot, denoise
from bot.engines.diffusion.strength_map import OnStep
from bot.engines.diffusion.warm import tensor_of
from tests.engines.diffusion.tiny import tiny_model

LIBRARY_WARNINGS = pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"
)
"""What diffusers' schedulers set off in numpy 2."""

SIZE = (64, 64)
"""(height, width) in pixels of the pictures on a stage: 8 x 8 cells, 4 x 4 of FLUX.2 klein's."""

WORDS = ("a red car on a wet street", "a blue vase in the snow, oil painting of a lake")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A family's tiny model, loaded as the engine loads it."""

    model: Model
    adapter: Adapter

    @property
    def pipe(self) -> Any:
        return self.adapter.pipe

    def source(self, seed: int = 0) -> Tensor:
        """Source latents of the picture `a_picture(seed)`."""
        return self.adapter.codec.encode(tensor_of(a_picture(seed)))

    def shot(
        self, cells: NDArray[np.float32] | float, *, seed: int = 1, photo: int = 0, words: int = 0
    ) -> Shot:
        """One picture of a pass; `cells` may be one strength for all."""
        source = self.source(photo)
        grid = (source.shape[-2], source.shape[-1])
        full = np.broadcast_to(np.asarray(cells, np.float32), grid)
        prompt = Prompt(
            positive=WORDS[words],
            negative="blurry",
            guided=self.adapter.is_guided(self.model.guidance_scale),
            reference=self.reference(photo),
        )
        with torch.no_grad():
            embeds = self.adapter.encode(prompt)
        return Shot(source=source, cells=full, embeds=embeds, seed=seed)

    def setup(self, high: float, low: float = 0.0, *, steps: int = 4, photo: int = 0) -> Setup:
        """What the pictures of a pass share."""
        return Setup(
            plan=self.adapter.schedule(SIZE, steps).plan(high, low, steps),
            guidance_scale=self.model.guidance_scale,
            size=SIZE,
            reference=self.reference(photo),
        )

    def reference(self, photo: int = 0) -> Image.Image | None:
        """The photo, for editors."""
        return Image.fromarray(a_picture(photo)) if self.adapter.is_editor else None

    def run(self, shots: Sequence[Shot], setup: Setup, on_step: OnStep | None = None) -> Tensor:
        """The latents that a pass ends with."""
        return denoise(self.adapter, shots, setup, on_step)

    @contextmanager
    def counting(self) -> Iterator[list[int]]:
        """Counts the calls of the network: one number per call, its batch side."""
        calls: list[int] = []

        def count(_module: Any, args: Any, kwargs: Any) -> None:
            latents = kwargs.get("hidden_states", args[0] if args else kwargs.get("sample"))
            calls.append(len(latents))

        hook = denoiser_of(self.pipe).register_forward_pre_hook(count, with_kwargs=True)
        try:
            yield calls
        finally:
            hook.remove()


def load_stage(family: Family, folder: Path) -> Stage:
    """Load a family's tiny model from its folder."""
    model = tiny_model(family)
    pipe = load_pipeline(model, folder, device="cpu", options=DiffusionOptions())
    _remember_encodes(pipe)
    return Stage(model=model, adapter=ADAPTERS[family](pipe))


def denoiser_of(pipe: Any) -> Any:
    """The network that runs at every step."""
    return getattr(pipe, "unet", None) or pipe.transformer


def a_picture(seed: int = 0, size: tuple[int, int] = SIZE) -> Rgb:
    """A picture with slopes, a square and a little grain."""
    height, width = size
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width] / max(size)
    slopes = np.stack([x, y, 0.5 + 0.5 * np.sin(6.0 * x * y + seed)], axis=-1)
    picture = 20.0 + 200.0 * slopes + rng.normal(0.0, 8.0, (height, width, 3))
    picture[height // 4 : height // 2, width // 4 : width // 2] = (220, 40, 40)
    return picture.clip(0, 255).astype(np.uint8)


def bands(stage: Stage, *strengths: float) -> NDArray[np.float32]:
    """A map of equal columns, one strength each."""
    height, width = stage.source().shape[-2:]
    columns = np.repeat(np.array(strengths, np.float32), width // len(strengths))
    return np.tile(columns, (height, 1))


def _remember_encodes(pipe: Any) -> None:
    """Give what the VAE made of the same pixels before. The Qwen editors encode their reference
    at a megapixel in every pass, which takes two seconds even with a tiny VAE."""
    encode = pipe.vae.encode
    known: dict[tuple[Any, ...], Any] = {}

    def remembered(pixels: Tensor, *args: Any, **options: Any) -> Any:
        digest = hashlib.sha256(pixels.float().numpy().tobytes()).digest()
        key = (digest, *pixels.shape)
        if key not in known:
            known[key] = encode(pixels, *args, **options)
        return known[key]

    pipe.vae.encode = remembered
