"""A picture in few colours with clean shapes: the ground of flat illustration and comic."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane, Region
from bot.engines.studio.colour import Colours, from_cielab, to_cielab
from bot.engines.studio.filters_sitter import Sitter
from bot.engines.studio.smoothing import blur, fill_in, limited, resize, shrink

_SAMPLE_SIDE = 160
_ROUNDS = 14
_SHADOW = 5.0
"""What is darker than a plain backdrop by as many CIELAB units is a shadow on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """CIELAB colours (n, 3) of a region of a picture."""

    colours: Colours

    @classmethod
    def of(cls, lab: Colours, weight: Plane, count: int, *, least_step: float) -> Palette:
        """k-means of the weighted pixels; begun with the colours farthest from one another, so
        that small strong accents keep a colour of their own. Colours closer than `least_step`
        CIELAB units become one: a smooth wall is not worth two."""
        points = limited(lab, _SAMPLE_SIDE).reshape(-1, 3) * _EMPHASIS
        weights = limited(weight, _SAMPLE_SIDE).ravel().astype(np.float64)
        if weights.sum() <= 0:
            weights = np.ones_like(weights)
        centres = _farthest(points, weights, count)
        for turn in range(_ROUNDS):
            labels = _nearest(points, centres)
            sums = np.stack(
                [np.bincount(labels, p * weights, len(centres)) for p in points.T], axis=1
            )
            sizes = np.bincount(labels, weights, len(centres))[:, None]
            centres = np.where(sizes > 0, sums / np.maximum(sizes, 1e-9), centres)
            if turn == _ROUNDS // 2:
                centres = _merged(centres, sizes.ravel().astype(np.float64), least_step)
        return cls(colours=(centres / _EMPHASIS).astype(np.float32))


_EMPHASIS = np.array([0.75, 1.4, 1.4], np.float32)
"""Colour counts more than lightness: a form is shown by two or three tones, not by ten."""


def _merged(
    centres: NDArray[np.float64], sizes: NDArray[np.float64], least_step: float
) -> NDArray[np.float64]:
    """Centres at least a step apart; the larger of two near ones stays."""
    kept: list[NDArray[np.float64]] = []
    for index in np.argsort(-sizes, kind="stable"):
        if all(np.linalg.norm(centres[index] - centre) >= least_step for centre in kept):
            kept.append(centres[index])
    return np.array(kept)


