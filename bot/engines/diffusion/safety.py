"""The safety checker of a model, where it comes with one and the operator wants it."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers.pipelines.stable_diffusion.safety_checker import StableDiffusionSafetyChecker
from PIL import Image, ImageOps
from safetensors import SafetensorError
from torch import Tensor

from bot.domain.errors import ModelError, RenderError
from bot.domain.model import Model
from bot.engines.arrays import Rgb
from bot.engines.model_folder import SAFETY_CHECKER

log = logging.getLogger(__name__)

_MEAN = (0.48145466, 0.4578275, 0.40821073)
_DEVIATION = (0.26862954, 0.26130258, 0.27577711)
"""What CLIP's picture encoder was trained with (Radford et al., 2021, arXiv 2103.00020)."""


class SafetyChecker:
    """Looks at finished pictures: CLIP compares each with concepts that are not to be shown, as in
    the pipelines of Stable Diffusion (Rando et al., 2022, arXiv 2210.04610). It errs both ways."""

    def __init__(self, network: Any, *, device: str) -> None:  # Any: an untyped library's
        self._network = network.eval().to(device)
        self._device = device
        self._side_px = int(network.config.vision_config.image_size)

    @torch.no_grad()
    def check(self, picture: Rgb) -> None:
        """Raise `RenderError` where a picture (H, W, 3) is not to be shown."""
        _, unsafe = self._network(
            clip_input=self._prepared(picture), images=np.zeros((1, 1, 1, 3), np.float32)
        )
        if unsafe[0]:
            raise RenderError(
                "picture_unsafe",
                "The model's safety checker held this picture back; please use other words, a "
                "lower strength or another seed.",
            )

    def _prepared(self, picture: Rgb) -> Tensor:
        """The middle of a picture, as (1, 3, side, side) in CLIP's range."""
        side = (self._side_px, self._side_px)
        fitted = ImageOps.fit(Image.fromarray(picture), side, Image.Resampling.BICUBIC)
        values = (np.asarray(fitted, np.float32) / 255.0 - _MEAN) / _DEVIATION
        planes = np.ascontiguousarray(values.transpose(2, 0, 1)[None], np.float32)
        return torch.from_numpy(planes).to(self._device, self._network.dtype)


def load_safety_checker(model: Model, folder: Path, *, device: str) -> SafetyChecker | None:
    """The checker in a model's folder, None where it has none. Raises `ModelError` where it cannot
    be loaded."""
    place = folder / SAFETY_CHECKER
    if not place.is_dir():
        log.warning("model %s has no safety checker: its pictures are not checked", model.name)
        return None
    try:
        network = StableDiffusionSafetyChecker.from_pretrained(
            str(place), local_files_only=True, use_safetensors=True
        )
    except (OSError, ValueError, RuntimeError, SafetensorError) as exc:
        raise ModelError(
            "model_damaged",
            f"The {SAFETY_CHECKER} of the model “{model.name}” cannot be loaded; fetch or copy the "
            "model again.",
            f"{type(exc).__name__}: {exc}",
        ) from exc
    return SafetyChecker(network, device=device)
