"""Clay render: the form in one matt material, soft shade, pressed by hand."""

from __future__ import annotations

import numpy as np

from bot.engines.arrays import Plane
from bot.engines.studio.colour import Colours, from_cielab, to_cielab
from bot.engines.studio.filters_lettering import legible_lightness
from bot.engines.studio.filters_palette import Palette, simplified
from bot.engines.studio.filters_sitter import Sitter
from bot.engines.studio.smoothing import (
    Floats,
    at_least,
    blur,
    fill_in,
    grow,
    guided,
    limited,
    ramp,
    resize,
    shrink,
)
from bot.engines.studio.strokes import cloud, grain, lit_relief
from bot.engines.studio.surfaces_form import Form

_CLAY = np.array([83.0, 5.0, 12.0], np.float32)
"""CIELAB of the bare clay where the light falls on it."""

_LINE = 26.0
"""Half the distance in pixels at 1024 up to which words go the same way: a line, or a small label,
half raised and half sunk would look like a mistake."""
_PALE = 60.0
"""CIELAB lightness of clay from which lighter print would hardly be seen."""
_LIGHTER, _DARKER = 34.0, 40.0
"""CIELAB lightness by which print stands out from the clay; dark needs more, as shade is dark."""


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
    return _within_outline(sitter, albedo, max(2, round(sitter.px(7))), 2e-3)


def _within_outline(sitter: Sitter, values: Floats, radius: int, epsilon: float) -> Floats:
    """`values` smoothed along the photo's edges, product and scene each by itself: across the
    outline the one would shine through the other."""
    if sitter.product is None:
        return guided(sitter.lightness, values, radius, epsilon)
    inside = sitter.product > 0.5
    product, scene = (
        guided(sitter.lightness, fill_in(values, part), radius, epsilon)
        for part in (shrink(inside, 2), ~grow(inside, 2))
    )
    share = sitter.product if values.ndim == 2 else sitter.product[..., None]
    return scene + share * (product - scene)


def _shade(sitter: Sitter, lightness: Plane, albedo: Plane) -> Plane:
    """Light on the clay, 1 where it falls full: the photo's shade with the highlights taken off,
    and a soft light on the inflated form."""
    ratio = lightness / at_least(albedo, 8.0)
    ratio = _within_outline(sitter, ratio, max(2, round(sitter.px(5))), 1e-3)
    matt = np.where(
        ratio > 1.0, 1.0 + 0.16 * np.tanh((ratio - 1.0) / 0.25), at_least(ratio, 0.0) ** 0.8
    )
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
    """Print in the clay, line by line: stamped in and darker, or laid on and lighter, with a lit
    edge; as it was in the photo, unless the clay has no room for that."""
    letters = sitter.letters
    if letters.empty:
        return model
    cut = letters.window
    cover = letters.cover[cut]
    lab = to_cielab(np.clip(model[cut], 0.0, 1.0))
    before = to_cielab(np.clip(letters.ground[cut], 0.0, 1.0))[..., 0]
    beneath = blur(np.ascontiguousarray(lab[..., 0]), sitter.px(5))
    print_step = to_cielab(np.clip(letters.ink[cut], 0.0, 1.0))[..., 0] - before
    way = np.where((print_step > 0.0) & (beneath < _PALE), _LIGHTER, -_DARKER)
    asked = (beneath + way).astype(np.float32)
    ink = legible_lightness(asked, asked - way, beneath, cover, max(1, round(sitter.px(_LINE))))
    lighter = blur((ink - beneath) * cover, sitter.px(_LINE)) > 0.0
    raised = np.where(lighter, np.float32(1.0), np.float32(-1.0)) * cover
    relief = lit_relief(2.2 * blur(raised, sitter.px(0.9)))
    stamped = lab.copy()
    tone = ink + 0.5 * (lab[..., 0] - beneath)  # the clay's own dents go on in the letters
    stamped[..., 0] = lab[..., 0] + cover * (tone - lab[..., 0]) + 20.0 * relief
    stamped[..., 0] = np.clip(stamped[..., 0], 3.0, 98.0)
    own = letters.ink[cut] + np.float32(sitter.amount) * (from_cielab(stamped) - letters.ink[cut])
    printed = model.copy()
    share = np.maximum(cover, blur(cover, sitter.px(1.5)))[..., None]  # with the lit edge
    share = np.float32(sitter.amount) * share + np.float32(1.0 - sitter.amount) * cover[..., None]
    printed[cut] = model[cut] + share * (own - model[cut])
    return printed