def _farthest(points: Colours, weights: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Points far from one another, each weighed by how many others are like it."""
    cells, inverse = np.unique(np.round(points / 6.0), axis=0, return_inverse=True)
    mass = np.bincount(inverse.ravel(), weights)
    centres = (
        np.stack([np.bincount(inverse.ravel(), p * weights) for p in points.T], axis=1)
        / np.maximum(mass, 1e-9)[:, None]
    )
    likely = mass > 0.0015 * mass.sum()
    centres, mass = centres[likely], mass[likely]
    chosen = [int(mass.argmax())]
    distance = np.linalg.norm(centres - centres[chosen[0]], axis=1)
    while len(chosen) < min(count, len(centres)):
        gain = distance * np.power(mass, 0.3)
        chosen.append(int(gain.argmax()))
        distance = np.minimum(distance, np.linalg.norm(centres - centres[chosen[-1]], axis=1))
    return centres[chosen]


def _nearest(points: Colours, centres: NDArray[np.float64]) -> NDArray[np.intp]:
    return ((points[:, None] - centres[None]) ** 2).sum(axis=-1).argmin(axis=1)


def simplified(picture: Colours, scale: float, rounds: int) -> Colours:
    """sRGB without texture, edges kept: bilateral filter at half size, again and again."""
    rows, columns = picture.shape[:2]
    half = resize(picture, (max(1, rows // 2), max(1, columns // 2)))
    radius = max(2, round(3 * scale))
    for _ in range(rounds):
        done = cv2.bilateralFilter(half, 2 * radius + 1, 0.10, radius * 1.2)
        half = np.asarray(done, np.float32)
    return resize(half, (rows, columns), smooth=True)


def shapes(lab: Colours, palette: Palette, simplify_px: float) -> Colours:
    """CIELAB of the nearest palette colour at each pixel; outlines are rounded over
    `simplify_px`, each pixel taking the colour that is most common around it."""
    points = lab * _EMPHASIS
    centres = palette.colours * _EMPHASIS
    # |p - c|^2 without |p|^2, which is the same for every colour
    scores = points @ (-2.0 * centres.T) + (centres * centres).sum(axis=1)
    labels = scores.argmin(axis=-1)
    most = np.zeros(labels.shape, np.uint8)
    common = labels.copy()
    for index in range(len(centres)):
        mask = (labels == index).astype(np.uint8) * np.uint8(255)
        near = np.asarray(cv2.GaussianBlur(mask, (0, 0), simplify_px), np.uint8)
        common[near > most] = index
        most = np.maximum(most, near)
    return blur(palette.colours[common], 0.65)


def flattened(sitter: Sitter, *, product_colours: int, scene_colours: int) -> Colours:
    """The photo in few colours, sRGB: product and scene each by a palette of its own, so that the
    product has more of them and no colour runs from one into the other."""
    smooth = simplified(sitter.picture, sitter.scale, rounds=3)
    lab = to_cielab(np.clip(smooth, 0.0, 1.0))
    rounding = sitter.px(3.6 - 1.8 * sitter.detail)
    if sitter.product is None:
        every = np.ones(sitter.shape, np.float32)
        palette = Palette.of(lab, every, product_colours + scene_colours // 2, least_step=5.0)
        return from_cielab(shapes(lab, palette, rounding))
    inside, outside = shrink(sitter.product > 0.98, 2), sitter.product <= 0.02
    scene = _region(
        _levelled(fill_in(lab, outside), outside), outside, scene_colours, 9.0, 2.0 * rounding
    )
    rows, columns = np.flatnonzero(~outside.all(axis=1)), np.flatnonzero(~outside.all(axis=0))
    if not inside.any():
        return from_cielab(scene)
    cut = slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)
    within = _region(fill_in(lab[cut], inside[cut]), inside[cut], product_colours, 4.0, rounding)
    scene[cut] += sitter.product[cut][..., None] * (within - scene[cut])
    return from_cielab(scene)


def _levelled(lab: Colours, outside: Region) -> Colours:
    """A scene in CIELAB without the slow change of a plain backdrop's light, whose steps would look
    like shapes; shadows and every other scene stay.

    The backdrop is a quadratic surface, fitted to what is not darker than it.
    """
    small = limited(lab, _SAMPLE_SIDE)
    rows, columns = small.shape[:2]
    known = limited(outside.astype(np.float32), _SAMPLE_SIDE) > 0.99
    if known.sum() < 100:
        return lab
    basis = _quadratic(rows, columns)
    fitted = known
    for _ in range(4):
        weights, *_ = np.linalg.lstsq(basis[fitted], small[fitted], rcond=None)
        off = small[..., 0] - (basis @ weights)[..., 0]
        fitted = known & (off > -_SHADOW)
        if fitted.sum() < 0.5 * known.sum():
            return lab
    if float(np.percentile(np.abs(off[fitted]), 90)) > _SHADOW:
        return lab
    surface = np.asarray(basis @ weights, np.float32)
    change = np.asarray(surface - np.median(surface[known], axis=0), np.float32)
    return np.asarray(lab - resize(change, lab.shape[:2], smooth=True), np.float32)


def _quadratic(rows: int, columns: int) -> NDArray[np.float64]:
    """The terms of a quadratic surface at every pixel: (rows, columns, 6)."""
    y, x = np.meshgrid(np.linspace(-1, 1, rows), np.linspace(-1, 1, columns), indexing="ij")
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)


def _region(
    lab: Colours, region: Region, count: int, least_step: float, rounding: float
) -> Colours:
    palette = Palette.of(lab, region.astype(np.float32), count, least_step=least_step)
    return shapes(lab, palette, rounding)
