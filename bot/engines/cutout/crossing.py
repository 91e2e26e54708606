"""Looking across a curve close up: where its edge is, and what lies on either side."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane, Region
from bot.engines.cutout.backdrop import DEEPEST_SHADE
from bot.engines.cutout.closeup import CloseUp
from bot.engines.cutout.curves import Curve, smoothed
from bot.engines.cutout.working import Lab

ALONG = 1.5
"""Standard deviation, in points along the curve, of the Gaussian that profiles are means under."""
FINE_SIGMA, COARSE_SIGMA = 0.8, 3.0
"""Gaussian scales of the two gradients whose difference is an edge, as in `working`."""
STEP_PER_GRADIENT = 5.0
"""Height in delta E of an ideal step per unit of that difference."""
CLEAR_EDGE = 2.0
"""Height in delta E of an edge that is as good as not, beyond noise."""
MARGIN = 4
"""Pixels beyond the places that are looked at, for the gradients."""
TINTED_SHADOW, DEEPER_TINT, DEEPEST = 4.5, 12.0, 0.7
"""A shadow next to a coloured product may be this much off the backdrop's colour, in delta E; under
a foot by the second number for each share of light that it takes, up to the third, more."""
UNDERSIDE, COMES_AND_GOES = -0.2, 3.0
"""A curve faces the ground where its inward normal points up at least this much; points along it
over which it begins to (standard deviation)."""
UNLIKE = (3.0, 4.0)
"""A pixel is product where it differs from the scene beside it: from this delta E on, fully so
after as much again as the second."""
TOLD_APART = (4.0, 8.0)
"""Likewise the contrast from which a pixel of the scene's colour is surely scene."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """Profiles across a curve, (points, places) each; `distances` of the places inwards, pixels.

    `lab` and `side` (the scene's colour there) have three channels. `edge` is the height of the
    sharp step as a multiple of `CLEAR_EDGE`; `product_like` and `scene_like`, 0 to 1, how surely a
    place is one of them. `elsewhere` are places that belong to another stretch of outline.
    `below`, (points, 1), is 1 under a foot and 0 where the curve faces elsewhere; `fixed` is the
    curve's.
    """

    distances: NDArray[np.float32]
    lab: Lab
    side: Lab
    edge: Plane
    product_like: Plane
    scene_like: Plane
    elsewhere: Region
    below: Plane
    fixed: NDArray[np.bool_]


def cross(curve: Curve, view: CloseUp, *, reach: int) -> Crossing:
    """Look `reach` pixels to either side of each point."""
    wide = np.arange(-reach - MARGIN, reach + MARGIN + 1, dtype=np.float32)
    lab = smoothed(curve.across(view.lab, wide), ALONG).astype(np.float32)
    edge = sharp_steps(lab) / max(CLEAR_EDGE, 1.5 * view.noise)
    places, lab = wide[MARGIN:-MARGIN], lab[:, MARGIN:-MARGIN]
    side = curve.across(view.scene, places)
    depth = curve.across(view.depth, places)
    below = _below(curve, view)
    by_side = (1.0 - below) * _unlike_side(lab, side, view)
    return Crossing(
        distances=places,
        lab=lab,
        side=side,
        edge=np.asarray(edge[:, MARGIN:-MARGIN], np.float32),
        product_like=np.minimum(_unlike_backdrop(curve, view, places, below) + by_side, 1.0),
        scene_like=_scene_like(curve, view, places),
        elsewhere=np.where(places > 0, depth < places / 2 - 1.5, depth > places / 2 + 1.5),
        below=below,
        fixed=curve.fixed,
    )


def _below(curve: Curve, view: CloseUp) -> Plane:
    facing = (curve.inwards[:, 1] < UNDERSIDE) & (curve.points[:, 1] > view.ground)
    return smoothed(facing.astype(np.float64), COMES_AND_GOES)[:, None].astype(np.float32)


def sharp_steps(lab: Lab) -> Plane:
    """The height in delta E of the sharp step at each place of profiles, (points, places, 3)."""
    steps = STEP_PER_GRADIENT * (_gradient(lab, FINE_SIGMA) - _gradient(lab, COARSE_SIGMA))
    return np.asarray(np.maximum(steps, 0.0), np.float32)


def _gradient(lab: Lab, sigma: float) -> Plane:
    soft = cv2.GaussianBlur(lab, (2 * int(3 * sigma) + 1, 1), sigmaX=sigma, sigmaY=1.0)
    change = np.linalg.norm(soft[:, 2:] - soft[:, :-2], axis=2) / 2.0
    return np.pad(change, ((0, 0), (1, 1)), mode="edge").astype(np.float32)


def _unlike_backdrop(
    curve: Curve, view: CloseUp, places: NDArray[np.float32], below: Plane
) -> Plane:
    """By a colour that no shadow has, by more light than the backdrop, or by less than a shadow:
    under a foot there is no telling how dark that gets."""
    shade, chroma, lift = (
        curve.across(plane, places) for plane in (view.shade, view.chroma, view.lift)
    )
    tinted = TINTED_SHADOW + below * (1.5 + DEEPER_TINT * np.clip(1.0 - shade, 0.0, DEEPEST))
    by_colour = np.clip((chroma - view.chroma_tolerance - tinted) / 4.0, 0.0, 1.0)
    by_light = np.clip((lift - 1.5 - 0.8 * view.tolerance) / 5.0, 0.0, 1.0)
    by_dark = (1.0 - below) * np.clip((DEEPEST_SHADE - shade) / 0.15, 0.0, 1.0)
    return np.asarray(by_colour + by_light + by_dark, np.float32)


def _unlike_side(lab: Lab, side: Lab, view: CloseUp) -> Plane:
    """By being unlike the scene right beside it."""
    least, more = UNLIKE
    off = np.linalg.norm(lab - side, axis=2)
    return np.asarray(np.clip((off - least - view.tolerance) / more, 0.0, 1.0), np.float32)


def _scene_like(curve: Curve, view: CloseUp, places: NDArray[np.float32]) -> Plane:
    """Just like the backdrop, where the product is not."""
    least, more = TOLD_APART
    told = np.clip((curve.across(view.contrast, places) - least) / more, 0.0, 1.0)
    same = np.clip(1.0 - curve.across(view.residual, places) / (1.0 + view.tolerance), 0.0, 1.0)
    return np.asarray(same * told, np.float32)
