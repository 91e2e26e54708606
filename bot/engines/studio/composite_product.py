"""Product light: how far `blend` and `reimagine` bring the product into the light of the scene."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from bot.domain.edit import Fidelity
from bot.engines.arrays import Plane
from bot.engines.studio.backdrop_lens import blur
from bot.engines.studio.backdrop_light import Light
from bot.engines.studio.colour import Colours, luminance
from bot.engines.studio.perspective import Stage
from bot.engines.studio.relight import light_field, softly_clipped


@dataclass(frozen=True, slots=True, kw_only=True)
class _Amount:
    """How much of each effect: `tint` and `exposure` of the scene as exponents, `side` light and
    shade across the product, `form` light on its edges, `wrap` of the scene's glow at its rim."""

    tint: float
    exposure: float
    side: float
    form: float
    wrap: float


_AMOUNTS = {
    Fidelity.BLEND: _Amount(tint=0.24, exposure=0.10, side=0.10, form=0.30, wrap=0.30),
    Fidelity.REIMAGINE: _Amount(tint=0.45, exposure=0.28, side=0.24, form=0.75, wrap=0.5),
}


def product_in_light(
    product: Colours,
    alpha: Plane,
    picture: Colours,
    stage: Stage,
    light: Light,
    *,
    fidelity: Fidelity,
    strength: float,
) -> Colours:
    """The product (height, width, 3), linear light, lit by the scene in `picture`.

    `exact` returns it as it is. Every effect grows with `strength`.
    """
    amount = _AMOUNTS.get(fidelity)
    if amount is None or strength <= 0.0:
        return product
    share = np.float32(strength)
    mean = light_field(picture, 1.0 - alpha).mean(axis=(0, 1))
    level = float(luminance(mean))
    tint = (mean / level) ** np.float32(amount.tint * share)
    exposure = np.clip(level / 0.35, 0.2, 1.6) ** np.float32(amount.exposure * share)
    shading = 1.0 + share * _shading(alpha, stage, light, amount)
    lit = softly_clipped(product * tint * exposure * shading[..., None], knee=0.85)
    # Light wrap: what is bright behind the product spills over its rim.
    reach = 0.006 * stage.unit
    rim = (np.float32(amount.wrap) * share * blur(1.0 - alpha, reach))[..., None]
    return lit + (blur(picture, 2.0 * reach) - lit) * rim


def _shading(alpha: Plane, stage: Stage, light: Light, amount: _Amount) -> Plane:
    """Brighter on the light's side, darker away from it: (height, width), around 0.

    The slope of the blurred silhouette stands in for the normals of a rounded body.
    """
    columns = (np.arange(stage.width, dtype=np.float32) - np.float32(stage.column)) / np.float32(
        max(stage.product_width / 2, 1.0)
    )
    across = np.clip(columns * light.side, -1.0, 1.0)[None, :]
    sigma = 0.05 * stage.product_width + 0.5
    inflated = blur(alpha, sigma)
    slope = cv2.Sobel(inflated, cv2.CV_32F, 1, 0, ksize=1) * np.float32(0.5 * sigma)
    towards_light = -light.side * slope  # the silhouette rises towards its middle
    return np.float32(amount.side) * across + np.float32(amount.form) * towards_light
