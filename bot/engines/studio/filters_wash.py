"""Wet and dry colour on paper: watercolour and coloured pencil."""

from __future__ import annotations

import numpy as np

from bot.engines.arrays import Plane
from bot.engines.studio.colour import Colours, from_cielab, to_cielab
from bot.engines.studio.filters_ink import contours
from bot.engines.studio.filters_palette import simplified
from bot.engines.studio.filters_sitter import Sitter
from bot.engines.studio.smoothing import at_least, blur, ramp
from bot.engines.studio.strokes import Flow, cloud, grain, lit_relief, paper_tooth, read

_PAPER = np.array([0.985, 0.978, 0.958], np.float32)


def draw_watercolour(sitter: Sitter) -> Colours:
    """Transparent washes on rough paper.

    Pigment is an optical density, so that washes multiply (Bousseau et al., "Interactive
    watercolor rendering with temporal coherence and abstraction", 2006): it runs a little out of
    its shape, gathers at the edge of each wash, clouds within it and settles in the paper's pits.
    """
    amount = sitter.amount
    washes = _wobbled(sitter, _washes(sitter))
    density = -np.log(np.clip(washes, 0.02, 1.0))
    edges = _edge_darkening(sitter, washes)
    turbulence = cloud(sitter.rng(1), sitter.shape, sitter.px(190), octaves=4)
    backruns = _backruns(sitter)
    tooth = paper_tooth(sitter.rng(2), sitter.shape, sitter.px(1.15))
    pigment = 1.0 + amount * (0.75 * edges + 0.17 * turbulence + 0.10 * backruns)
    pigment = pigment * (1.0 - 0.085 * amount * tooth)
    density = density * at_least(pigment, 0.15)[..., None]
    density = density * _reach(sitter)[..., None]
    lines = 0.38 * amount * contours(sitter, weight=0.9) * (1.0 - sitter.letters.cover)
    density = density + lines[..., None] * np.array([0.95, 1.0, 1.05], np.float32)
    paper = _PAPER * (1.0 + 0.05 * amount * lit_relief(tooth))[..., None]
    painting = paper * np.exp(-density)
    return sitter.with_print(painting)


def _washes(sitter: Sitter) -> Colours:
    """The photo as a painter thins it out: broad areas, light and pure colours, white paper where
    it is nearly white."""
    amount = sitter.amount
    rounds = 1 + round(4 * amount)
    smooth = np.clip(simplified(sitter.picture, sitter.scale, rounds), 0.0, 1.0)
    lab = to_cielab(smooth)
    lightness = lab[..., 0]
    steps = 9.0 - 3.0 * (1.0 - sitter.detail)
    banded = _soft_steps(lightness / 100.0, steps) * 100.0
    lightness = lightness + np.float32(0.6 * amount) * (banded - lightness)
    low, high = (float(v) for v in np.percentile(lightness, [1, 97]))
    lifted = 26.0 + (lightness - low) * min(72.0 / max(high - low, 1.0), 1.5)
    lab[..., 0] = np.clip(lightness + np.float32(0.75 * amount) * (lifted - lightness), 0.0, 99.0)
    lab[..., 1:] *= np.float32(1.0 + 0.32 * amount)
    return from_cielab(lab)


def _soft_steps(values: Plane, count: float) -> Plane:
    """A staircase with rounded edges (Winnemöller, Olsen and Gooch, 2006)."""
    nearest = np.round(values * count) / count
    offset = (values - nearest) * (4.5 * count)
    return np.asarray(nearest + np.tanh(offset) / (2.0 * count), np.float32)


def _wobbled(sitter: Sitter, picture: Colours) -> Colours:
    """Shapes whose outlines a wet brush did not quite follow."""
    reach = np.float32(sitter.px(1.5) * sitter.amount)
    y, x = np.mgrid[0 : sitter.shape[0], 0 : sitter.shape[1]].astype(np.float32)
    dx = cloud(sitter.rng(3), sitter.shape, sitter.px(64)) * reach
    dy = cloud(sitter.rng(4), sitter.shape, sitter.px(64)) * reach
    return np.clip(read(picture, x + dx, y + dy), 0.0, 1.0)


def _edge_darkening(sitter: Sitter, washes: Colours) -> Plane:
    """Where a wash dries last its pigment gathers: -0.3 inside, up to 1 along its edges."""
    lab = to_cielab(washes)
    near, far = sitter.px(1.2), sitter.px(6.0)
    contrast = np.linalg.norm(blur(lab, near) - blur(lab, far), axis=-1)
    return np.clip(contrast / 14.0, 0.0, 1.3) - np.float32(0.12)


