"""Composite: the product, where it stands, in a new scene that is built around it."""

from __future__ import annotations

import numpy as np

from bot.domain.catalog import BLEND_PRODUCT_STRENGTH
from bot.domain.edit import Fidelity
from bot.domain.recipe import Backdrop
from bot.engines.arrays import Mask, Plane, Rgb
from bot.engines.exact import put_back_product
from bot.engines.studio.backdrop import paint_scene
from bot.engines.studio.backdrop_lens import enlarged, grain, vignette
from bot.engines.studio.backdrop_scene import Scene
from bot.engines.studio.colour import Colours, to_linear, to_srgb
from bot.engines.studio.composite_edges import decontaminated
from bot.engines.studio.composite_product import LightShare, light_share, product_in_light
from bot.engines.studio.composite_reflection import with_reflection
from bot.engines.studio.perspective import Stage, stage_of
from bot.engines.studio.relight import light_field, relight, softly_clipped
from bot.engines.studio.shadow import cast_shadow
from bot.engines.studio.shadow_photo import leaning, photo_shadow

_NEW_SCENE_FROM = 0.5
"""Scene strength from which a new scene is painted; below it the photo's own is relit."""
_KEPT_LIGHT = 0.75
"""How much of the old background's light and colour cast the weakest new scene keeps."""
_MOST_FOLLOWING, _BLEND_FOLLOWING = 0.25, 0.1
"""How far the product goes along when the old background is only relit: at most, and under `blend`
at its usual strength."""
_PHOTO_SHADOW = 0.5
"""How much of the photo's own shadow on a plain ground goes into the new one."""


def place_on_backdrop(
    source: Rgb,
    mask: Mask,
    backdrop: Backdrop,
    *,
    seed: int,
    strength: float,
    fidelity: Fidelity,
    product_strength: float = BLEND_PRODUCT_STRENGTH,
) -> Rgb:
    """The product of `source` (height, width, 3), neither moved nor scaled, in a new scene.

    `strength` is the scene's, 0 to 1: at 1 all is new, from there to 0.5 the new scene keeps more
    and more of the old background's light and colour cast, below 0.5 the old background stays and
    is relit (0 returns the source). Fidelity `exact` keeps the core byte for byte, `blend` lights
    the product a little by the scene, the more the higher `product_strength` is, `reimagine`
    clearly. Same seed, same bytes.
    """
    if strength <= 0.0:
        return source.copy()
    share = light_share(fidelity, product_strength)
    if strength < _NEW_SCENE_FROM:
        return _relit(source, mask, backdrop, seed=seed, strength=strength, share=share)
    linear = to_linear(source)
    stage = stage_of(mask.alpha)
    product = decontaminated(linear, mask)
    scene = paint_scene(stage, backdrop, seed=seed)
    picture = _assembled(scene, product, linear, mask.alpha, stage, backdrop)
    picture = _graded(picture, linear, mask.alpha, _KEPT_LIGHT * 2.0 * (1.0 - strength))
    picture = _developed(picture, scene, stage, seed)
    product = product_in_light(
        product, mask.alpha, picture, stage, scene.light, share=share, strength=strength
    )
    out = to_srgb(picture + (product - picture) * mask.alpha[..., None])
    if fidelity is Fidelity.EXACT:
        out[mask.core] = source[mask.core]
    return out


def _relit(
    source: Rgb, mask: Mask, backdrop: Backdrop, *, seed: int, strength: float, share: LightShare
) -> Rgb:
    """The photo's own background in the light of the scene; the product follows by its share."""
    relit = relight(source, backdrop, seed=seed, strength=strength)
    following = np.float32(share.between(0.0, _BLEND_FOLLOWING, _MOST_FOLLOWING))
    product = (
        source
        if following == 0
        else np.rint(source + following * (relit - source.astype(np.float32)))
    )
    return put_back_product(relit, product.astype(np.uint8), mask)


def _assembled(
    scene: Scene, product: Colours, linear: Colours, alpha: Plane, stage: Stage, backdrop: Backdrop
) -> Colours:
    """The scene with the product's shadow and reflection, linear light."""
    shadow = cast_shadow(
        alpha, scene.light, strength=backdrop.shadow, wall_depth=scene.wall_depth
    ).under(scene.light, scene.key)
    own = photo_shadow(linear, alpha) if backdrop.shadow > 0 else None
    if own is not None:
        # A shadow that falls towards the new light would give the picture away.
        agrees = 0.6 + 0.4 * leaning(own, stage.column) * scene.light.away
        shadow *= (own ** np.float32(_PHOTO_SHADOW * agrees * backdrop.shadow))[..., None]
    sheen = with_reflection(scene, product, alpha, stage, backdrop.reflection)
    return scene.assembled(shadow=shadow, sheen=sheen)


def _graded(picture: Colours, linear: Colours, alpha: Plane, amount: float) -> Colours:
    """The scene under the light of the photo's own background, by an exponent from 0 to 1.

    Only the light is taken over, blurred so widely that no shape of the old scene shows.
    """
    if amount <= 0.0:
        return picture
    old = light_field(linear, 1.0 - alpha)
    new = light_field(picture, 1.0 - alpha)
    gain = np.clip(old / new, 0.2, 5.0) ** np.float32(amount)
    height, width = alpha.shape
    return picture * enlarged(gain.astype(np.float32), width, height)


def _developed(picture: Colours, scene: Scene, stage: Stage, seed: int) -> Colours:
    """Vignette, highlights and grain of the scene."""
    picture = softly_clipped(picture * vignette(stage, scene.vignette)[..., None], knee=scene.knee)
    noise = grain(np.random.default_rng((seed, 1)), stage, scene.grain)
    # Noise that is even to the eye grows with the square root of the light.
    return np.maximum(picture + 2.0 * noise * np.sqrt(picture), 0.0)
