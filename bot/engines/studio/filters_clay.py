"""Clay render: the form in one matt material, soft shade, pressed by hand."""

from __future__ import annotations

import numpy as np

from bot.engines.arrays import Plane
from bot.engines.studio.colour import Colours, from_cielab, to_cielab
from bot.engines.studio.filters_palette import Palette, simplified
from bot.engines.studio.filters_sitter import Sitter
from bot.engines.studio.smoothing import at_least, blur, guided, limited, ramp, resize
from bot.engines.studio.strokes import cloud, grain, lit_relief
from bot.engines.studio.surfaces import Form

_CLAY = np.array([83.0, 5.0, 12.0], np.float32)
"""CIELAB of the bare clay where the light falls on it."""


def draw_clay(sitter: Sitter) -> Colours:
    """A model in clay. What differs in colour becomes nearly one material, so that only light and
    form tell the parts apart; creases are deep, highlights gone, dents left."""
    amount = np.float32(sitter.amount)
    smooth = np.clip(simplified(sitter.picture, sitter.scale, 2 + round(2 * sitter.amount)), 0, 1)
    lab = to_cielab(smooth)
    albedo = _albedo(sitter, lab)
    shade = _shade(sitter, lab[..., 0], albedo[..., 0])
    relief = _relief(sitter)
    light = shade * (1.0 + 0.30 * relief) - 0.20 * _creases(sitter)
    body = albedo.copy()
    target = _CLAY if sitter.ink is None else to_cielab(sitter.ink[None, None])[0, 0]
    body[..., 0] = target[0] + 0.16 * (albedo[..., 0] - 62.0)
    body[..., 1:] = target[1:] + 0.42 * (albedo[..., 1:] - 0.5 * target[1:])
    clay = body.copy()
    clay[..., 0] = np.clip(body[..., 0] * np.clip(light, 0.12, 1.12), 2.0, 97.0)
    clay[..., 1:] *= (0.75 + 0.25 * np.clip(light, 0.0, 1.0))[..., None]
    model = from_cielab(clay)
    before = np.clip(sitter.picture, 0.0, 1.0)
    model = before + amount ** np.float32(0.8) * (model - before)
    return _pressed_letters(sitter, model)


def _albedo(sitter: Sitter, lab: Colours) -> Colours:
    """CIELAB of each material without its shade: the palette's colour by hue, and one lightness
    for each."""
    small = limited(lab, max(sitter.shape) // 2)
    palette = Palette.of(small, np.ones(small.shape[:2], np.float32), 9, least_step=7.0)
    emphasis = np.array([0.35, 1.6, 1.6], np.float32)
    centres = palette.colours * emphasis
    scores = (small * emphasis) @ (-2.0 * centres.T) + (centres * centres).sum(axis=1)
    nearest = np.exp((scores.min(axis=-1, keepdims=True) - scores) / 60.0)
    share = nearest / nearest.sum(axis=-1, keepdims=True)
    albedo = resize((share @ palette.colours).astype(np.float32), sitter.shape)
    return guided(sitter.lightness, albedo, max(2, round(sitter.px(7))), 2e-3)


def _shade(sitter: Sitter, lightness: Plane, albedo: Plane) -> Plane:
    """Light on the clay, 1 where it falls full: the photo's shade with the highlights taken off,
    and a soft light on the inflated form."""
    ratio = lightness / at_least(albedo, 8.0)
    ratio = guided(sitter.lightness, ratio, max(2, round(sitter.px(5))), 1e-3)
    matt = np.where(ratio > 1.0, 1.0 + 0.16 * np.tanh((ratio - 1.0) / 0.25), ratio**0.8)
    if sitter.product is None:
        return matt
    form = Form.inflate(sitter.product)
    facing = 1.0 - 0.16 * form.down * ramp(form.down, 0.0, 0.8) - 0.10 * form.right
    facing = facing - 0.14 * ramp(np.hypot(form.right, form.down), 0.75, 1.0)
    return matt * (1.0 + sitter.product * (facing - 1.0))


def _relief(sitter: Sitter) -> Plane:
    """Light on dents and pores, about -1 to 1; the scene is smoother than the product."""
    dents = 0.55 * cloud(sitter.rng(1), sitter.shape, sitter.px(52), octaves=2)
    dents = dents + 0.30 * cloud(sitter.rng(2), sitter.shape, sitter.px(19), octaves=2)
    pores = 0.05 * grain(sitter.rng(4), sitter.shape, sitter.px(1.1))
    height = dents + pores
    if sitter.product is not None:
        height = height * (0.35 + 0.65 * blur(sitter.product, sitter.px(2)))
    return np.clip(1.8 * lit_relief(height) * np.float32(sitter.scale), -1.0, 1.0)


def _creases(sitter: Sitter) -> Plane:
    """Dark lines where parts meet: what is darker than its near and its wider surroundings."""
    fine = sitter.lightness
    occlusion = np.zeros(sitter.shape, np.float32)
    for reach in (2.5, 9.0):
        lower = at_least(blur(fine, sitter.px(reach)) - blur(fine, sitter.px(0.8)), 0.0)
        occlusion += ramp(lower, 0.02, 0.16)
    return np.clip(0.7 * occlusion, 0.0, 1.0)


def _pressed_letters(sitter: Sitter, model: Colours) -> Colours:
    """Print stamped into the clay: a little darker or lighter, with a lit edge."""
    letters = sitter.letters
    if letters.empty:
        return model
    light = lit_relief(-2.2 * blur(letters.cover, sitter.px(0.9)))
    lab = to_cielab(np.clip(model, 0.0, 1.0))
    ink, ground, clay = (
        float(np.average(tone, weights=letters.cover))
        for tone in (letters.ink.mean(axis=-1), letters.ground.mean(axis=-1), lab[..., 0])
    )
    # one direction for all of the print, which would break up into specks pixel by pixel
    darker = ink < ground or clay > 60.0  # no room above light clay
    step = np.float32(-36.0 if darker else 28.0)
    stamped = lab.copy()
    stamped[..., 0] = np.clip(lab[..., 0] + letters.cover * step + 20.0 * light, 3.0, 98.0)
    toned = from_cielab(stamped)
    own = letters.over(model)
    return own + np.float32(0.8 * sitter.amount) * (toned - own)
