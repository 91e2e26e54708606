"""Previews: small pictures of latents, without the decoder.

A linear map from latents to colours, which every autoencoder of this kind nearly is at the scale of
one cell. It is fitted when a model is loaded, so that no family needs constants of its own.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import adaptive_avg_pool2d

from bot.engines.arrays import Rgb
from bot.engines.diffusion.codec import Codec

SWATCHES = 6
SWATCH_SIDE = 128


class Palette:
    """A linear map from latent cells to colours."""

    def __init__(self, weights: Tensor) -> None:
        self._weights = weights  # (C + 1, 3): the last row is the constant

    @classmethod
    def fit(cls, codec: Codec) -> Palette:
        """Fit by least squares on swatches that go through the encoder: about a second of work
        for the largest autoencoder on a GPU, a tenth of one for a small one."""
        cells, colours = [], []
        for seed in range(SWATCHES):
            swatch = _swatch(seed)
            latents = codec.paintable(codec.encode(swatch))
            pooled = adaptive_avg_pool2d(swatch[None], (latents.shape[-2], latents.shape[-1]))
            cells.append(_rows(latents).float().cpu())
            colours.append(_rows(pooled))
        rows = _with_constant(torch.cat(cells))
        return cls(torch.linalg.lstsq(rows, torch.cat(colours)).solution)

    def paint(self, latents: Tensor) -> Rgb:
        """A picture (h, w, 3) of one picture's paintable latents (1, C, h, w)."""
        height, width = latents.shape[-2:]
        colours = _with_constant(_rows(latents.float().cpu())) @ self._weights
        picture = ((colours.nan_to_num() / 2.0 + 0.5).clamp(0.0, 1.0) * 255.0).round()
        return picture.reshape(height, width, 3).numpy().astype(np.uint8)


def _swatch(seed: int) -> Tensor:
    """A picture (3, S, S) in -1 to 1: a random slope for each colour, patches and fine grain."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:SWATCH_SIDE, 0:SWATCH_SIDE] / SWATCH_SIDE - 0.5
    slopes = rng.uniform(-1.5, 1.5, (3, 2))
    picture = rng.uniform(-0.5, 0.5, (3, 1, 1)) + slopes[:, :1, None] * x + slopes[:, 1:, None] * y
    for _ in range(12):
        top, left = rng.integers(0, SWATCH_SIDE - 32, 2)
        height, width = rng.integers(8, 32, 2)
        picture[:, top : top + height, left : left + width] = rng.uniform(-1, 1, (3, 1, 1))
    picture += rng.normal(0.0, 0.03, picture.shape)
    return torch.from_numpy(picture.clip(-1.0, 1.0).astype(np.float32))


def _rows(values: Tensor) -> Tensor:
    """(1, C, h, w) as (h * w, C)."""
    return values[0].flatten(1).T


def _with_constant(rows: Tensor) -> Tensor:
    return torch.cat([rows, rows.new_ones(len(rows), 1)], dim=1)
