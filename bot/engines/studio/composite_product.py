"""Product light: how far `blend` and `reimagine` bring the product into the light of the scene."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from bot.domain.catalog import BLEND_PRODUCT_STRENGTH
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


_NONE = _Amount(tint=0.0, exposure=0.0, side=0.0, form=0.0, wrap=0.0)
_BLEND = _Amount(tint=0.24, exposure=0.10, side=0.10, form=0.30, wrap=0.30)
_MOST = _Amount(tint=0.45, exposure=0.28, side=0.24, form=0.75, wrap=0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class LightShare:
    """How far a product may go along with the light of a scene: 0 not at all, 1 as `blend` does at
    its usual strength, 2 as far as it goes."""

    value: float

    def between(self, none: float, blend: float, most: float) -> float:
        """The amount of one effect, given that at 0, 1 and 2."""
        return float(np.interp(self.value, (0.0, 1.0, 2.0), (none, blend, most)))


def light_share(fidelity: Fidelity, product_strength: float) -> LightShare:
    """The share under a fidelity; `blend` goes by the product's strength, 0 to 1."""
    if fidelity is not Fidelity.BLEND:
        return LightShare(value=0.0 if fidelity is Fidelity.EXACT else 2.0)
    share = np.interp(product_strength, (0.0, BLEND_PRODUCT_STRENGTH, 1.0), (0.0, 1.0, 2.0))
    return LightShare(value=float(share))


def product_in_light(
    product: Colours,
    alpha: Plane,
    picture: Colours,
    stage: Stage,
    light: Light,
    *,
    share: LightShare,
    strength: float,
) -> Colours:
    """The product (height, width, 3), linear light, lit by the scene in `picture`.

    A `share` of 0 returns it as it is. Every effect grows with the scene's `strength`.
    """
    if share.value <= 0.0 or strength <= 0.0:
        return product
    amount = _amount(share)
    scaled = np.float32(strength)
    mean = light_field(picture, 1.0 - alpha).mean(axis=(0, 1))
    level = float(luminance(mean))
    tint = (mean / level) ** np.float32(amount.tint * scaled)
    exposure = np.clip(level / 0.35, 0.2, 1.6) ** np.float32(amount.exposure * scaled)
    shading = 1.0 + scaled * _shading(alpha, stage, light, amount)
    lit = softly_clipped(product * tint * exposure * shading[..., None], knee=0.85)
    # Light wrap: what is bright behind the product spills over its rim.
    reach = 0.006 * stage.unit
    rim = (np.float32(amount.wrap) * scaled * blur(1.0 - alpha, reach))[..., None]
    return lit + (blur(picture, 2.0 * reach) - lit) * rim


def _amount(share: LightShare) -> _Amount:
    effects = ("tint", "exposure", "side", "form", "wrap")
    levels = {
        name: share.between(*(getattr(each, name) for each in (_NONE, _BLEND, _MOST)))
        for name in effects
    }
    return _Amount(**levels)


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