def _backruns(sitter: Sitter) -> Plane:
    """Blooms: ragged rims where water ran back into a drying wash, mean about 0."""
    field = cloud(sitter.rng(5), sitter.shape, sitter.px(300), octaves=5)
    rim = np.exp(-(((field - 0.55) / 0.07) ** 2)) - 0.8 * ramp(field, 0.5, 0.9)
    return rim * ramp(cloud(sitter.rng(6), sitter.shape, sitter.px(400), octaves=2), 0.0, 1.0)


def _reach(sitter: Sitter) -> Plane:
    """How far the paint reaches: paper stays bare towards the sheet's edge, and in the scene far
    from the product."""
    rows, columns = sitter.shape
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    border = np.minimum(np.minimum(x, columns - 1 - x), np.minimum(y, rows - 1 - y))
    ragged = border / np.float32(sitter.px(1))
    ragged = ragged + 15.0 * cloud(sitter.rng(7), sitter.shape, sitter.px(230), octaves=5)
    bare = ramp(ragged, 42.0, 32.0)
    if sitter.product is not None:
        bare = bare * (1.0 - blur(sitter.product, sitter.px(2)))
    wet_edge = 1.0 + 0.35 * ramp(ragged, 34.0, 42.0) * ramp(ragged, 60.0, 42.0)
    return (1.0 - np.float32(sitter.amount) * bare) * wet_edge


def draw_pencil(sitter: Sitter) -> Colours:
    """Coloured pencil on drawing paper: strokes in two directions that catch on the tooth, so that
    the paper shows through where the hand pressed lightly, and dark contours."""
    amount = sitter.amount
    smooth = np.clip(simplified(sitter.picture, sitter.scale, 1 + round(2 * amount)), 0.0, 1.0)
    pressure = _pressure(sitter, smooth)
    pigment = _pencil_colour(smooth, amount)
    tooth = paper_tooth(sitter.rng(1), sitter.shape, sitter.px(0.62))
    first = _pencil_strokes(sitter, stream=2, angle=-0.95)
    second = _pencil_strokes(sitter, stream=3, angle=-0.30)
    free = 1.0 - _caught(pressure, 0.5 * tooth + 0.75 * first)
    free = free * (1.0 - 0.8 * _caught(pressure - 0.42, 0.4 * tooth + 0.8 * second))
    laid = 1.0 - free
    paper = _PAPER * (1.0 + 0.012 * tooth)[..., None]
    blank = np.float32(0.25 + 0.75 * amount)
    laid = (1.0 - blank + blank * laid)[..., None]
    drawing = paper * (1.0 - laid) + pigment * laid
    lines = contours(sitter, weight=0.95) * (0.8 + 0.2 * np.clip(tooth, -1.5, 1.0))
    lines = (0.8 * amount * lines * (1.0 - sitter.letters.cover))[..., None]
    drawing = drawing * (1.0 - lines) + (0.45 * pigment * np.float32(0.9)) * lines
    return sitter.with_print(drawing)


def _pressure(sitter: Sitter, picture: Colours) -> Plane:
    """How hard the pencil presses: hard for dark and for strong colours, not at all for white."""
    lab = to_cielab(picture)
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    pressure = 0.06 + 0.90 * np.maximum(
        ramp(lab[..., 0], 98.0, 34.0), 0.9 * ramp(chroma, 2.0, 50.0)
    )
    if sitter.product is not None:  # the scene is only hinted at
        near = np.maximum(sitter.product, blur(sitter.product, sitter.px(90)))
        pressure = pressure * (0.66 + 0.34 * ramp(near, 0.0, 0.5))
    return pressure


def _pencil_colour(picture: Colours, amount: float) -> Colours:
    """The pencil's own colour: purer and darker than what it leaves on white paper."""
    lab = to_cielab(picture)
    lab[..., 1:] *= np.float32(1.0 + 0.24 * amount)
    lab[..., 0] *= np.float32(1.0 - 0.12 * amount)
    return from_cielab(lab)


def _pencil_strokes(sitter: Sitter, *, stream: int, angle: float) -> Plane:
    """Streaks of long parallel strokes, mean 0 and deviation 1."""
    noise = grain(sitter.rng(stream), sitter.shape, sitter.px(0.6))
    drift = 0.10 * cloud(sitter.rng(stream + 20), sitter.shape, sitter.px(300), octaves=2)
    turn = np.float32(angle) + drift
    streaks = Flow(x=np.cos(turn), y=np.sin(turn)).smear(noise, levels=3, stride=1.2 * sitter.scale)
    return (streaks - streaks.mean()) / np.float32(streaks.std() + 1e-6)


def _caught(pressure: Plane, height: Plane) -> Plane:
    """Share of pigment, 0 to 1: the higher the paper's tooth and the harder the pencil, the
    more. The mean over the paper is about the pressure itself."""
    spread = 0.30 * ramp(pressure, -0.05, 0.35) * (1.0 - 0.55 * ramp(pressure, 0.55, 1.1))
    return np.clip(pressure + spread * height, 0.0, 1.0)
