"""Whether text can be read on what is behind it: WCAG contrast, measured on pixels."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.domain.contrast import ENOUGH, ENOUGH_FOR_LARGE, Colour, relative_luminance
from bot.engines.arrays import Rgb
from bot.engines.studio.colour import luminance, to_linear
from bot.finish.layout import Block

LIGHT: Colour = (255, 255, 255)
DARK: Colour = (20, 20, 22)
"""What automatic text is: one of these."""

LARGE_FROM = 0.05
"""Em of large text as a share of the picture's shorter side: 24 px where that is shown at 480."""
_AROUND = 0.12
"""How far around its letters, in ems, a text is read against."""
_WORST = 10.0
"""The contrast that counts is one which at most this percentage of the pixels fall short of."""


def needed(em_px: float, shorter_side: int) -> float:
    """The ratio that text of that size needs (WCAG 2.2, 1.4.3)."""
    return ENOUGH_FOR_LARGE if em_px >= LARGE_FROM * shorter_side else ENOUGH


def contrast_on(background: Rgb, block: Block, colour: Colour) -> float:
    """The contrast of text in `colour` with what is behind and close around its letters, 1 to 21.

    `background` is the part of the picture behind the block, of its size. The tenth of the pixels
    with the least contrast is left out of account.
    """
    behind = luminance(to_linear(background))[_near(block)]
    if not len(behind):
        return 21.0
    own = relative_luminance(colour)
    lighter, darker = np.maximum(behind, own), np.minimum(behind, own)
    ratios = (lighter + 0.05) / (darker + 0.05)
    return float(np.percentile(ratios, _WORST))


def readable_colour(background: Rgb, block: Block) -> Colour:
    """Light or dark, whichever has more contrast with what is behind the block."""
    light = contrast_on(background, block, LIGHT)
    return LIGHT if light >= contrast_on(background, block, DARK) else DARK


def _near(block: Block) -> NDArray[np.bool_]:
    reach = max(1, round(_AROUND * block.em_px))
    kernel = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    near: NDArray[np.bool_] = cv2.dilate((block.ink > 64).astype(np.uint8), kernel) > 0
    return near
