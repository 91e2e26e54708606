from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d

from bot.engines.diffusion.preview import Palette


class LinearCodec:
    """Fills a codec's part in previews: latents are mixed colours of cells of 8 pixels."""

    def __init__(self, channels: int) -> None:
        generator = torch.Generator().manual_seed(1)
        self._mix = torch.randn((channels, 3), generator=generator)
        self._offset = torch.randn((channels, 1, 1), generator=generator)

    def encode(self, picture: Tensor) -> Tensor:
        cells = avg_pool2d(picture[None], 8)
        return torch.einsum("kc,bchw->bkhw", self._mix, cells) + self._offset

    def paintable(self, latents: Tensor) -> Tensor:
        return latents


def test_a_linear_codec_is_painted_in_its_colours() -> None:
    codec = LinearCodec(channels=16)
    palette = Palette.fit(codec)  # type: ignore[arg-type]  # a fake of two methods
    picture = torch.zeros(3, 64, 96)
    picture[0, :, :48], picture[2, :, 48:] = 0.8, -0.6
    painted = palette.paint(codec.encode(picture))
    assert painted.shape == (8, 12, 3)
    expected = np.full((8, 12, 3), 128)
    expected[:, :6, 0], expected[:, 6:, 2] = 230, 51
    assert np.abs(painted.astype(int) - expected).max() <= 1


def test_numbers_that_overflow_are_painted_all_the_same() -> None:
    palette = Palette.fit(LinearCodec(channels=4))  # type: ignore[arg-type]
    assert palette.paint(torch.full((1, 4, 2, 2), torch.nan)).shape == (2, 2, 3)
